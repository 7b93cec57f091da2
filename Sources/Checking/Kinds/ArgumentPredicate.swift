package import Record

/// An element of `/proc/PID/cmdline`; see proc_pid_cmdline(5).
package struct ArgumentPredicate: ProcessPredicateKind {
  package static let key = "argument"
  package static let summary = """
    An element of /proc/PID/cmdline equals that text; with after: it is the one behind that option.
    """
  package static let usage = ["argument: {after: --run, equals: bert-k7q}"]
  package static let schema: JSON? = .keys(
    [("after", String.schema), ("equals", String.schema)], required: ["equals"])

  package var after: Slot<String>?
  package var equals: Slot<String>

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'argument'")
    after = reader.slot("after")
    let equals: Slot<String>? = reader.required("equals").flatMap { Slot($0, log: log) }
    reader.finish()
    guard let equals else { return nil }
    self.equals = equals
  }

  package var watch: Set<FactGroup> { [.stat, .image] }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    guard let wanted = equals.value(scene.name) else { return .unknown }
    let option = after?.value(scene.name)
    return track.held { facts in
      facts.arguments.map { arguments in
        guard let option else { return arguments.contains(wanted) }
        return track.value(after: option, in: arguments) == wanted
      }
    }
  }

  package func expected(_ scene: Scene) -> String {
    let option = after?.value(scene.name).map { "\($0) " } ?? ""
    return "\(option)\(equals.value(scene.name) ?? "?") in its arguments"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    "arguments: \(track.latest?.arguments?.joined(separator: " ") ?? "?")"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.arguments, at: moment)
  }

  package static let examples = [
    PredicateExample(
      "behind an option", "argument: {after: --run, equals: \"{{run}}\"}", holds: true),
    PredicateExample("behind none", "argument: {equals: --run}", holds: true),
    PredicateExample("not part of one", "argument: {after: --run, equals: bert}", holds: false),
  ]
}
