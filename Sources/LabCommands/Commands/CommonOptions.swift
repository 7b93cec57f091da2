import ArgumentParser
import Attempts
import Course
import Glibc

/// What every command can be told.
struct CommonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A course of your own: a directory with Lessons/ and Exercises/.", valueName: "DIR"))
  var course: String?

  /// The use cases, on the process's own environment.
  func lab(hasTerminal: Bool = isatty(0) == 1) throws -> Lab {
    let lab = try Lab(
      environment: processEnvironment(), course: course, hasTerminal: hasTerminal)
    lab.onNotice = { complain($0) }
    return lab
  }

  /// The course alone, for what needs no state: no HOME, no database.
  func library() throws -> CourseLibrary {
    try Lab.library(environment: processEnvironment(), course: course)
  }
}

/// Which exercise a command is about, where it may be left out.
struct ExerciseArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Such as signals/term-first. Left out: the one whose folder you are in, else the only open one.",
      valueName: "exercise"))
  var exercise: String?
}

/// The same as an option, for commands whose words are something else.
struct ExerciseOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which one, if more than one is open; such as signals/term-first.", valueName: "E"))
  var exercise: String?
}

/// The environment as a dictionary; a name that stands twice has its first value, as getenv(3).
func processEnvironment() -> [String: String] {
  var values: [String: String] = [:]
  var entry = environ
  while let pointer = entry.pointee {
    let text = String(cString: pointer)
    if let equals = text.firstIndex(of: "=") {
      let name = String(text[..<equals])
      if values[name] == nil { values[name] = String(text[text.index(after: equals)...]) }
    }
    entry += 1
  }
  return values
}
