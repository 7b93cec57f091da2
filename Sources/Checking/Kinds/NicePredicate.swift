package import Record

/// The nice value (field 19 of /proc/PID/stat) is N, or in a range; of the first thread or of all.
package struct NicePredicate: ThreadPredicateKind {
  package static let key = "nice"
  package static let summary = """
    The nice value (field 19 of /proc/PID/stat) is N, or in a range; with threads: all, that of \
    every thread (field 19 of /proc/PID/task/*/stat).
    """
  package static let usage = [
    "nice: 5", "nice: {above: 1}", "nice: {value: 5, threads: all}",
    "nice: {at-least: 5, threads: all}",
  ]
  package static let schema: JSON? = .anyOf([
    Double.schema,
    .keys([("value", NumberRange.schema), ThreadScope.schema] + NumberRange.keys),
  ])

  let range: NumberRange
  package var threads: ThreadScope?

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard argument.map != nil else {
      guard let range = NumberRange(argument, log: log) else { return nil }
      self.range = range
      return
    }
    let reader = KeyReader(argument, log: log, what: "'nice'")
    let value = reader.value("value")
    let other = NumberRange(reader)
    threads = reader.word("threads", as: ThreadScope.self)
    reader.finish()
    guard let range = value.flatMap({ NumberRange($0, log: log) }) ?? other else {
      if value == nil {
        log.report("value: or a range such as at-least: is missing", at: argument.place)
      }
      return nil
    }
    self.range = range
  }

  // The process's own `stat` says it too, and that is read twice as often.
  package var watch: Set<FactGroup> { threads == .all ? [.stat, .scheduling] : [.stat] }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    threads == .all
      ? threadsHeld(of: track, scene)
      : track.held { facts in facts.nice.map { range.contains(Double($0), scene.name) } }
  }

  func fits(_ thread: ThreadFacts, _ scene: Scene) -> Bool? {
    range.contains(Double(thread.nice), scene.name)
  }

  func words(_ thread: ThreadFacts) -> String { "nice \(thread.nice)" }

  package func expected(_ scene: Scene) -> String { "nice \(range.text(scene.name))\(scopeWords)" }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    threads == .all
      ? threadsObserved(of: track, scene)
      : "nice \(track.latest?.nice.map { "\($0)" } ?? "?")"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    threads == .all
      ? threadsEvidence(of: track, scene, at: moment) : track.evidence(.nice, at: moment)
  }

  func evidence(_ thread: ThreadFacts, of track: ProcessTrack, at moment: UInt64) -> [Evidence] {
    [
      Evidence(
        source: track.file("stat", of: thread), field: "field 19", value: "\(thread.nice)",
        at: moment)
    ]
  }

  package static let examples = [
    PredicateExample("exactly", "nice: 5", holds: true, starting: { $0.nice = 5 }),
    PredicateExample("another", "nice: 5", holds: false, starting: { $0.nice = 4 }),
    PredicateExample("above", "nice: {above: 1}", holds: true, starting: { $0.nice = 2 }),
    PredicateExample("not below", "nice: {below: 2}", holds: false, starting: { $0.nice = 2 }),
    PredicateExample(
      "all of its threads", "nice: {value: 5, threads: all}", holds: true,
      starting: {
        $0.nice = 5
        $0.tasks = [ThreadFacts(id: 42, nice: 5), ThreadFacts(id: 43, nice: 5)]
      }),
    PredicateExample(
      "only the first thread", "nice: {value: 5, threads: all}", holds: false,
      starting: {
        $0.nice = 5
        $0.tasks = [ThreadFacts(id: 42, nice: 5), ThreadFacts(id: 43, nice: 0)]
      }),
    PredicateExample(
      "all in a range", "nice: {at-least: 5, at-most: 9, threads: all}", holds: true,
      starting: { $0.tasks = [ThreadFacts(id: 42, nice: 5), ThreadFacts(id: 43, nice: 9)] }),
  ]
}
