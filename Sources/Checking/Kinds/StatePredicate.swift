package import Record

/// Field 3 of `/proc/PID/stat` is one of some letters; see proc_pid_stat(5).
package struct StatePredicate: ProcessPredicateKind {
  package static let key = "state"
  package static let summary =
    "Field 3 of /proc/PID/stat is the state named, or one of those named."
  package static let usage = ["state: stopped", "state: [running, sleeping]"]
  package static let schema: JSON? = .oneOrList(.words(Letter.allCases.map(\.rawValue)))

  package enum Letter: String, CaseIterable, Sendable {
    case running, sleeping, disk, stopped, traced, zombie, idle

    var letter: String {
      switch self {
      case .running: "R"
      case .sleeping: "S"
      case .disk: "D"
      case .stopped: "T"
      case .traced: "t"
      case .zombie: "Z"
      case .idle: "I"
      }
    }
  }

  package var letters: [Letter]

  package init?(_ argument: ContentNode, log: ContentLog) {
    let nodes = argument.list ?? [argument]
    letters = nodes.compactMap { ContentReading.word($0, as: Letter.self, log: log) }
    if letters.isEmpty { return nil }
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let wanted = Set(letters.map(\.letter))
    return track.held { facts in facts.state.map { wanted.contains($0) } }
  }

  package func expected(_ scene: Scene) -> String {
    let names = letters.map { "\($0.rawValue) (\($0.letter))" }
    return "state \(names.joined(separator: " or "))"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    let letter = track.latest?.state ?? "?"
    let name = Letter.allCases.first { $0.letter == letter }?.rawValue
    return "state \(name.map { "\($0) (\(letter))" } ?? letter)"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.state, at: moment)
  }

  package static let examples = [
    PredicateExample("stopped", "state: stopped", holds: true) { $0.state(42, "T", at: 3) },
    PredicateExample("it went on", "state: stopped", holds: false) {
      $0.state(42, "T", at: 3)
      $0.state(42, "R", at: 5)
    },
    PredicateExample("one of two", "state: [running, sleeping]", holds: true),
    PredicateExample("for long enough", "{state: stopped, for: 10s}", holds: true) {
      $0.state(42, "T", at: 3)
    },
    PredicateExample("not long enough", "{state: stopped, for: 10s}", holds: false) {
      $0.state(42, "T", at: 95)
    },
    PredicateExample("a gap breaks it", "{state: stopped, for: 50s}", holds: false) {
      $0.state(42, "T", at: 3)
      $0.add(60, .gap(from: ExampleJournal.time(58), to: ExampleJournal.time(60)))
    },
  ]
}
