import ArgumentParser
import Attempts
import Course
import FoundationEssentials
import Glibc
import Machines
import Record

/// How `start`, `check`, `exercises` and `doctor` print.
enum PlainFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

struct StartCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Set an exercise up; one that is open is taken up again.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Such as signals/term-first.") var exercise: String
  @Option(help: "text or json.") var format: PlainFormat = .text

  func execute() throws -> Int32 {
    let lab = try common.lab()
    if let status = try startElsewhere(lab) { return status }
    let attempt = try lab.start(exercise)
    switch format {
    case .text:
      try emit(TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: .standard))
      try emit(WayThere.lines(attempt))
    case .json: try emit(encodeJSON(StartDocument(attempt)))
    }
    WayThere.complainIfGone(attempt)
    return 0
  }
}

extension StartCommand {
  /// In a practice machine, where the exercise runs in one: the learner's terminal goes in, or, for a
  /// script, the command itself.
  private func startElsewhere(_ lab: Lab) throws -> Int32? {
    let exercise = try lab.exercise(exercise)
    guard case .machine(let kind, _, let first) = lab.placement(of: exercise) else { return nil }
    if format == .text, isatty(0) == 1, isatty(1) == 1 {
      let visit = MachineVisit(lab: lab, matter: exercise, look: .standard)
      switch try visit.run("start \(exercise.id)", say: { show($0) }) {
      case .left: return 0
      case .hungUp: return 129
      case .refused: return 3
      }
    }
    if let first {
      throw AttemptError(
        "\(exercise.id) runs in a \(kind.rawValue) practice machine, which has to be made once "
          + "before: \(first)", kind: .unsupported)
    }
    let stay = try lab.enter(kind, for: exercise, version: LabMain.version) { _ in }
    let status = try PassOn.run(["start", exercise.id, "--format", format.rawValue], in: stay)
    try stay.bringBack()
    return status
  }
}

/// What to type in this shell, so that it is where the exercise is and the lab knows it.
enum WayThere {
  static func lines(_ attempt: Attempt) -> [String] {
    var words: [String] = []
    let here = FileManager.default.currentDirectoryPath
    if here != attempt.bench { words.append("cd \(shellQuoted(attempt.shownBench))") }
    if getenv("LAB_SOCK") == nil { words.append("eval \"$(lab here)\"") }
    return words.isEmpty ? [] : ["  " + words.joined(separator: "; "), ""]
  }

  /// A learner who deleted the bench is told; the attempt goes on, and judges what there is.
  static func complainIfGone(_ attempt: Attempt) {
    guard access(attempt.bench, F_OK) != 0 else { return }
    complain(
      "\(attempt.shownBench) is gone; to set it up afresh: lab retry \(attempt.exercise.id)")
  }
}

/// `lab start E --format json`: names, kinds and PIDs of what the learner may be told of.
struct StartDocument: Codable {
  struct Process: Codable {
    /// The role; several processes may share it.
    var name: String
    /// A workload's kind, or a command's name.
    var kind: String
    var pid: Int32
  }
  var exercise: String
  var attempt: String
  /// Absolute path of the working directory.
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
}

/// Sorted keys, indented by two, slashes as they are.
func encodeJSON(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
