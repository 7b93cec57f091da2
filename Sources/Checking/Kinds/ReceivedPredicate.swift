package import Record

/// A signal reached the workload, as its handler's siginfo told; see sigaction(2).
package struct ReceivedPredicate: ProcessPredicateKind {
  package static let key = "received"
  package static let summary = """
    The workload reported that signal, since the attempt was ready; by: learner is any that the \
    lab did not send itself.
    """
  package static let usage = ["received: {signal: TERM}", "received: {signal: TERM, by: learner}"]
  package static let schema: JSON? = .keys(
    [("signal", Signal.schema), ("by", .words(Sender.allCases.map(\.rawValue)))],
    required: ["signal"])

  package enum Sender: String, CaseIterable, Sendable { case learner, lab, kernel, anyone }

  package var signal: Slot<Signal>
  package var by: Sender

  package init?(_ argument: ContentNode, log: ContentLog) {
    if argument.text != nil {
      guard let signal = Slot<Signal>(argument, log: log) else { return nil }
      self.signal = signal
      by = .anyone
      return
    }
    let reader = KeyReader(argument, log: log, what: "'received'")
    let signal: Slot<Signal>? = reader.required("signal").flatMap { Slot($0, log: log) }
    by = reader.word("by", as: Sender.self) ?? .anyone
    reader.finish()
    guard let signal else { return nil }
    self.signal = signal
  }

  package var basis: Basis { .record }

  private func matching(_ track: ProcessTrack, _ scene: Scene) -> [ProcessTrack.Receipt] {
    guard let number = signal.value(scene.name)?.number else { return [] }
    return track.receipts.filter { item in
      guard item.receipt.signal == number, item.at >= scene.start else { return false }
      switch by {
      case .learner: return !item.receipt.byLab
      case .lab: return item.receipt.byLab
      case .kernel: return item.receipt.fromKernel
      case .anyone: return true
      }
    }
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    .events(matching(track, scene).map(\.at), since: track.since)
      .doubted(from: scene.timeline.unheard(track, since: scene.start))
  }

  package func reach(of track: ProcessTrack, _ scene: Scene) -> Reach {
    let had = !matching(track, scene).isEmpty
    let living = track.endedAt == nil
    return Reach(canHold: had || living, canFail: !had, canOccur: living)
  }

  package func expected(_ scene: Scene) -> String {
    signal.value(scene.name).map { "\($0)" } ?? "a signal"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    let seen = track.receipts.filter { $0.at >= scene.start }.suffix(4)
      .map { "\(Signal(number: $0.receipt.signal))\($0.receipt.byLab ? " (sent by the lab)" : "")" }
    if !seen.isEmpty { return "received \(seen.joined(separator: ", "))" }
    return track.endedAt == nil ? "no signal received" : track.endingText(scene)
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    guard let item = matching(track, scene).first(where: { $0.at <= moment }) else { return [] }
    let from =
      item.receipt.fromKernel
      ? "the kernel"
      : "\(item.receipt.senderPID)\(item.receipt.senderComm.map { " (\($0))" } ?? "")"
    return [
      Evidence(
        source: "siginfo of \(track.pid)", field: "si_signo, si_pid",
        value: "\(Signal(number: item.receipt.signal)) from \(from)", at: item.at)
    ]
  }

  package static let examples = [
    PredicateExample("it came", "received: {signal: TERM, by: learner}", holds: true) {
      $0.receive(42, 15, at: 5)
    },
    PredicateExample("the lab's own", "received: {signal: TERM, by: learner}", holds: false) {
      $0.receive(42, 15, at: 5, byLab: true)
    },
    PredicateExample("another signal", "received: {signal: TERM}", holds: false) {
      $0.receive(42, 2, at: 5)
    },
    PredicateExample("Ctrl-C is the kernel's", "received: {signal: INT, by: kernel}", holds: true) {
      $0.receive(42, 2, at: 5, fromKernel: true)
    },
  ]
}
