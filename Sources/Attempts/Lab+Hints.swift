import Checking
import Course
import FoundationEssentials
import Glibc
import Progress

/// A hint, or a solution, ready to be shown.
public struct HintText {
  /// Such as "hint 1 of 3 · free".
  public let heading: String
  /// Markdown.
  public let text: String
  /// What to do next; may be empty.
  public let footer: String
}

extension Lab {
  /// The next hint of the exercise; after the last one, how to see the solution.
  public func hint(_ attempt: Attempt) throws -> HintText {
    let exercise = attempt.exercise
    let learner = try learner().learner.id
    let taken = try store().hintsTaken(exercise: exercise.id, learner: learner)
    guard taken < exercise.hints.count else {
      return try solution(attempt)
    }
    try store().recordHint(exercise: exercise.id, learner: learner, number: taken + 1)
    let last = taken + 1 == exercise.hints.count
    return HintText(
      heading: "hint \(taken + 1) of \(exercise.hints.count) · free",
      text: filled(exercise.hints[taken], attempt),
      footer: last ? "hint once more shows a solution" : "")
  }

  /// How many hints the learner hasn't taken yet; after them comes the solution.
  public func hintsLeft(_ attempt: Attempt) throws -> Int {
    let learner = try learner().learner.id
    let taken = try store().hintsTaken(exercise: attempt.exercise.id, learner: learner)
    return max(0, attempt.exercise.hints.count - taken)
  }

  /// The solutions of the exercise, where the course brings them.
  public func solution(_ attempt: Attempt) throws -> HintText {
    let exercise = attempt.exercise
    guard !exercise.solutions.isEmpty else {
      return HintText(
        heading: "no more hints",
        text: "There are no more hints, and this course brings no solution.",
        footer: "")
    }
    let learner = try learner().learner.id
    try store().recordHint(
      exercise: exercise.id, learner: learner, number: exercise.hints.count + 1)
    let variables = try attempt.roleVariables()
    let texts = exercise.solutions.map { script -> String in
      let lines = filled(script.text, attempt).split(separator: "\n").map(String.init)
      let about = lines.first { $0.hasPrefix("# ") }.map { String($0.dropFirst(2)) } ?? script.name
      let code = lines.filter {
        !$0.hasPrefix("# ") && !$0.hasPrefix("#: wait")
          && !$0.hasPrefix("#: until")
      }
      .map { Self.shown($0, variables) }
      return about + "\n\n```\n" + code.joined(separator: "\n") + "\n```"
    }
    return HintText(
      heading: exercise.solutions.count == 1 ? "the solution" : "\(texts.count) ways",
      text: texts.joined(separator: "\n\n"),
      footer: "Do it once by hand: retry sets it up afresh.")
  }

  /// A script's line as a learner would type it: role variables as PIDs, directives as keys.
  private static func shown(_ line: String, _ variables: [(name: String, text: String)]) -> String {
    if line.hasPrefix("#: keys ") { return "(press \(line.dropFirst(8)))" }
    if line.hasPrefix("#: trial ") { return "trial \(line.dropFirst(9))" }
    var result = line
    for (name, text) in variables.sorted(by: { $0.name.count > $1.name.count }) {
      result = result.replacing("${\(name)}", with: text).replacing("$\(name)", with: text)
    }
    return result
  }

  private func filled(_ text: String, _ attempt: Attempt) -> String {
    Template(text).filled { attempt.value($0) }
  }
}
