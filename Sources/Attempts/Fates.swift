import Checking
import FoundationEssentials
import Glibc
import ProcFS
import Progress
import Record

/// What became of one process of an attempt.
public struct Fate: Equatable, Sendable {
  public let pid: Int32
  /// Its command line, shortened.
  public let command: String
  /// Such as "SIGHUP from 41 (bash), then exit status 143".
  public let how: String
  /// Seconds since 1970.
  public let at: Double
}

/// What became of the processes of an attempt since a time.
struct Fates {
  let attempt: Attempt
  /// Seconds since 1970; nil for everything.
  let since: Double?

  /// Those that ended, in order.
  func list() -> [Fate] {
    let offset = ProgressStore.now() - Double(boottime()) / 1e9
    // A window that closes ends its jobs within the second; the visit is written just after.
    let from = since.map { $0 - 5 }
    return attempt.timeline.tracks.values.compactMap { track -> Fate? in
      guard let ended = track.endedAt, !track.roles.isEmpty,
        from.map({ Double(ended) / 1e9 + offset >= $0 }) ?? true
      else { return nil }
      let words = track.latest?.arguments?.prefix(4).joined(separator: " ")
      return Fate(
        pid: track.pid, command: words ?? track.latest?.comm ?? "?", how: how(track, ended),
        at: Double(ended) / 1e9 + offset)
    }.sorted { $0.at < $1.at }
  }

  /// The signals of its last half minute, and how it ended.
  private func how(_ track: ProcessTrack, _ ended: UInt64) -> String {
    let end: String
    switch track.ending?.cause {
    case .exited(let code): end = "exit status \(code)"
    case .signalled(let signal, _):
      end = "ended by signal \(signal) (\(Story.signalName(signal)))"
    case .unknown, nil: end = "gone"
    }
    let last = track.receipts.filter { receipt in
      receipt.at + 30_000_000_000 > ended
        && Story.signalName(receipt.receipt.signal) != "CONT"
    }
    guard let sender = last.last?.receipt, case .exited? = track.ending?.cause else { return end }
    var names: [String] = []
    for receipt in last {
      let name = "SIG" + Story.signalName(receipt.receipt.signal)
      if !names.contains(name) { names.append(name) }
    }
    let comm = sender.senderComm.map { " (\($0))" } ?? ""
    return "\(names.joined(separator: ", ")) from \(sender.senderPID)\(comm), then \(end)"
  }
}

/// Records in words, for the time line that authors read.
enum Story {
  static func line(_ event: Event) -> String? {
    switch event {
    case .bound(let role, let process, let facts):
      "bound    \(role): \(process.pid) \(facts.comm ?? "")"
    case .registered(let registration):
      "register \(registration.kind ?? registration.who.rawValue) \(registration.process.pid)"
        + (registration.run.map { " run \($0)" } ?? "")
    case .received(let receipt):
      "signal   \(signalName(receipt.signal)) to \(receipt.process.pid) from \(receipt.senderPID)"
        + (receipt.byLab ? " (lab)" : receipt.fromKernel ? " (kernel)" : "")
    case .ended(let process, let ending): "ended    \(process.pid), \(words(ending))"
    case .observed(let process, let facts): state(process, facts)
    case .reported(let process, let event, let detail):
      event == "epoch"
        ? nil
        : "report   \(process.pid) \(event) "
          + detail.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
          .joined(separator: " ")
    case .answered(let answer): "answer   \(answer.name) = \(answer.text)"
    case .acted(.signalled(let process, let signal)):
      "lab      sent \(signalName(signal)) to \(process.pid)"
    case .acted(.hungUp(let shell)): "lab      hung up the terminal of \(shell.pid)"
    case .acted(.typed(let text)): "lab      typed \(text)"
    case .trialBegan(let name): "trial    \(name) begins"
    case .trialEnded(let name): "trial    \(name) is over"
    case .gap(let from, let to): "gap      no samples for \((to - from) / 1_000_000) ms"
    case .ready: "ready"
    case .closed(let reason): "closed   \(reason)"
    case .begun, .acted, .resumed, .flickered: nil
    }
  }

  private static func state(_ process: ProcessIdentity, _ facts: ProcessFacts) -> String? {
    var parts: [String] = []
    if let state = facts.state { parts.append("state \(state)") }
    if let parent = facts.parent { parts.append("parent \(parent)") }
    if let foreground = facts.foregroundGroup { parts.append("tpgid \(foreground)") }
    if let comm = facts.comm { parts.append("comm \(comm)") }
    return parts.isEmpty ? nil : "sample   \(process.pid) " + parts.joined(separator: ", ")
  }

  static func words(_ ending: Ending) -> String {
    switch ending.cause {
    case .exited(let code): "ended itself with status \(code)"
    case .signalled(let signal, _): "ended by signal \(signal) (\(signalName(signal)))"
    case .unknown: "gone, cause unknown"
    }
  }

  static func signalName(_ number: Int32) -> String {
    ProcFS.Signal(number: number).name
  }
}
