package import Record

/// Variables in `/proc/PID/environ`, as they were at exec; see proc_pid_environ(5).
package struct EnvironmentPredicate: ProcessPredicateKind {
  package static let key = "environment"
  package static let summary = """
    /proc/PID/environ holds these variables, as they were at exec. Nothing of an environment is \
    recorded but what begins with LAB_ and what an exercise names here.
    """
  package static let usage = [
    "environment: {LAB_RUN: bert-k7q}", "environment: {CUDA_VISIBLE_DEVICES: \"{{gpu}}\"}",
  ]
  package static let schema: JSON? = .mapOf(String.schema)

  package var variables: [(name: String, value: Slot<String>)]

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'environment'")
    variables = reader.keys.compactMap { key in
      reader.slot(key, as: String.self).map { (name: key, value: $0) }
    }
    for key in reader.keys where !Self.isName(key) {
      log.report(
        "'\(key)' is no variable's name: letters, digits and _, no digit first",
        at: reader.place(of: key))
    }
    if variables.isEmpty {
      log.report("at least one NAME: value is expected", at: argument.place)
      return nil
    }
  }

  /// What a shell and systemd take for the name of a variable; see environ(7).
  private static func isName(_ text: String) -> Bool {
    text.first?.isNumber == false
      && text.utf8.allSatisfy {
        $0 == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
          || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 & 0xdf
      }
  }

  package var watch: Set<FactGroup> {
    Set(variables.map { FactGroup.variable($0.name) }).union([.stat])
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    var held = track.held { facts in
      facts.environment.map { environment in
        variables.allSatisfy { environment[$0.name] == $0.value.value(scene.name) }
      }
    }
    if let latest = track.latest, latest.environment == nil,
      latest.unreadable?["environment"] != nil
    {
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
    PredicateExample("another's", "environment: {CUDA_VISIBLE_DEVICES: 1}", holds: true) {
      $0.see(42, at: 3) { $0.environment = ["CUDA_VISIBLE_DEVICES": "1"] }
    },
    PredicateExample("an empty one", "environment: {CUDA_VISIBLE_DEVICES: \"\"}", holds: true) {
      $0.see(42, at: 3) { $0.environment = ["CUDA_VISIBLE_DEVICES": ""] }
    },
  ]
}
