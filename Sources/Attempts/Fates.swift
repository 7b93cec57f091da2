import Checking
import FoundationEssentials
import Glibc
import ProcFS
import Progress
import Record

/// What became of one process of an attempt.
public struct Fate: Equatable, Sendable {
  /// As the learner knows it.
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
