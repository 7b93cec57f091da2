package import Record

/// The process has a controlling terminal, or none.
package struct TerminalPredicate: ProcessPredicateKind {
  package static let key = "terminal"
  package static let summary =
    "The process has some controlling terminal, or none: field 7 of /proc/PID/stat isn't 0, or is."
  package static let usage = ["terminal: none", "terminal: some"]
  package static let schema: JSON? = .words(Which.allCases.map(\.rawValue))

  package enum Which: String, CaseIterable, Sendable { case some, none }

  package var which: Which

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let which = ContentReading.word(argument, as: Which.self, log: log) else { return nil }
    self.which = which
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    track.held { facts in facts.terminal.map { ($0 != 0) == (which == .some) } }
  }

  package func expected(_ scene: Scene) -> String {
    which == .some ? "a controlling terminal" : "no controlling terminal"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    track.latest?.terminal == 0 ? "no controlling terminal" : "a controlling terminal"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.terminal, at: moment)
  }

  package static let examples = [
    PredicateExample("none", "terminal: none", holds: true),
    PredicateExample("some", "terminal: some", holds: true, starting: { $0.terminal = 0x8801 }),
    PredicateExample("lost it", "terminal: some", holds: false, starting: { $0.terminal = 1 }) {
      $0.see(42, at: 5) { $0.terminal = 0 }
    },
  ]
}
