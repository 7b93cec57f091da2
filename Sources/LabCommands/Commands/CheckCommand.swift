import ArgumentParser
import Attempts
import Record
import Reporting

struct CheckCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Judge an open exercise now, with reasons.",
    discussion: "Exit status: 0 all passed, 1 something failed, 3 something is still open.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: ExerciseArgument
  @Option(help: "text or json.") var format: PlainFormat = .text
  @Flag(help: "Go on until it is passed, or can't be any more; print each change.")
  var watch = false

  func validate() throws {
    guard watch, format == .json else { return }
    throw ValidationError("--watch prints text; it has no --format json")
  }

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let passed = try PassOn.run(which.exercise, lab: lab) { id in
      ["check", id] + (format == .json ? ["--format", "json"] : []) + (watch ? ["--watch"] : [])
    }
    if let passed { return passed }
    let attempt = try lab.current(which.exercise)
    WayThere.complainIfGone(attempt)
    if watch { return try WatchLoop(attempt: attempt).run() }
    let verdicts = try attempt.judge()
    let report = AttemptReport(attempt, verdicts)
    switch format {
    case .text: try emit(CheckScreen.lines(attempt, verdicts: verdicts, look: .standard))
    case .json: try emit(JSONReport.render(report))
    }
    return exitStatus(of: [report])
  }
}
