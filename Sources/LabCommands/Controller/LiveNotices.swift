import Attempts
import ProcFS
import Record

/// Turns changes of an attempt's verdicts into notices, each once, in at most four lines.
struct LiveNotices {
  private var said: [String: String] = [:]
  private var saidPassed = false
  private var receiptsSeen = 0

  /// Starts from what is known already: nothing of that is news.
  mutating func begin(_ verdicts: [CheckVerdict], timelineReceipts: Int) {
    said = [:]
    for verdict in verdicts { said[verdict.id] = Self.key(verdict) }
    saidPassed = verdicts.allSatisfy { $0.verdict == .passed }
    receiptsSeen = timelineReceipts
  }

  mutating func lines(_ attempt: Attempt, verdicts: [CheckVerdict], look: Look) -> [[String]] {
    var notices: [[String]] = []
    let receipts = attempt.receiptsByLearner()
    for receipt in receipts.dropFirst(receiptsSeen) {
      let sender = receipt.senderComm.map { " (\($0))" } ?? ""
      notices.append(
        look.wrap(
          "  \(look.ellipsis)  \(receipt.process.pid) received \(receipt.signalName) from "
            + "\(receipt.senderPID)\(sender).", indent: 5))
    }
    receiptsSeen = receipts.count
    for (index, verdict) in verdicts.enumerated() {
      let key = Self.key(verdict)
      guard said[verdict.id] != key else { continue }
      said[verdict.id] = key
      switch verdict.verdict {
      case .passed:
        let text =
          verdict.observed.isEmpty ? verdict.title : "\(verdict.title): \(verdict.observed)"
        notices.append(
          Array(look.wrap("  \(look.pass) \(index + 1)  \(text)", indent: 7).prefix(4)))
      case .failed:
        let text = verdict.rationale ?? verdict.observed
        var lines = Array(
          look.wrap("  \(look.fail) \(index + 1)  \(text)", indent: 7).prefix(3))
        lines.append(
          attempt.canStillPass(verdicts)
            ? look.dim("       It can still be set right.           why: check")
            : look.dim("       This attempt can't pass any more.    why: check     again: retry"))
        notices.append(lines)
      case .errored:
        notices.append(
          Array(
            look.wrap(
              "  \(look.dash) \(index + 1)  The lab couldn't judge this: \(verdict.observed)",
              indent: 7
            ).prefix(4)))
      case .waiting, .unsupported: break
      }
    }
    if !saidPassed, !verdicts.isEmpty, verdicts.allSatisfy({ $0.verdict == .passed }) {
      saidPassed = true
      notices.append(PassedScreen.lines(attempt, look: look) + [""])
    }
    return notices
  }

  private static func key(_ verdict: CheckVerdict) -> String {
    switch verdict.verdict {
    case .passed: "passed"
    case .failed: "failed \(verdict.reason ?? "")"
    case .errored: "errored"
    case .waiting, .unsupported: "waiting"
    }
  }
}
