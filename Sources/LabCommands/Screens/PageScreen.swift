import Attempts
import Course

/// A page of a lesson, with the learner's own numbers in it.
enum PageScreen {
  /// - Parameter values: What a template's name stands for, such as `shell.pid`.
  static func lines(
    _ page: Lesson.Page, of lesson: Lesson, number: Int, values: (String) -> String?, look: Look
  ) -> [String] {
    var lines = [
      "",
      look.heading(
        look.title(page.markdown) ?? lesson.title,
        right: "\(lesson.module) · page \(number) of \(lesson.pages.count)"),
      look.rule(),
    ]
    lines += look.markdown(fill(page.markdown, values)).map { $0.isEmpty ? "" : "  " + $0 }
    if let quiz = page.quiz {
      lines += QuizScreen.lines(quiz, values: values, look: look)
      lines += [look.rule()] + look.aside("answer \(QuizScreen.shape(quiz)) · next · back") + [""]
    } else {
      lines += [look.rule()] + look.aside("next · back") + [""]
    }
    return lines
  }

  static func fill(_ text: String, _ values: (String) -> String?) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "{{") {
      result += rest[..<open.lowerBound]
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else { break }
      let name = rest[open.upperBound..<close.lowerBound].filter { $0 != " " }
      result += values(String(name)) ?? "{{\(name)}}"
      rest = rest[close.upperBound...]
    }
    return result + rest
  }
}
