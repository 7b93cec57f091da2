public import Record

/// The process has a controlling terminal, or none.
public struct TerminalPredicate: ProcessPredicateKind {
  public static let key = "terminal"
  public static let summary =
    "The process has some controlling terminal, or none: field 7 of /proc/PID/stat isn't 0, or is."
  public static let usage = ["terminal: none", "terminal: some"]
  public static let schema: JSON? = .words(Which.allCases.map(\.rawValue))

  public enum Which: String, CaseIterable, Sendable { case some, none }

  public var which: Which

  public init?(_ argument: ContentNode, log: ContentLog) {
    guard let which = ContentReading.word(argument, as: Which.self, log: log) else { return nil }
    self.which = which
  }

  public func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    track.held { facts in facts.terminal.map { ($0 != 0) == (which == .some) } }
  }

  public func expected(_ scene: Scene) -> String {
    which == .some ? "a controlling terminal" : "no controlling terminal"
  }

  public func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    track.latest?.terminal == 0 ? "no controlling terminal" : "a controlling terminal"
  }

  public func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.terminal, at: moment)
  }

  public static let examples = [
    PredicateExample("none", "terminal: none", holds: true),
    PredicateExample("some", "terminal: some", holds: true, starting: { $0.terminal = 0x8801 }),
    PredicateExample("lost it", "terminal: some", holds: false, starting: { $0.terminal = 1 }) {
      $0.see(42, at: 5) { $0.terminal = 0 }
    },
  ]
}
