public import Record

/// Variables in `/proc/PID/environ`, as they were at exec; see proc_pid_environ(5).
public struct EnvironmentPredicate: ProcessPredicateKind {
  public static let key = "environment"
  public static let summary = "/proc/PID/environ holds these variables, as they were at exec."
  public static let usage = ["environment: {LAB_RUN: bert-k7q}"]
  public static let schema: JSON? = .mapOf(String.schema)

  public var variables: [(name: String, value: Slot<String>)]

  public init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'environment'")
    variables = reader.keys.compactMap { key in
      reader.slot(key, as: String.self).map { (name: key, value: $0) }
    }
    for key in reader.keys where !key.hasPrefix("LAB_") {
      log.report("only variables that begin with LAB_ are recorded", at: reader.place(of: key))
    }
    if variables.isEmpty {
      log.report("at least one NAME: value is expected", at: argument.place)
      return nil
    }
  }

  public var watch: Set<FactGroup> { [.stat, .everything] }

  public func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    var held = track.held { facts in
      facts.environment.map { environment in
        variables.allSatisfy { environment[$0.name] == $0.value.value(scene.name) }
      }
    }
    if let latest = track.latest, latest.environment == nil, latest.unreadable?["environ"] != nil {
      held.doubt = .from(track.since)
    }
    return held
  }

  public func expected(_ scene: Scene) -> String {
    variables.map { "\($0.name)=\($0.value.value(scene.name) ?? "?")" }.joined(separator: ", ")
      + " in its environment"
  }

  public func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    guard let environment = track.latest?.environment else { return "its environment is not known" }
    return variables.map { "\($0.name)=\(environment[$0.name] ?? "(unset)")" }
      .joined(separator: ", ")
  }

  public func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    guard let environment = track.facts(at: moment)?.environment else { return [] }
    return variables.map {
      Evidence(
        source: "/proc/\(track.pid)/environ", field: $0.name,
        value: environment[$0.name] ?? "(unset)", at: track.since)
    }
  }

  public static let examples = [
    PredicateExample("set", "environment: {LAB_ID: \"{{nonce}}\"}", holds: true),
    PredicateExample("not set", "environment: {LAB_RUN: x}", holds: false),
  ]
}
