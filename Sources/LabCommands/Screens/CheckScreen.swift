import Attempts
import Checking
import Course
import Record
import Text

/// What `check` shows: each check with what was expected, what was seen, and where.
enum CheckScreen {
  static func lines(_ attempt: Attempt, verdicts: [CheckVerdict], look: Look) -> [String] {
    var lines = [""]
    for (index, verdict) in verdicts.enumerated() {
      lines += self.lines(
        verdict, number: index + 1,
        blocked: blocker(of: verdict, in: attempt.exercise, verdicts), look: look)
    }
    lines.append("")
    lines += look.wrap("  " + closing(attempt, verdicts), indent: 2)
    lines.append("")
    return lines
  }

  /// - Parameter blocked: The number of a failed check that this one waits for.
  static func lines(
    _ verdict: CheckVerdict, number: Int, blocked: Int? = nil, look: Look
  ) -> [String] {
    let mark = verdict.reason == "not-judged" ? look.dash : look.mark(verdict.verdict)
    let right = right(of: verdict, blocked: blocked.map { "not judged: \($0) \(look.failSign)" })
    var lines = [look.columns("  \(mark) \(number)  \(verdict.title)", right: right)]
    let margin = String(repeating: " ", count: look.hanging)
    switch verdict.verdict {
    case .passed:
      for evidence in verdict.evidence.prefix(2) {
        lines += look.wrap("\(margin)\(text(evidence))", indent: look.hanging, atMost: 2)
          .map { look.dim($0) }
      }
    case .failed, .errored:
      lines += look.labelled("expected", verdict.expected)
      lines += look.labelled("observed", verdict.observed)
      for (index, evidence) in verdict.evidence.prefix(3).enumerated() {
        lines += look.labelled(index == 0 ? "source" : "", text(evidence), atMost: 2)
      }
      if let rationale = verdict.rationale {
        lines += look.wrap("\(margin)\(rationale)", indent: look.hanging)
      }
      if let help = verdict.help { lines += look.wrap("\(margin)\(help)", indent: look.hanging) }
    case .waiting:
      if verdict.reason != "not-judged", !verdict.observed.isEmpty {
        lines += look.labelled("now", verdict.observed)
      }
      if let soFar = verdict.rationale {
        lines += look.wrap("\(margin)\(soFar)", indent: look.hanging)
      }
    case .unsupported:
      lines += look.wrap("\(margin)\(verdict.observed)", indent: look.hanging)
    }
    return lines
  }

  /// Such as "/proc/41/comm: lab-train".
  static func text(_ evidence: Evidence) -> String {
    let field = evidence.field.isEmpty ? "" : ", \(evidence.field)"
    return "\(shortened(evidence.source))\(field): \(evidence.value)"
  }

  /// A long path without its middle, so that there is room for the value: control groups lie deep.
  /// Its mount point and its last folder tell which it is; `lab validate` has it whole.
  private static func shortened(_ source: String) -> String {
    guard source.hasPrefix("/"), source.displayWidth > 52 else { return source }
    var parts = source.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    // The root's empty name, /sys/fs/cgroup and dots; the last folder and the file.
    guard parts.count > 7 else { return source }
    parts.replaceSubrange(4..<(parts.count - 2), with: ["…"])
    return parts.joined(separator: "/")
  }

  /// The number of the failed check without which this one isn't judged.
  private static func blocker(
    of verdict: CheckVerdict, in exercise: Exercise, _ verdicts: [CheckVerdict]
  ) -> Int? {
    guard verdict.reason == "not-judged" else { return nil }
    var open = exercise.check(verdict.id)?.needs ?? []
    var seen: Set<String> = []
    while let id = open.popLast() {
      guard seen.insert(id).inserted else { continue }
      if let index = verdicts.firstIndex(where: { $0.id == id }) {
        if verdicts[index].verdict == .failed { return index + 1 }
        open += exercise.check(id)?.needs ?? []
      }
    }
    return nil
  }

  private static func right(of verdict: CheckVerdict, blocked: String?) -> String {
    switch verdict.verdict {
    case .waiting:
      return verdict.reason == "not-judged" ? blocked ?? "not judged yet" : "not yet"
    case .unsupported: return "can't run here"
    case .errored: return "the lab couldn't judge"
    default:
      return "\(TaskScreen.plain(verdict.score)) of \(TaskScreen.plain(verdict.maxScore))"
    }
  }

  private static func closing(_ attempt: Attempt, _ verdicts: [CheckVerdict]) -> String {
    if verdicts.allSatisfy({ $0.verdict == .passed }) {
      return "\(attempt.exercise.id) passed. next goes on; look around as long as you like."
    }
    if attempt.isClosed { return "\(attempt.exercise.id) is over. retry sets it up afresh." }
    if verdicts.contains(where: { $0.verdict == .failed }) {
      return attempt.needsRetry(verdicts)
        ? "Look around as long as you like; retry sets it up afresh. No points are lost."
        : "Not lost: set it right and go on, or retry to begin afresh."
    }
    if verdicts.contains(where: { $0.verdict == .errored }) {
      return "What the lab couldn't see is not held against you. retry sets it up afresh."
    }
    return verdicts.contains { $0.verdict == .waiting && $0.rationale != nil }
      ? "Not there yet, and nothing is lost. hint gives a nudge."
      : "Nothing is wrong so far. hint gives a nudge."
  }
}

extension Attempt {
  /// Whether only a fresh start helps: it can't pass any more, or its spare terminal was lost in
  /// its trial.
  func needsRetry(_ verdicts: [CheckVerdict]) -> Bool {
    if !canStillPass(verdicts) { return true }
    return exercise.terminal == .spare && !exercise.trials.isEmpty
      && exercise.trials.allSatisfy { timeline.trialEnded($0.name) != nil }
  }
}
