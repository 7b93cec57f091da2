package import Record

/// Variables in `/proc/PID/environ`, as they were at exec; see proc_pid_environ(5).
package struct EnvironmentPredicate: ProcessPredicateKind {
  package static let key = "environment"
  package static let summary = "/proc/PID/environ holds these variables, as they were at exec."
  package static let usage = ["environment: {LAB_RUN: bert-k7q}"]
  package static let schema: JSON? = .mapOf(String.schema)

  package var variables: [(name: String, value: Slot<String>)]

  package init?(_ argument: ContentNode, log: ContentLog) {
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

  package var watch: Set<FactGroup> { [.stat, .everything] }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
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

  package func expected(_ scene: Scene) -> String {
    variables.map { "\($0.name)=\($0.value.value(scene.name) ?? "?")" }.joined(separator: ", ")
      + " in its environment"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    guard let environment = track.latest?.environment else { return "its environment is not known" }
    return variables.map { "\($0.name)=\(environment[$0.name] ?? "(unset)")" }
      .joined(separator: ", ")
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    guard let environment = track.facts(at: moment)?.environment else { return [] }
    return variables.map {
      Evidence(
        source: "/proc/\(track.pid)/environ", field: $0.name,
        value: environment[$0.name] ?? "(unset)", at: track.since)
    }
  }

  package static let examples = [
    PredicateExample("set", "environment: {LAB_ID: \"{{nonce}}\"}", holds: true),
    PredicateExample("not set", "environment: {LAB_RUN: x}", holds: false),
  ]
}
