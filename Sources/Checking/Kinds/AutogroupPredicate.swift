package import Record

/// The nice value of its autogroup; see sched(7), "The autogroup feature".
package struct AutogroupPredicate: ProcessPredicateKind {
  package static let key = "autogroup"
  package static let summary = """
    The nice value in /proc/PID/autogroup, by which its whole session shares CPU time with the \
    others, is N or in a range.
    """
  package static let usage = ["autogroup: 10", "autogroup: {above: 9}"]
  package static let schema: JSON? = NumberRange.schema

  let range: NumberRange

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let range = NumberRange(argument, log: log) else { return nil }
    self.range = range
  }

  package var watch: Set<FactGroup> { [.stat, .scheduling] }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    track.held { facts in facts.autogroupNice.map { range.contains(Double($0), scene.name) } }
  }

  package func expected(_ scene: Scene) -> String {
    "autogroup nice \(range.text(scene.name))"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    track.latest?.autogroupNice.map { "autogroup nice \($0)" } ?? "no autogroup is known"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    guard let nice = track.facts(at: moment)?.autogroupNice else { return [] }
    let at = track.moments.last { $0.at <= moment }?.at ?? track.since
    return [
      Evidence(source: "/proc/\(track.pid)/autogroup", field: "nice", value: "\(nice)", at: at)
    ]
  }

  package static let examples = [
    PredicateExample(
      "in the range", "autogroup: {above: 9}", holds: true, starting: { $0.autogroupNice = 10 }),
    PredicateExample(
      "only the process's own nice was set", "autogroup: {above: 9}", holds: false,
      starting: {
        $0.nice = 19
        $0.autogroupNice = 0
      }),
    PredicateExample("this kernel has none", "autogroup: 0", holds: false),
  ]
}
