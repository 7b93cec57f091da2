package import Record

/// The process exists and is neither a zombie nor dead.
package struct AlivePredicate: ProcessPredicateKind {
  package static let key = "alive"
  package static let summary = "The process exists and is neither a zombie (Z) nor dead (X)."
  package static let usage = ["alive", "of: job, alive: true"]

  package init() {}
  package init?(_ argument: ContentNode, log: ContentLog) {}

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    track.held { facts in facts.state.map { $0 != "Z" && $0 != "X" } }
  }

  package func reach(of track: ProcessTrack, _ scene: Scene) -> Reach {
    // A zombie never comes back to life.
    let dead = track.endedAt != nil || track.latest?.state == "Z" || track.latest?.state == "X"
    return dead ? .lost : .open
  }

  package func expected(_ scene: Scene) -> String { "alive" }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    let state = track.latest?.state ?? "?"
    return state == "Z" ? "a zombie (state Z)" : "alive, state \(state)"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    if let ended = track.endedAt, ended <= moment { return track.endingEvidence }
    return track.evidence(.state, at: moment)
  }

  package static let examples = [
    PredicateExample("a sleeping process is alive", "alive", holds: true),
    PredicateExample("a stopped one too", "alive", holds: true) { $0.state(42, "T", at: 3) },
    PredicateExample("a zombie isn't", "alive", holds: false) { $0.state(42, "Z", at: 3) },
    PredicateExample("nor one that ended", "alive", holds: false) {
      $0.end(42, status: 9, at: 3)
    },
  ]
}
