public import Record

/// The process exists and is neither a zombie nor dead.
public struct AlivePredicate: ProcessPredicateKind {
  public static let key = "alive"
  public static let summary = "The process exists and is neither a zombie (Z) nor dead (X)."
  public static let usage = ["alive", "of: job, alive: true"]

  public init() {}
  public init?(_ argument: ContentNode, log: ContentLog) {}

  public func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    track.held { facts in facts.state.map { $0 != "Z" && $0 != "X" } }
  }

  public func reach(of track: ProcessTrack, _ scene: Scene) -> Reach {
    // A zombie never comes back to life.
    let dead = track.endedAt != nil || track.latest?.state == "Z" || track.latest?.state == "X"
    return dead ? .lost : .open
  }

  public func expected(_ scene: Scene) -> String { "alive" }

  public func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    let state = track.latest?.state ?? "?"
    return state == "Z" ? "a zombie (state Z)" : "alive, state \(state)"
  }

  public func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    if let ended = track.endedAt, ended <= moment { return track.endingEvidence }
    return track.evidence(.state, at: moment)
  }

  public static let examples = [
    PredicateExample("a sleeping process is alive", "alive", holds: true),
    PredicateExample("a stopped one too", "alive", holds: true) { $0.state(42, "T", at: 3) },
    PredicateExample("a zombie isn't", "alive", holds: false) { $0.state(42, "Z", at: 3) },
    PredicateExample("nor one that ended", "alive", holds: false) {
      $0.end(42, status: 9, at: 3)
    },
  ]
}
