import ArgumentParser
import Attempts
import Course
import Glibc

struct MapCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "map", abstract: "Where you are, and what there is.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "A module, for its lessons and exercises by name.") var module: String?

  func execute() throws -> Int32 {
    show(try MapScreen.lines(common.lab(), module: module, look: .standard))
    return 0
  }
}

struct CardCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "card", abstract: "A page to keep: card signals.")
  @OptionGroup var common: CommonOptions
  @Argument var name: String?

  func execute() throws -> Int32 {
    show(try CardScreen.lines(common.lab(), name: name, look: .standard))
    return 0
  }
}

struct LessonCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "Read a whole lesson: lab lesson signals/01-…")
  @OptionGroup var common: CommonOptions
  @Argument var lesson: String

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let words = lesson.split(separator: "/").map(String.init)
    guard words.count == 2 else {
      throw AttemptError("'\(lesson)': name a lesson as MODULE/LESSON; see: lab map", kind: .usage)
    }
    let found = try lab.lesson(module: words[0], name: words[1])
    for (index, page) in found.pages.enumerated() {
      show(
        PageScreen.lines(
          page, of: found, number: index + 1, values: shellValues(getppid()), look: .standard))
    }
    return 0
  }
}

/// What templates on pages stand for: the learner's shell.
func shellValues(_ pid: Int32) -> (String) -> String? {
  { $0 == "shell.pid" ? "\(pid)" : nil }
}

struct NextCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Go on: the next page, or the next exercise.")
  @OptionGroup var common: CommonOptions

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let walk = try lab.walk()
    return try showPlace(try walk.next(), walk: walk, lab: lab)
  }
}

struct BackCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "back", abstract: "Show the page before.")
  @OptionGroup var common: CommonOptions

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let walk = try lab.walk()
    guard let place = try walk.previous() else { return 0 }
    return try showPlace(place, walk: walk, lab: lab)
  }
}

/// Shows a page, or sets an exercise up, outside the prompt.
private func showPlace(_ place: Walk.Place, walk: Walk, lab: Lab) throws -> Int32 {
  switch place {
  case .page(let module, let name, let number):
    let lesson = try lab.lesson(module: module, name: name)
    guard lesson.pages.indices.contains(number - 1) else { return 0 }
    show(
      PageScreen.lines(
        lesson.pages[number - 1], of: lesson, number: number, values: shellValues(getppid()),
        look: .standard))
  case .exercise(_, let id):
    let attempt = try lab.start(id)
    show(TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: .standard))
    print("  cd \(attempt.bench)\n")
  case .end:
    print("That was the last page. lab map shows what is still open.")
  }
  try walk.go(to: place)
  return 0
}
