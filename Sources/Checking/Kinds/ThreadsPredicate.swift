package import Record

/// The process has N threads (field 20 of /proc/PID/stat), or more or fewer.
package struct ThreadsPredicate: ProcessPredicateKind {
  package static let key = "threads"
  package static let summary =
    "The process has N threads (field 20 of /proc/PID/stat), or more or fewer."
  package static let usage = ["threads: 5", "threads: {above: 1}"]
  package static let schema: JSON? = NumberRange.schema

  let range: NumberRange

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let range = NumberRange(argument, log: log) else { return nil }
    self.range = range
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    track.held { facts in facts.threads.map { range.contains(Double($0), scene.name) } }
  }

  package func expected(_ scene: Scene) -> String { "threads: \(range.text(scene.name))" }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    "threads: \(track.latest?.threads.map { "\($0)" } ?? "?")"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.threads, at: moment)
  }

  package static let examples = [
    PredicateExample("exactly", "threads: 5", holds: true, starting: { $0.threads = 5 }),
    PredicateExample("another", "threads: 5", holds: false, starting: { $0.threads = 4 }),
    PredicateExample("above", "threads: {above: 1}", holds: true, starting: { $0.threads = 2 }),
    PredicateExample(
      "not below", "threads: {below: 2}", holds: false, starting: { $0.threads = 2 }),
  ]
}
