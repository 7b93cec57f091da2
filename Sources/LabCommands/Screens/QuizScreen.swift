import Attempts
import Checking
import Course

/// How a question and its outcome look.
enum QuizScreen {
  static func lines(_ quiz: Quiz, values: (String) -> String?, look: Look) -> [String] {
    var lines: [String] = [""]
    lines += look.wrap("  " + quiz.ask.filled(values), indent: 2)
    if case .options(let options, _) = quiz.form {
      for option in options {
        lines += look.wrap("    \(option.key)  \(option.text.filled(values))", indent: 7)
      }
    }
    return lines
  }

  /// What to type after `answer`.
  static func shape(_ quiz: Quiz) -> String {
    switch quiz.form {
    case .options(let options, _): options.map(\.key).joined(separator: "|")
    case .live(_, let spec, _):
      switch spec.form {
      case .pid: "PID"
      case .pidList: "PID PID …"
      case .int: spec.unit ?? "N"
      case .text: "TEXT"
      case .choice: spec.values.joined(separator: "|")
      case .map: spec.keys.map { "\($0)=…" }.joined(separator: " ")
      }
    }
  }

  static func lines(_ outcome: QuizOutcome, look: Look) -> [String] {
    guard outcome.isReply else {
      return [""] + look.wrap("  \(look.sentence(outcome.text))", indent: 2) + [""]
    }
    let mark = outcome.correct ? look.pass : look.fail
    var lines = [""]
    lines += look.wrap("  \(mark) \(outcome.text)", indent: 4)
    if !outcome.why.isEmpty { lines += look.wrap("    \(outcome.why)", indent: 4) }
    return lines + [""]
  }
}
