public import Record

/// An element of `/proc/PID/cmdline`; see proc_pid_cmdline(5).
public struct ArgumentPredicate: ProcessPredicateKind {
  public static let key = "argument"
  public static let summary = """
    An element of /proc/PID/cmdline equals that text; with after: it is the one behind that option.
    """
  public static let usage = ["argument: {after: --run, equals: bert-k7q}"]
  public static let schema: JSON? = .keys(
    [("after", String.schema), ("equals", String.schema)], required: ["equals"])

  public var after: Slot<String>?
  public var equals: Slot<String>

  public init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'argument'")
    after = reader.slot("after")
    let equals: Slot<String>? = reader.required("equals").flatMap { Slot($0, log: log) }
    reader.finish()
    guard let equals else { return nil }
    self.equals = equals
  }

  public var watch: Set<FactGroup> { [.stat, .image] }

  public func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    guard let wanted = equals.value(scene.name) else { return .unknown }
    let option = after?.value(scene.name)
    return track.held { facts in
      facts.arguments.map { arguments in
        guard let option else { return arguments.contains(wanted) }
        return track.value(after: option, in: arguments) == wanted
      }
    }
  }

  public func expected(_ scene: Scene) -> String {
    let option = after?.value(scene.name).map { "\($0) " } ?? ""
    return "\(option)\(equals.value(scene.name) ?? "?") in its arguments"
  }

  public func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    "arguments: \(track.latest?.arguments?.joined(separator: " ") ?? "?")"
  }

  public func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.arguments, at: moment)
  }

  public static let examples = [
    PredicateExample(
      "behind an option", "argument: {after: --run, equals: \"{{run}}\"}", holds: true),
    PredicateExample("behind none", "argument: {equals: --run}", holds: true),
    PredicateExample("not part of one", "argument: {after: --run, equals: bert}", holds: false),
  ]
}
