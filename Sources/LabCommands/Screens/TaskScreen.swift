import Attempts
import Course
import ProcFS
import Record

/// An exercise as a page: the story, the checks with their marks, what to do next.
enum TaskScreen {
  static func lines(_ attempt: Attempt, verdicts: [CheckVerdict], look: Look) -> [String] {
    let exercise = attempt.exercise
    let points = "\(exercise.id) · \(plain(exercise.points)) points · \(minutes(exercise.time))"
    var lines = ["", look.heading(exercise.title, right: points), look.rule()]
    lines += look.markdown(attempt.task).map { "  " + $0 }
    lines.append("")
    for (index, verdict) in verdicts.enumerated() {
      lines.append(
        look.columns(
          "    \(look.mark(verdict.verdict)) \(index + 1)  \(verdict.title)",
          right: right(of: verdict, in: exercise, count: verdicts.count)))
    }
    let trials = exercise.trials.map(\.name)
    if !trials.isEmpty {
      lines.append("")
      lines.append("    when you are ready: trial \(trials.joined(separator: ", trial "))")
    }
    lines += [look.rule(), look.dim("  task shows this again · hint · check"), ""]
    return lines
  }

  private static func right(of verdict: CheckVerdict, in exercise: Exercise, count: Int) -> String {
    if verdict.verdict == .passed { return "passed" }
    if let answer = exercise.answerShape(of: verdict.id) { return answer }
    return count > 1 ? points(verdict.maxScore) : ""
  }

  static func points(_ value: Double) -> String {
    let number = plain(value)
    return value == 1 ? "\(number) point" : "\(number) points"
  }

  /// 10 rather than 10.0; one digit after the point otherwise.
  static func plain(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\((value * 10).rounded() / 10)"
  }

  static func minutes(_ seconds: Double) -> String {
    let minutes = Int((seconds / 60).rounded(.up))
    return "\(minutes) min"
  }
}

/// What `check` shows: each check with what was expected, what was seen, and where.
enum CheckScreen {
  static func lines(_ attempt: Attempt, verdicts: [CheckVerdict], look: Look) -> [String] {
    var lines = [""]
    for (index, verdict) in verdicts.enumerated() {
      lines += self.lines(verdict, number: index + 1, look: look)
    }
    lines.append("")
    lines.append(look.wrap("  " + closing(attempt, verdicts), indent: 2).joined(separator: "\n"))
    lines.append("")
    return lines
  }

  static func lines(_ verdict: CheckVerdict, number: Int, look: Look) -> [String] {
    let mark =
      verdict.reason == "not-judged" ? look.dash : look.mark(verdict.verdict)
    var lines = [
      look.columns("  \(mark) \(number)  \(verdict.title)", right: right(of: verdict))
    ]
    switch verdict.verdict {
    case .passed:
      for evidence in verdict.evidence.prefix(2) {
        lines += look.wrap("       \(text(evidence))", indent: 7)
      }
    case .failed, .errored:
      lines += look.wrap("       expected   \(verdict.expected)", indent: 18)
      lines += look.wrap("       observed   \(verdict.observed)", indent: 18)
      for evidence in verdict.evidence.prefix(3) {
        lines += look.wrap("       source     \(text(evidence))", indent: 18)
      }
      if let rationale = verdict.rationale {
        lines += look.wrap("       \(rationale)", indent: 7)
      }
      if let help = verdict.help { lines += look.wrap("       \(help)", indent: 7) }
    case .waiting:
      if verdict.reason != "not-judged", !verdict.observed.isEmpty {
        lines += look.wrap("       now        \(verdict.observed)", indent: 18)
      }
    case .unsupported:
      lines += look.wrap("       \(verdict.observed)", indent: 7)
    }
    return lines
  }

  static func text(_ evidence: Evidence) -> String {
    let field = evidence.field.isEmpty ? "" : ", \(evidence.field)"
    return "\(evidence.source)\(field): \(evidence.value)"
  }

  private static func right(of verdict: CheckVerdict) -> String {
    switch verdict.verdict {
    case .waiting:
      return verdict.reason == "not-judged" ? "not judged yet" : "not yet"
    case .unsupported: return "can't run here"
    case .errored: return "the lab couldn't judge"
    default:
      return
        "\(TaskScreen.plain(verdict.score)) of \(TaskScreen.plain(verdict.maxScore))"
    }
  }

  private static func closing(_ attempt: Attempt, _ verdicts: [CheckVerdict]) -> String {
    if verdicts.allSatisfy({ $0.verdict == .passed }) {
      return "\(attempt.exercise.id) passed. next goes on; look around as long as you like."
    }
    if verdicts.contains(where: { $0.verdict == .failed }) {
      return attempt.canStillPass(verdicts)
        ? "Not lost: set it right and go on, or retry to begin afresh."
        : "Look around as long as you like; retry sets it up afresh. No points are lost."
    }
    if verdicts.contains(where: { $0.verdict == .errored }) {
      return "What the lab couldn't see is not held against you. retry sets it up afresh."
    }
    return "Nothing is wrong so far. hint gives a nudge."
  }
}

/// What `answer` shows.
enum AnswerScreen {
  static func lines(_ attempt: Attempt, outcome: AnswerOutcome, look: Look) -> [String] {
    guard let verdict = outcome.verdict else { return ["", "  \(outcome.note)", ""] }
    var lines = [""]
    switch verdict.verdict {
    case .passed:
      lines += look.wrap("  \(look.pass) \(verdict.observed)", indent: 4)
      for evidence in verdict.evidence.prefix(4) {
        lines += look.wrap("      \(CheckScreen.text(evidence))", indent: 8)
      }
    case .failed:
      lines += look.wrap(
        "  \(look.fail) \(verdict.rationale ?? verdict.observed)", indent: 4)
      for evidence in verdict.evidence.prefix(4) {
        lines += look.wrap("      \(CheckScreen.text(evidence))", indent: 8)
      }
      if let help = verdict.help { lines += look.wrap("    \(help)", indent: 4) }
    default:
      lines += look.wrap("  \(look.mark(verdict.verdict)) \(verdict.observed)", indent: 4)
    }
    if !outcome.note.isEmpty { lines += look.wrap("    \(outcome.note)", indent: 4) }
    if outcome.passedAll { lines += PassedScreen.lines(attempt, look: look) }
    lines.append("")
    return lines
  }
}

/// The lines that follow the last green.
enum PassedScreen {
  static func lines(_ attempt: Attempt, look: Look) -> [String] {
    let summary = attempt.summary()
    var parts = [
      "\(attempt.exercise.id) passed",
      "\(TaskScreen.plain(summary.score)) of \(TaskScreen.plain(summary.maxScore))",
    ]
    if summary.hints > 0 { parts.append(summary.hints == 1 ? "1 hint" : "\(summary.hints) hints") }
    if summary.attempts > 1 { parts.append("\(summary.attempts) attempts") }
    parts.append(duration(summary.seconds))
    return ["", look.bold("  " + parts.joined(separator: " · "))]
  }

  static func duration(_ seconds: Double) -> String {
    let whole = max(0, Int(seconds.rounded()))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}

/// What `hint` shows.
enum HintScreen {
  static func lines(_ hint: HintText, look: Look) -> [String] {
    var lines = ["", look.dim("  \(hint.heading)")]
    lines += look.markdown(hint.text).map { "  " + $0 }
    if !hint.footer.isEmpty { lines += ["", look.dim("  \(hint.footer)")] }
    return lines + [""]
  }
}

/// What `retry` shows: what was ended, and the fresh start.
enum RetryScreen {
  static func lines(_ fresh: FreshAttempt, look: Look) -> [String] {
    var lines = [""]
    let ended = endedText(fresh.ended)
    if !ended.isEmpty { lines += look.wrap("  Ended what the last attempt left\(ended).", indent: 2) }
    let started = fresh.attempt.revealedProcesses()
      .map { "\($0.role) \($0.pid)" }.joined(separator: ", ")
    lines += look.wrap(
      "  Fresh\(started.isEmpty ? "" : ": \(started)"). "
        + (fresh.newNumbers ? "New numbers." : "Same task, same numbers.") + " No points lost.",
      indent: 2)
    return lines + [""]
  }

  static func endedText(_ members: [RoleMember]) -> String {
    guard !members.isEmpty else { return "" }
    let names = members.prefix(6).map { "\($0.comm) \($0.process.pid)" }
    let more = members.count > 6 ? " and \(members.count - 6) more" : ""
    return ": " + names.joined(separator: ", ") + more
  }
}
