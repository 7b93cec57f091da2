internal import ProcFS
package import Record

/// The process left state T and went on.
package struct ContinuedPredicate: ProcessPredicateKind {
  package static let key = "continued"
  package static let summary =
    "The process left state T and went on, since the attempt was ready; by: learner if the lab did not send the SIGCONT."
  package static let usage = ["continued", "continued: {by: learner}"]
  package static let schema: JSON? = .keys([("by", .words(Sender.allCases.map(\.rawValue)))])
  package static let mayStandAlone = true

  package enum Sender: String, CaseIterable, Sendable { case learner, lab, anyone }

  package var by: Sender

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'continued'")
    by = reader.word("by", as: Sender.self) ?? .anyone
    reader.finish()
  }

  package var basis: Basis { .record }

  private func moments(_ track: ProcessTrack, _ scene: Scene) -> [UInt64] {
    var moments = track.continuedAt
    if let endedAt = track.endedAt, let last = track.moments.last, last.facts.state == "T",
      let cause = track.ending?.cause
    {
      // Only SIGKILL acts on a stopped process: any other end means that it went on, between samples.
      switch cause {
      case .exited: moments.append(endedAt)
      case .signalled(let signal, _) where signal != Signal.kill.number: moments.append(endedAt)
      default: break
      }
    }
    return moments.filter { moment in
      guard moment >= scene.start else { return false }
      guard by != .anyone else { return true }
      let byLab = scene.timeline.actions.contains { action in
        guard case .signalled(let process, let signal) = action.value else { return false }
        return process == track.identity && signal == 18 && action.at <= moment
          && moment - action.at < 1_000_000_000
      }
      return byLab == (by == .lab)
    }
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    .events(moments(track, scene), since: track.since)
  }

  package func reach(of track: ProcessTrack, _ scene: Scene) -> Reach {
    let had = !moments(track, scene).isEmpty
    let living = track.endedAt == nil
    return Reach(canHold: had || living, canFail: !had, canOccur: living)
  }

  package func expected(_ scene: Scene) -> String { "continued after a stop" }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    if !moments(track, scene).isEmpty { return "continued" }
    return track.latest?.state == "T" ? "still stopped (state T)" : "never continued"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    guard let at = moments(track, scene).first(where: { $0 <= moment }) else {
      return track.evidence(.state, at: moment)
    }
    return track.evidence(.state, at: at)
  }

  package static let examples = [
    PredicateExample("it went on", "continued", holds: true) {
      $0.state(42, "T", at: 3)
      $0.state(42, "S", at: 6)
    },
    PredicateExample("it never stopped", "continued", holds: false),
    PredicateExample("it ended too soon to be seen running", "continued", holds: true) {
      $0.state(42, "T", at: 3)
      $0.end(42, status: 143 << 8, at: 6)
    },
    PredicateExample("SIGKILL needs no going on", "continued", holds: false) {
      $0.state(42, "T", at: 3)
      $0.end(42, status: 9, at: 6)
    },
    PredicateExample("the lab did it", "continued: {by: learner}", holds: false) {
      $0.state(42, "T", at: 3)
      $0.add(5.9, .acted(.signalled(process: ExampleJournal.process(42), signal: 18)))
      $0.state(42, "S", at: 6)
    },
  ]
}
