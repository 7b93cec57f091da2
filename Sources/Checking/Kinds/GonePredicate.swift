internal import ProcFS
package import Record

/// The process is gone, its zombie too.
package struct GonePredicate: ProcessPredicateKind {
  package static let key = "gone"
  package static let summary = """
    The process has ended and was reaped; patience says how long a zombie may still hang around \
    before that is held against anybody. Below a reaper that never reaps, a zombie counts as gone.
    """
  package static let usage = ["gone", "gone: {patience: 5s}"]
  package static let schema: JSON? = .keys([("patience", Stretch.schema)])
  package static let mayStandAlone = true

  package var patience: Slot<Stretch>?

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'gone'")
    patience = reader.slot("patience")
    reader.finish()
  }

  package var basis: Basis { .record }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let reaper = scene.timeline.header.flatMap { $0.reaperReaps ? nil : $0.reaper }
    var held = track.held(afterwards: true) { facts in
      guard facts.state == "Z" || facts.state == "X" else { return false }
      return reaper != nil && facts.parent == reaper?.pid
    }
    if let endedAt = track.endedAt { held.onsets = [held.yes.first(from: 0) ?? endedAt] }
    return held
  }

  /// Whatever lives can end, and what has ended stays so.
  package func reach(of track: ProcessTrack, _ scene: Scene) -> Reach {
    track.endedAt == nil ? .open : Reach(canHold: true, canFail: false, canOccur: false)
  }

  package func expected(_ scene: Scene) -> String { "gone" }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    if track.endedAt != nil { return "gone" }
    guard track.latest?.state == "Z" else {
      return "still there, state \(track.latest?.state ?? "?")"
    }
    let since = track.moments.last { $0.facts.state != "Z" }?.at ?? track.since
    let waited = scene.now > since ? scene.now - since : 0
    if let patience = patience?.value(scene.name), waited < patience.nanoseconds {
      return "a zombie, not reaped yet"
    }
    return "a zombie (state Z) below \(track.latest?.parent.map { "\($0)" } ?? "?")"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.endedAt == nil ? track.evidence(.state, at: moment) : track.endingEvidence
  }

  package static let examples = [
    PredicateExample("ended and reaped", "gone", holds: true) { $0.end(42, status: 0, at: 5) },
    PredicateExample("a zombie isn't gone", "gone: {patience: 5s}", holds: false) {
      $0.state(42, "Z", at: 5)
    },
    PredicateExample("nor is what lives", "gone", holds: false),
  ]
}
