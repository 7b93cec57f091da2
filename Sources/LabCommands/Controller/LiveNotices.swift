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

  /// - Parameter shell: PID of the learner's own bash, which is named as theirs.
  mutating func lines(
    _ attempt: Attempt, verdicts: [CheckVerdict], shell: Int32 = 0, look: Look
  ) -> [[String]] {
    var notices: [[String]] = []
    let receipts = attempt.receiptsByLearner()
    let news = receipts.dropFirst(receiptsSeen)
    receiptsSeen = receipts.count
    // A signal to a whole group is one line, and many of them don't fill the screen.
    for receipt in news.prefix(3) { notices.append(Self.lines(receipt, shell: shell, look: look)) }
    if news.count > 3 {
      notices.append(["  \(look.ellipsis)  and \(news.count - 3) more received a signal."])
    }
    var lastFailed: Int?
    for (index, verdict) in verdicts.enumerated() {
      let key = Self.key(verdict)
      guard said[verdict.id] != key else { continue }
      said[verdict.id] = key
      switch verdict.verdict {
      case .passed: notices.append(Self.passed(verdict, number: index + 1, look: look))
      case .failed:
        let text = verdict.rationale ?? "\(verdict.title): \(verdict.observed)"
        notices.append(
          look.wrap("  \(look.fail) \(index + 1)  \(text)", indent: look.hanging, atMost: 3))
        lastFailed = notices.count - 1
      case .errored:
        notices.append(
          look.wrap(
            "  \(look.dash) \(index + 1)  The lab couldn't judge this: \(verdict.observed)",
            indent: look.hanging, atMost: 4))
      case .waiting, .unsupported: break
      }
    }
    if let lastFailed {
      // Several at once share the line on what to do.
      let text =
        attempt.needsRetry(verdicts)
        ? "This attempt can't pass any more.    why: check     again: retry"
        : "It can still be set right.           why: check"
      notices[lastFailed] += look.wrap(
        String(repeating: " ", count: look.hanging) + text, indent: look.hanging
      ).map { look.dim($0) }
    }
    if !saidPassed, !verdicts.isEmpty, verdicts.allSatisfy({ $0.verdict == .passed }) {
      saidPassed = true
      notices.append([""] + PassedScreen.lines(attempt, look: look))
    }
    return notices
  }

  private static func lines(_ receipt: Attempt.Receipt, shell: Int32, look: Look) -> [String] {
    let sender: String
    if receipt.senderPID == shell {
      sender = " (your bash)"
    } else {
      sender = receipt.senderComm.map { " (\($0))" } ?? ""
    }
    return look.wrap(
      "  \(look.ellipsis)  \(receipt.process.pid) received \(receipt.signalName) from "
        + "\(receipt.senderPID)\(sender).", indent: 5)
  }

  /// What was asked for, and the fact that decided: on one line if it fits.
  private static func passed(_ verdict: CheckVerdict, number: Int, look: Look) -> [String] {
    let head = "  \(look.pass) \(number)  \(verdict.title)"
    let fact = fact(of: verdict)
    if fact.isEmpty { return look.wrap(head, indent: look.hanging, atMost: 3) }
    let one = look.wrap("\(head): \(fact)", indent: look.hanging)
    if one.count == 1, fact == verdict.observed || verdict.observed.hasPrefix(fact) { return one }
    let below = String(repeating: " ", count: look.hanging) + fact
    return look.wrap(head, indent: look.hanging, atMost: 2)
      + look.wrap(below, indent: look.hanging, atMost: 2).map { look.dim($0) }
  }

  /// What was observed, without what the title has said already.
  private static func fact(of verdict: CheckVerdict) -> String {
    var fact = verdict.observed
    if let comma = fact.firstRange(of: ", after "),
      verdict.title.contains(fact[comma.lowerBound...])
    {
      fact = String(fact[..<comma.lowerBound])
    }
    if verdict.title.lowercased().contains(fact.lowercased()) { return "" }
    // A whole sequence of them: where the last was read says it shorter.
    guard fact.count > 90 || fact.contains(", then ") else { return fact }
    return verdict.evidence.last.map { CheckScreen.text($0) } ?? ""
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
