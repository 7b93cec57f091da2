import Attempts
import Course
import Text

/// Which lessons there are.
enum LessonsScreen {
  static func lines(_ course: Course, look: Look) -> [String] {
    let lessons = course.modules.flatMap(\.lessons)
    let ids = lessons.map { "\($0.module)/\($0.id)" }
    let width = ids.map(\.count).max() ?? 0
    return [""] + zip(ids, lessons).map { "  \($0.padded(to: width))  \($1.title)" } + [""]
  }
}

/// What there is to say below a page whose lines can't be tried where it is shown.
enum LessonPlace {
  static func note(on lesson: Lesson, lab: Lab, look: Look) -> [String] {
    switch lab.placement(of: lesson) {
    case .here: []
    case .machine(_, _, let first):
      look.aside(
        first.map { "To try its lines: \($0), and then \(lesson.placeWord)" }
          ?? "Its lines run in a practice machine. At the lab's prompt: \(lesson.placeWord)") + [""]
    case .nowhere:
      look.aside(
        lab.isInMachine
          ? "Its lines can't be tried in this machine: exit, and \(lesson.placeWord) finds another."
          : "Read on: its lines can't be tried here, and lab doctor says what is missing.") + [""]
    }
  }
}
