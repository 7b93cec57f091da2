import ArgumentParser
import Attempts
import Course
import FoundationEssentials
import Glibc
import Record
import Reporting
import Supervision

/// How `start`, `check` and `exercises` print.
enum PlainFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

struct StartCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Set an exercise up, or say where it stands if it is open.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Such as signals/term-first.") var exercise: String
  @Option(help: "text or json.") var format: PlainFormat = .text

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let attempt = try lab.start(exercise)
    switch format {
    case .text: show(TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: .standard))
    case .json: print(try StartDocument(attempt).json())
    }
    return 0
  }
}

/// `lab start E --format json`.
struct StartDocument: Codable {
  struct Process: Codable {
    var name: String
    var kind: String
    var pid: Int32
  }
  var exercise: String
  var attempt: String
  var bench: String
  var parameters: [String: String]
  var workloads: [Process]

  init(_ attempt: Attempt) {
    exercise = attempt.exercise.id
    self.attempt = attempt.id
    bench = attempt.bench
    parameters = attempt.header.parameters
    workloads = attempt.revealedProcesses().map {
      Process(name: $0.role, kind: $0.kind, pid: $0.pid)
    }
  }

  func json() throws -> String { try encodeJSON(self) }
}

/// Sorted keys, indented by two, slashes as they are.
func encodeJSON(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

struct CheckCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Judge an open exercise now, with reasons.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Such as signals/term-first; the current one if it is left out.")
  var exercise: String?
  @Option(help: "text or json.") var format: PlainFormat = .text
  @Flag(help: "Go on until it is passed, or can't be any more; print each change.")
  var watch = false

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let attempt = try lab.current(exercise)
    if watch { return try WatchLoop(attempt: attempt).run() }
    let verdicts = try attempt.judge()
    switch format {
    case .text: show(CheckScreen.lines(attempt, verdicts: verdicts, look: .standard))
    case .json:
      print(JSONReport.render(AttemptReport(attempt, verdicts)))
    }
    return exitStatus(of: [AttemptReport(attempt, verdicts)])
  }
}

struct TaskCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Show again what an open exercise asks.")
  @OptionGroup var common: CommonOptions
  @Argument var exercise: String?

  func execute() throws -> Int32 {
    let attempt = try common.lab().current(exercise)
    show(TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: .standard))
    return 0
  }
}

struct HintCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "hint", abstract: "One more hint on an open exercise.")
  @OptionGroup var common: CommonOptions
  @Argument var exercise: String?

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let attempt = try lab.current(exercise)
    show(HintScreen.lines(try lab.hint(attempt), look: .standard))
    return 0
  }
}

struct SolutionCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "solution", abstract: "Show how an open exercise can be solved.")
  @OptionGroup var common: CommonOptions
  @Argument var exercise: String?

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let attempt = try lab.current(exercise)
    show(HintScreen.lines(try lab.solution(attempt), look: .standard))
    return 0
  }
}

struct AnswerCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "answer", abstract: "Give an answer that an open exercise asks for.",
    discussion: "lab answer 4242 · lab answer loaders=\"41 42\" · lab answer labels=\"41=R 42=S\"")
  @OptionGroup var common: CommonOptions
  @Option(help: "Which exercise, if more than one is open.") var exercise: String?
  @Argument(parsing: .remaining) var words: [String] = []

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let attempt = try lab.current(exercise)
    let outcome = try lab.answer(attempt, words: words)
    show(AnswerScreen.lines(attempt, outcome: outcome, look: .standard))
    return outcome.verdict?.verdict == .passed ? 0 : 1
  }
}

struct RetryCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Set the same exercise up afresh; no points are lost.")
  @OptionGroup var common: CommonOptions
  @Argument var exercise: String?

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let fresh = try lab.retry(try lab.current(exercise, orLast: true))
    show(RetryScreen.lines(fresh, look: .standard))
    return 0
  }
}

/// The same as `retry`: the word that many reach for, kept out of the prompt because of reset(1).
struct ResetCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "The same as 'lab retry'.", shouldDisplay: false)
  @OptionGroup var retry: RetryArguments

  struct RetryArguments: ParsableArguments {
    @OptionGroup var common: CommonOptions
    @Argument var exercise: String?
  }

  func execute() throws -> Int32 {
    let lab = try retry.common.lab()
    let fresh = try lab.retry(try lab.current(retry.exercise, orLast: true))
    show(RetryScreen.lines(fresh, look: .standard))
    return 0
  }
}

struct StopCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "End an open exercise and what was started for it.")
  @OptionGroup var common: CommonOptions
  @Argument var exercise: String?
  @Flag(help: "Every open exercise.") var all = false

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let attempts = all ? try lab.openAttempts() : [try lab.current(exercise)]
    for attempt in attempts {
      let ended = try lab.stop(attempt, reason: "stopped")
      print("\(attempt.exercise.id): stopped\(RetryScreen.endedText(ended))")
    }
    return 0
  }
}

struct TrialCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "trial",
    abstract: "Something that the lab does to your work when you ask for it.")
  @OptionGroup var common: CommonOptions
  @Argument var name: String
  @Option(help: "Which exercise, if more than one is open.") var exercise: String?

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let attempt = try lab.current(exercise)
    throw AttemptError(
      "the trial '\(name)' of \(attempt.exercise.id) hangs up the lab's spare terminal: "
        + "type it at the lab's own prompt: trial \(name)", kind: .usage)
  }
}

struct HereCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "here", abstract: "Make this shell known to the lab: eval \"$(lab here)\"")
  @OptionGroup var common: CommonOptions

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let shell = getppid()
    try lab.registerShell(shell)
    let folder = try Lab.workloadFolder()
    print("export LAB_SOCK='\(lab.paths.socket)'")
    print("case \":$PATH:\" in *':\(folder):'*) ;; *) export PATH=\"$PATH:\(folder)\";; esac")
    complain("this shell (\(shell)) is known; what you start here counts")
    return 0
  }
}
