import Attempts
import Checking
import Course
import FoundationEssentials
import Record

/// What `answer` shows.
enum AnswerScreen {
  static func lines(_ attempt: Attempt, outcome: AnswerOutcome, look: Look) -> [String] {
    guard let verdict = outcome.verdict else {
      return [""] + look.wrap("  \(look.sentence(outcome.note))", indent: 2) + [""]
    }
    var lines = [""]
    switch verdict.verdict {
    case .passed:
      let said = verdict.observed.replacing(", which is ", with: " it is: ")
      lines += look.wrap("  \(look.pass) \(said)", indent: 4)
    case .failed:
      lines += look.wrap("  \(look.fail) \(verdict.rationale ?? verdict.observed)", indent: 4)
    default:
      lines += look.wrap("  \(look.mark(verdict.verdict)) \(verdict.observed)", indent: 4)
    }
    for evidence in verdict.evidence.prefix(4) {
      lines += look.wrap("      \(CheckScreen.text(evidence))", indent: 8, atMost: 2)
        .map { look.dim($0) }
    }
    if verdict.verdict == .failed, let help = verdict.help {
      lines += look.wrap("    \(help)", indent: 4)
    }
    if !outcome.note.isEmpty { lines += look.wrap("    \(outcome.note)", indent: 4) }
    if outcome.passedAll { lines += [""] + PassedScreen.lines(attempt, look: look) }
    lines.append("")
    return lines
  }

  /// What `answer` alone says: what is asked for, and how it is given.
  static func question(_ attempt: Attempt, look: Look) -> [String] {
    let exercise = attempt.exercise
    guard !exercise.answers.isEmpty else {
      return [""]
        + look.wrap(
          "  \(exercise.id) asks for no answer; it looks at the machine: check", indent: 2)
        + [""]
    }
    var lines = [""]
    for check in exercise.checks {
      guard let spec = exercise.answerSpec(of: check.id),
        let shape = exercise.answerShape(of: check.id)
      else { continue }
      lines.append(
        look.columns("  \(spec.ask.filled { attempt.value($0) })", right: shape))
    }
    return lines + [""]
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
    let all = attempt.exercise.hints.count
    let hints = min(summary.hints, all)
    if hints > 0 { parts.append(hints == 1 ? "1 hint" : "\(hints) hints") }
    if summary.hints > all { parts.append("solution seen") }
    if summary.attempts > 1 { parts.append("\(summary.attempts) attempts") }
    parts.append(duration(summary.seconds))
    return look.wrap("  " + parts.joined(separator: " · "), indent: 2).map { look.bold($0) }
      + look.aside("next goes on; look around as long as you like")
  }

  static func duration(_ seconds: Double) -> String {
    let whole = max(0, Int(seconds.rounded()))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
