import ArgumentParser
import Attempts
import Glibc
import Supervision

/// The program's entry: what must start fast starts here, before anything is loaded or parsed.
public enum LabMain {
  public static let version = "0.1.0"

  public static func run() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "--version":
      print("lab \(version)")
      exit(0)
    case "supervise":
      exit(SuperviseCommand.run(Array(arguments.dropFirst())))
    default:
      LabRoot.main(arguments)
    }
  }
}

/// `lab`: without a sub-command the prompt.
struct LabRoot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Learn how Linux runs processes: a real shell, and someone reading along.",
    usage: "lab [--course DIR] [COMMAND …]",
    version: LabMain.version,
    subcommands: [
      PromptCommand.self, MapCommand.self, LessonCommand.self, TaskCommand.self,
      NextCommand.self, BackCommand.self, HintCommand.self, SolutionCommand.self,
      AnswerCommand.self, CardCommand.self, RetryCommand.self, ResetCommand.self,
      StopCommand.self, StartCommand.self, CheckCommand.self, TrialCommand.self,
      ExercisesCommand.self, ValidateCommand.self, DoctorCommand.self, HereCommand.self,
      WorkloadCommand.self, AuthorCommand.self,
    ],
    defaultSubcommand: PromptCommand.self)
}

/// What every command can be told.
struct CommonOptions: ParsableArguments {
  @Option(help: "A course of one's own: a directory with Lessons/ and Exercises/.")
  var course: String?

  /// The use cases, on the process's own environment.
  func lab(hasTerminal: Bool = isatty(0) == 1) throws -> Lab {
    try Lab(environment: processEnvironment(), course: course, hasTerminal: hasTerminal)
  }
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

/// A command of `lab`: it does its work and says how it went; errors become one line.
protocol LabSubcommand: ParsableCommand {
  /// - Returns: the exit status: 0 passed, 1 failed, 3 could not be judged.
  func execute() throws -> Int32
}

extension LabSubcommand {
  mutating func run() throws {
    let status: Int32
    do {
      status = try execute()
    } catch let error as AttemptError {
      complain("\(error)")
      status = error.kind == .usage ? 64 : 3
    } catch {
      complain("\(error)")
      status = 3
    }
    throw ExitCode(status)
  }
}

/// One line on standard error.
func complain(_ text: String) {
  let line = "lab: " + text + "\n"
  var bytes = Array(line.utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    if written <= 0 { return }
    bytes = bytes.dropFirst(written)
  }
}
