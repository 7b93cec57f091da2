package import Record

/// The process used no CPU time.
package struct UnchangedPredicate: ProcessPredicateKind {
  package static let key = "unchanged"
  package static let summary = """
    The CPU time (fields 14 + 15 of /proc/PID/stat) did not grow from one record to the next; with \
    for: that long. Best joined with state: stopped.
    """
  package static let usage = ["all: [{state: stopped}, {unchanged: cpu-time}]"]
  package static let schema: JSON? = .words(["cpu-time"])

  package enum What: String, CaseIterable, Sendable { case cpuTime = "cpu-time" }

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard ContentReading.word(argument, as: What.self, log: log) != nil else { return nil }
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    var yes: [Span] = []
    var no: [Span] = []
    for (index, moment) in track.moments.enumerated() {
      guard let ticks = moment.facts.cpuTicks else { continue }
      let next = index + 1 < track.moments.count ? track.moments[index + 1] : nil
      let end = [next?.at, track.endedAt].compactMap { $0 }.min()
      // One tick may be booked after the sample that saw the stop.
      let grew = next?.facts.cpuTicks.map { $0 > ticks + 1 } ?? false
      if grew { no.append(Span(moment.at, end)) } else { yes.append(Span(moment.at, end)) }
    }
    return Held(yes: Spans(yes), no: Spans(no))
  }

  package func expected(_ scene: Scene) -> String { "no CPU time used" }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    "\(track.latest?.cpuTicks.map { "\($0)" } ?? "?") ticks of CPU time"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.cpuTicks, at: moment)
  }

  package static let examples = [
    PredicateExample("stopped", "{unchanged: cpu-time, for: 5s}", holds: true) {
      $0.see(42, at: 10) {
        $0.state = "T"
        $0.cpuTicks = 140
      }
    },
    PredicateExample("it ran until a moment ago", "{unchanged: cpu-time, for: 5s}", holds: false) {
      for second in 3..<100 { $0.see(42, at: Double(second)) { $0.cpuTicks = UInt64(second * 90) } }
    },
    PredicateExample("it ran between", "not: {ever: {unchanged: cpu-time, for: 5s}}", holds: true) {
      for second in 3..<100 { $0.see(42, at: Double(second)) { $0.cpuTicks = UInt64(second * 90) } }
    },
  ]
}
