package import Record

/// A role has been filled more than once.
package struct DistinctProcessesPredicate: PredicateKind {
  package static let key = "distinct-processes"
  package static let summary =
    "So many different processes have filled the role, one after the other or at once: a restart shows."
  package static let usage = ["distinct-processes: {at-least: 2}"]
  package static let schema: JSON? = .keys([("at-least", Int.schema)], required: ["at-least"])

  package var atLeast: Slot<Int>

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'distinct-processes'")
    let atLeast: Slot<Int>? = reader.required("at-least").flatMap { Slot($0, log: log) }
    reader.finish()
    guard let atLeast else { return nil }
    self.atLeast = atLeast
  }

  package var basis: Basis { .record }

  /// All that ever filled the subject's roles, whichever candidate is being looked at.
  private func all(_ scene: Scene) -> [ProcessTrack] {
    var free = scene
    free.assignment = [:]
    free.only = nil
    return free.subjects.sorted { $0.since < $1.since }
  }

  package func held(_ scene: Scene) -> Held {
    let tracks = all(scene)
    guard let needed = atLeast.value(scene.name), needed > 0 else { return .unknown }
    guard tracks.count >= needed else { return .never }
    return .events([tracks[needed - 1].since], since: 0)
  }

  package func reach(_ scene: Scene) -> Reach {
    let enough = atLeast.value(scene.name).map { all(scene).count >= $0 } ?? false
    return Reach(canHold: true, canFail: !enough, canOccur: !enough)
  }

  package func expected(_ scene: Scene) -> String {
    "at least \(atLeast.value(scene.name).map { "\($0)" } ?? "?") processes, one after the other"
  }

  package func observed(_ scene: Scene) -> String {
    let tracks = all(scene)
    let pids = tracks.map { "\($0.pid)" }.joined(separator: ", ")
    return tracks.count == 1 ? "one process, \(pids)" : "\(tracks.count) processes: \(pids)"
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    all(scene).suffix(4).flatMap { $0.evidence(.startTicks, at: moment) }
  }

  package static let examples = [
    PredicateExample("a restart", "distinct-processes: {at-least: 2}", holds: true) {
      $0.end(42, status: 2, at: 5)
      $0.bind("job", 43, at: 6)
    },
    PredicateExample("one and the same", "distinct-processes: {at-least: 2}", holds: false),
  ]
}
