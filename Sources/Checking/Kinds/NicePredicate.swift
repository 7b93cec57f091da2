package import Record

/// The nice value (field 19 of /proc/PID/stat) is N, or above or below N.
package struct NicePredicate: ProcessPredicateKind {
  package static let key = "nice"
  package static let summary =
    "The nice value (field 19 of /proc/PID/stat) is N, or above or below N."
  package static let usage = ["nice: 5", "nice: {above: 1}"]
  package static let schema: JSON? = NumberRange.schema

  let range: NumberRange

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let range = NumberRange(argument, log: log) else { return nil }
    self.range = range
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    track.held { facts in facts.nice.map { range.contains(Double($0), scene.name) } }
  }

  package func expected(_ scene: Scene) -> String { "nice \(range.text(scene.name))" }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    "nice \(track.latest?.nice.map { "\($0)" } ?? "?")"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.nice, at: moment)
  }

  package static let examples = [
    PredicateExample("exactly", "nice: 5", holds: true, starting: { $0.nice = 5 }),
    PredicateExample("another", "nice: 5", holds: false, starting: { $0.nice = 4 }),
    PredicateExample("above", "nice: {above: 1}", holds: true, starting: { $0.nice = 2 }),
    PredicateExample("not below", "nice: {below: 2}", holds: false, starting: { $0.nice = 2 }),
  ]
}
