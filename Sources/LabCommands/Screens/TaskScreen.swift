import Attempts
import Checking
import Course
import Record

/// An exercise as a page: the story, the checks with their marks, what to do next.
enum TaskScreen {
  static func lines(_ attempt: Attempt, verdicts: [CheckVerdict], look: Look) -> [String] {
    let exercise = attempt.exercise
    let points = "\(exercise.id) · \(self.points(exercise.points)) · \(minutes(exercise.time))"
    var lines = ["", look.heading(exercise.title, right: points), look.rule()]
    lines += look.markdown(attempt.task).map { $0.isEmpty ? "" : "  " + $0 }
    lines.append("")
    for (index, verdict) in verdicts.enumerated() {
      lines.append(
        look.columns(
          "    \(look.mark(verdict.verdict)) \(index + 1)  \(verdict.title)",
          right: right(of: verdict, in: exercise, count: verdicts.count)))
      if verdict.verdict != .passed { lines += asked(verdict, attempt, look: look) }
    }
    let trials = exercise.trials.map { "trial \($0.name)" }.joined(separator: ", ")
    if !trials.isEmpty { lines += ["", "    when you are ready:  \(look.bold(trials))"] }
    let words =
      verdicts.allSatisfy { $0.verdict == .passed }
      ? "next goes on · check · retry"
      : "task shows this again · hint · check"
    lines += [look.rule()] + look.aside(words) + [""]
    return lines
  }

  /// What an answer is to say, below its check: the question, and of a map what is to be labelled.
  private static func asked(_ check: CheckVerdict, _ attempt: Attempt, look: Look) -> [String] {
    guard let spec = attempt.exercise.answerSpec(of: check.id) else { return [] }
    let margin = String(repeating: " ", count: look.hanging + 2)
    let ask = spec.ask.filled { attempt.value($0) }
    // Where the check's title is the question already, once is enough.
    var lines =
      ask.lowercased() == check.title.lowercased()
      ? [] : look.wrap("\(margin)\(ask)", indent: margin.count).map { look.dim($0) }
    if spec.form == .map {
      let keys = spec.shownKeys(Names(timeline: attempt.timeline)).map { role in
        spec.shownAsPID ? attempt.value("\(role).pid") ?? role : role
      }
      lines += look.wrap(margin + keys.joined(separator: "  "), indent: margin.count)
    }
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

extension Exercise {
  /// The answer that a check judges.
  func answerSpec(of check: String) -> AnswerSpec? {
    guard let check = self.check(check), case .answer(let name, _) = check.mode else { return nil }
    return answer(name)
  }
}
