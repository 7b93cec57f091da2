import ArgumentParser
import Attempts
import Glibc
import Supervision
import Text

/// The program's entry: what must start fast starts here, before anything is loaded or parsed.
public enum LabMain {
  /// What `lab --version` says.
  public static let version = "0.1.0"

  /// Does what the command line asks, and ends the program.
  public static func run() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "--version":
      print("lab \(version)")
      exit(0)
    case "supervise":
      exit(SuperviseCommand.run(Array(arguments.dropFirst())))
    default:
      if let status = MachineEntries.run(arguments) { exit(status) }
      LabRoot.runAndExit(takingCourse(arguments))
    }
  }

  /// `lab --course DIR start E` is `lab start E --course DIR`: what is named before the command holds
  /// for it, and for every lab that it starts.
  private static func takingCourse(_ arguments: [String]) -> [String] {
    if arguments.count > 1, arguments[0] == "--course" {
      setenv("LAB_COURSE", arguments[1], 1)
      return Array(arguments.dropFirst(2))
    }
    if let first = arguments.first, first.hasPrefix("--course=") {
      setenv("LAB_COURSE", String(first.dropFirst("--course=".count)), 1)
      return Array(arguments.dropFirst())
    }
    return arguments
  }
}

/// `lab`: without a sub-command the prompt.
struct LabRoot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Learn how Linux runs processes: a real shell, and someone reading along.",
    usage: "lab [--course DIR] [COMMAND …]",
    discussion: """
      lab alone opens the prompt and goes on where you were. The commands are for other \
      windows and for scripts; an exercise has a name such as signals/term-first, and its \
      second half is enough where only one has it.

      Exit status: 0 all passed · 1 something failed · 3 not judged · 64 wrong usage.
      """,
    version: LabMain.version,
    subcommands: [PromptCommand.self, ResetCommand.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Learn",
        subcommands: [
          MapCommand.self, NextCommand.self, BackCommand.self, LessonCommand.self,
          CardCommand.self, HereCommand.self,
        ]),
      CommandGroup(
        name: "Exercises",
        subcommands: [
          ExercisesCommand.self, StartCommand.self, TaskCommand.self, CheckCommand.self,
          HintCommand.self, AnswerCommand.self, TrialCommand.self, RetryCommand.self,
          SolutionCommand.self, StopCommand.self,
        ]),
      CommandGroup(
        name: "Teach",
        subcommands: [
          ValidateCommand.self, DoctorCommand.self, MachineCommand.self, WorkloadCommand.self,
          AuthorCommand.self,
        ]),
    ],
    defaultSubcommand: PromptCommand.self)

  /// Parses, does what was asked, and ends the program with its status.
  static func runAndExit(_ arguments: [String]) -> Never {
    if let line = UsageLine.strangeCommand(in: arguments) {
      complain(line)
      Glibc.exit(64)
    }
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch let status as ExitCode {
      Glibc.exit(status.rawValue)
    } catch  where exitCode(for: error).isSuccess {
      // Help was asked for; it is a result.
      do {
        try emit(fullMessage(for: error))
      } catch {
        complain("\(error)")
        Glibc.exit(3)
      }
    } catch {
      complain(UsageLine.text(message(for: error), arguments: arguments))
      Glibc.exit(64)
    }
    Glibc.exit(0)
  }
}

/// Wrong usage in one line: what was wrong, and which help tells more.
enum UsageLine {
  /// Why the first word, or the one after a command that has commands, is none; nil if it is one.
  static func strangeCommand(in arguments: [String]) -> String? {
    let (path, words, rest) = walk(arguments)
    guard !words.isEmpty, let word = rest.first, !word.hasPrefix("-") else { return nil }
    if let near = nearest(to: word, among: words) {
      return "there is no command '\(path) \(word)'; did you mean '\(path) \(near)'?"
    }
    if path == "lab", word.contains("/") {
      return "there is no command 'lab \(word)'; to set an exercise up: lab start \(word)"
    }
    return "there is no command '\(path) \(word)'; \(path) --help lists them"
  }

  /// The parser's words on one line, with where to read more.
  static func text(_ message: String, arguments: [String]) -> String {
    var text = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    while text.last == "." { text.removeLast() }
    let path = walk(arguments).path
    return "\(text.prefix(1).lowercased())\(text.dropFirst()); see: \(path) --help"
  }

  /// Which command the arguments lead to, the names of its commands, and what follows it.
  private static func walk(
    _ arguments: [String]
  ) -> (path: String, words: [String], rest: ArraySlice<String>) {
    var path = "lab"
    var type: any ParsableCommand.Type = LabRoot.self
    var rest = arguments[...]
    if rest.first == "help" { rest = rest.dropFirst() }
    while let word = rest.first,
      let next = type.configuration.subcommands.first(where: { name(of: $0) == word })
    {
      type = next
      path += " " + word
      rest = rest.dropFirst()
    }
    var words: [String] = []
    for command in type.configuration.subcommands where command.configuration.shouldDisplay {
      words.append(name(of: command))
    }
    return (path, words, rest)
  }

  /// What a command is called on the command line.
  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? ""
  }
}
