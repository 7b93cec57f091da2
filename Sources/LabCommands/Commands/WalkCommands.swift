import ArgumentParser
import Attempts
import Course
import Glibc
import Text

struct MapCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "map", abstract: "Where you are, and what there is.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Such as signals: its lessons and exercises by name.") var module: String?

  func execute() throws -> Int32 {
    try emit(MapScreen.lines(common.lab(), module: module, look: .standard))
    return 0
  }
}

struct CardCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "card", abstract: "A page to keep, such as: lab card signals")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Left out: which ones there are.") var name: String?

  func execute() throws -> Int32 {
    try emit(CardScreen.lines(common.lab(), name: name, look: .standard))
    return 0
  }
}

struct LessonCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "Read a whole lesson.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "MODULE/LESSON, such as signals/1. Left out: which ones there are.")
  var lesson: String?

  func execute() throws -> Int32 {
    let lab = try common.lab()
    guard let lesson else {
      try emit(LessonsScreen.lines(try lab.course(), look: .standard))
      return 0
    }
    let found = try lab.lesson(named: lesson)
    for number in found.pages.indices {
      try emit(PlainPage.lines(found, number: number + 1))
    }
    try emit(LessonPlace.note(on: found, lab: lab, look: .standard))
    return 0
  }
}

struct NextCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Go on: the next page, or the next exercise.")
  @OptionGroup var common: CommonOptions

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let walk = try lab.walk()
    return try go(to: try walk.next(), walk: walk, lab: lab)
  }
}

struct BackCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "back", abstract: "Show the page before.")
  @OptionGroup var common: CommonOptions

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let walk = try lab.walk()
    guard let place = try walk.previous(), try place != walk.current() else {
      throw AttemptError("this is the beginning; lab next goes on", kind: .usage)
    }
    return try go(to: place, walk: walk, lab: lab)
  }
}

/// Shows a page, or sets an exercise up, outside the prompt; the learner is there from then on.
private func go(to place: Walk.Place, walk: Walk, lab: Lab) throws -> Int32 {
  switch place {
  case .page(let module, let lesson, let page):
    try emit(PlainPage.lines(lab, module: module, lesson: lesson, page: page))
  case .exercise(_, let id):
    let attempt: Attempt
    do {
      attempt = try lab.start(id)
    } catch let error as AttemptError where error.kind == .usage || error.kind == .unsupported {
      // What only the prompt or another machine can host must not be where the way ends.
      try walk.go(to: place)
      throw error
    }
    try emit(TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: .standard))
    try emit(WayThere.lines(attempt))
  case .end:
    try emit(["That was the last page. lab map shows what is still open."])
  }
  try walk.go(to: place)
  return 0
}

/// A page outside the prompt, where no process of a question can be kept.
enum PlainPage {
  static func lines(
    _ lab: Lab, module: String, lesson: String, page: Int
  ) throws -> [String] {
    let found = try lab.lesson(module: module, name: lesson)
    guard found.pages.indices.contains(page - 1) else {
      throw AttemptError(
        "\(module)/\(lesson) has no page \(page) any more; lab next goes on", kind: .usage)
    }
    return lines(found, number: page) + LessonPlace.note(on: found, lab: lab, look: .standard)
  }

  static func lines(_ lesson: Lesson, number: Int, look: Look = .standard) -> [String] {
    let page = lesson.pages[number - 1]
    let shell = shellValues(getppid())
    // What only a question's own processes could fill in is left open.
    let lines = PageScreen.lines(
      page, of: lesson, number: number, values: { shell($0) ?? look.ellipsis }, look: look)
    guard let quiz = page.quiz, case .live = quiz.form else { return lines }
    return lines
      + ["  This question has processes of its own: answer it at the lab's prompt (lab).", ""]
  }
}

/// What templates on pages stand for: the learner's shell.
func shellValues(_ pid: Int32) -> (String) -> String? {
  { $0 == "shell.pid" ? "\(pid)" : nil }
}
