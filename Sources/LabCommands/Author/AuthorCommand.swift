import ArgumentParser
import Attempts
import Checking
import Course
import FoundationEssentials
import Glibc
import Machines

/// `lab author`: for those who write courses.
struct AuthorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "author", abstract: "For those who write courses: new, lint, verify, try, …",
    subcommands: [
      AuthorNew.self, AuthorLint.self, AuthorVerify.self, AuthorVerifyOne.self, AuthorTry.self,
      AuthorPreview.self, AuthorSchema.self, AuthorReference.self,
    ])
}

/// `lab author lint`.
struct AuthorLint: LabSubcommand {
  static let isForAuthors = true
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Say what is wrong in a course's files: file:line:column.",
    discussion: "Exit status: 0 no problems, 1 problems.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Such as signals/term-first. Left out: all, and the lessons.")
  var exercises: [String] = []

  func execute() throws -> Int32 {
    let library = try common.library()
    let lint = Lint(library)
    var problems = exercises.isEmpty ? lint.all() : try exercises.flatMap { try lint.exercise($0) }
    for id in exercises.isEmpty ? library.exerciseIDs() : exercises {
      guard let found = try? library.draft(id).exercise else { continue }
      problems += TodoPlaces.find(in: found.directory, root: library.root)
    }
    try emit(problems.map(\.description))
    guard problems.isEmpty else {
      try emit(problems.count == 1 ? "1 problem" : "\(problems.count) problems")
      return 1
    }
    try emit("no problems")
    return 0
  }
}

/// `lab author schema`.
struct AuthorSchema: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "The JSON Schema of exercise.yaml, for editors.")
  func execute() throws -> Int32 {
    try emit(CourseSchema.json())
    return 0
  }
}

/// `lab author reference`.
struct AuthorReference: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Every predicate, with its keys and examples, as Markdown.")
  func execute() throws -> Int32 {
    try emit(VocabularyReference.markdown())
    return 0
  }
}

/// `lab author try`.
struct AuthorTry: LabSubcommand {
  static let isForAuthors = true
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Work on an exercise as a learner would; nothing is recorded.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Such as signals/term-first.") var exercise: String

  func execute() throws -> Int32 {
    guard isatty(0) == 1, isatty(1) == 1 else {
      throw AttemptError(
        "lab author try needs a terminal; without one: lab author verify \(exercise)", kind: .usage)
    }
    let folder = try temporaryFolder(prefix: "lab-try")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var environment = processEnvironment()
    environment["LAB_STATE"] = "\(folder)/state"
    environment["LAB_BENCH"] = "\(folder)/lab"
    environment["LAB_SOCK"] = nil
    environment["LAB_INSIDE"] = nil
    let lab = try Lab(environment: environment, course: common.course, hasTerminal: true)
    lab.isTemporary = true
    let id = try lab.exercise(exercise).id
    try lab.setLearner(email: "", name: "author")
    let status = try PromptCommand.run(lab: lab, beginningWith: "start \(id)")
    for machine in (try? lab.machines.list()) ?? [] {
      _ = try? lab.machines.stop(machine.record.name)
    }
    _ = try? lab.stopAll()
    lab.retireSupervisor()
    return status
  }
}

/// `lab author preview`.
struct AuthorPreview: LabSubcommand {
  static let isForAuthors = true
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Show an exercise's or a lesson's text as learners see it.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "signals/term-first, or a lesson: signals/1.") var what: String
  @Option(help: ArgumentHelp("Columns.", valueName: "N")) var width: Int = 80

  func validate() throws {
    guard width < 10 else { return }
    throw ValidationError("--width \(width): a terminal has 10 columns at least")
  }

  func execute() throws -> Int32 {
    let library = try common.library()
    let look = Look.standard.narrowed(to: width)
    do {
      try emit(lines(try library.exercise(what), look))
    } catch let error as CourseError where error.code == .unknown {
      // What is no exercise may be a lesson; what is neither is said in the exercise's words.
      guard let lesson = try? Lab.lesson(named: what, in: try library.load()) else { throw error }
      for (index, page) in lesson.pages.enumerated() {
        try emit(
          PageScreen.lines(
            page, of: lesson, number: index + 1, values: { "{{\($0)}}" }, look: look))
      }
    }
    return 0
  }

  private func lines(_ exercise: Exercise, _ look: Look) -> [String] {
    var lines = ["", look.heading(exercise.title, right: exercise.id), look.rule()]
    lines += look.markdown(exercise.task).map { "  " + $0 }
    lines.append("")
    for (index, check) in exercise.checks.enumerated() {
      let title = check.title.filled { "{{\($0)}}" }
      lines.append(
        look.columns(
          "    \(look.open) \(index + 1)  \(title)", right: TaskScreen.points(check.points)))
    }
    lines.append(look.rule())
    for (index, hint) in exercise.hints.enumerated() {
      lines += ["", look.dim("  hint \(index + 1) of \(exercise.hints.count)")]
      lines += look.markdown(hint).map { "  " + $0 }
    }
    return lines + [""]
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
