import ArgumentParser
import Attempts
import Checking
import Course
import Foundation
import FoundationEssentials
import Glibc

/// `lab author`: for those who write courses.
struct AuthorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "author", abstract: "For those who write courses.",
    subcommands: [
      AuthorNew.self, AuthorLint.self, AuthorVerify.self, AuthorVerifyOne.self, AuthorTry.self,
      AuthorPreview.self, AuthorSchema.self, AuthorReference.self,
    ])
}

struct AuthorLint: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Say what is wrong in a course's files: file:line:column.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Exercises such as signals/term-first; all, and the lessons, if left out.")
  var exercises: [String] = []

  func execute() throws -> Int32 {
    let lint = Lint(try common.library())
    let problems =
      exercises.isEmpty ? lint.all() : try exercises.flatMap { try lint.exercise($0) }
    for problem in problems { print(problem) }
    if problems.isEmpty {
      print("no problems")
      return 0
    }
    print(problems.count == 1 ? "1 problem" : "\(problems.count) problems")
    return 1
  }
}

struct AuthorSchema: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "The JSON Schema of exercise.yaml.")
  func execute() throws -> Int32 {
    print(CourseSchema.json())
    return 0
  }
}

struct AuthorReference: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Every predicate, with its keys and examples, as Markdown.")
  func execute() throws -> Int32 {
    print(VocabularyReference.markdown())
    return 0
  }
}

struct AuthorNew: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Begin an exercise, from another one if you like.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Such as signals/patience.") var exercise: String
  @Option(help: "The exercise to begin from.") var from: String = "signals/term-first"

  func execute() throws -> Int32 {
    let course = try common.lab().library()
    let words = exercise.split(separator: "/").map(String.init)
    let plain = words.allSatisfy { word in
      !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
    }
    guard words.count == 2, plain else {
      throw AttemptError(
        "'\(exercise)' is no name for an exercise: use MODULE/SLUG, such as signals/patience",
        kind: .usage)
    }
    let source = try course.exercise(from).directory
    let target = "\(course.root)/Exercises/\(exercise)"
    guard access(target, F_OK) != 0 else {
      throw AttemptError("\(target): is there already; nothing was changed", kind: .usage)
    }
    let files = FileManager.default
    do {
      try files.createDirectory(
        atPath: "\(course.root)/Exercises/\(words[0])", withIntermediateDirectories: true)
      try files.copyItem(atPath: source, toPath: target)
      let path = "\(target)/exercise.yaml"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let marked = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.hasPrefix("title:") ? "title: A title of your own   # TODO" : String(line)
      }
      try Data(marked.joined(separator: "\n").utf8).write(to: URL(filePath: path))
    } catch {
      throw AttemptError("\(target): \(brief(error))")
    }
    if let walk = files.enumerator(atPath: target) {
      for case let name as String in walk { print("Exercises/\(exercise)/\(name)") }
    }
    print("next: edit, then   lab author lint \(exercise)   lab author verify \(exercise)")
    return 0
  }
}

struct AuthorTry: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Work on an exercise as a learner would; nothing is recorded.")
  @OptionGroup var common: CommonOptions
  @Argument var exercise: String

  func execute() throws -> Int32 {
    let folder = try temporaryFolder(prefix: "lab-try")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var environment = processEnvironment()
    environment["LAB_STATE"] = "\(folder)/state"
    environment["LAB_BENCH"] = "\(folder)/lab"
    environment["LAB_SOCK"] = nil
    let lab = try Lab(environment: environment, course: common.course, hasTerminal: true)
    _ = try lab.exercise(exercise)
    try lab.setLearner(email: "", name: "author")
    let status = try PromptCommand.run(lab: lab, starting: exercise)
    for attempt in try lab.openAttempts() { _ = try lab.stop(attempt, reason: "stopped") }
    return status
  }
}

struct AuthorPreview: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Show an exercise's or a lesson's text as learners see it.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "signals/term-first, or signals/01-what-a-signal-is.") var what: String
  @Option(help: "Columns.") var width: Int = 80

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let course = try lab.library()
    let look = Look.standard.narrowed(to: width)
    if let exercise = try? course.exercise(what) {
      show(["", look.heading(exercise.title, right: exercise.id), look.rule()])
      show(look.markdown(exercise.task).map { "  " + $0 })
      for (index, hint) in exercise.hints.enumerated() {
        show(["", look.dim("  hint \(index + 1)")] + look.markdown(hint).map { "  " + $0 })
      }
      return 0
    }
    let words = what.split(separator: "/").map(String.init)
    guard words.count == 2 else { _ = try course.exercise(what); return 64 }
    let lesson = try lab.lesson(module: words[0], name: words[1])
    for (index, page) in lesson.pages.enumerated() {
      show(
        PageScreen.lines(
          page, of: lesson, number: index + 1, values: { "{{\($0)}}" }, look: look))
    }
    return 0
  }
}

/// A fresh folder of this user's alone.
func temporaryFolder(prefix: String) throws -> String {
  var template = Array("/tmp/\(prefix)-XXXXXX\0".utf8).map { CChar(bitPattern: $0) }
  guard mkdtemp(&template) != nil else {
    throw AttemptError("/tmp: no folder can be made: \(String(cString: strerror(errno)))")
  }
  return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
