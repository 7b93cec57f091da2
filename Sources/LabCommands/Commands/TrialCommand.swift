import ArgumentParser
import Attempts
import Checking
import Course

struct TrialCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "trial",
    abstract: "Something that the lab does to your work when you ask for it.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Its name, as the task says.") var name: String?
  @OptionGroup var which: ExerciseOption

  func execute() throws -> Int32 {
    let lab = try common.lab()
    let passed = try PassOn.run(which.exercise, lab: lab) { id in
      ["trial"] + (name.map { [$0] } ?? []) + ["--exercise", id]
    }
    if let passed { return passed }
    let attempt = try lab.current(which.exercise)
    let names = attempt.exercise.trials.map(\.name)
    guard !names.isEmpty else {
      throw AttemptError("\(attempt.exercise.id) has no trials; judge it: lab check", kind: .usage)
    }
    guard let name = name ?? (names.count == 1 ? names[0] : nil), names.contains(name) else {
      let wrong = name.map { "\(attempt.exercise.id) has no trial '\($0)'; " } ?? ""
      throw AttemptError("\(wrong)name one of: \(names.joined(separator: ", "))", kind: .usage)
    }
    let trial = try lab.readyTrial(name, of: attempt)
    guard !trial.needsTerminal else {
      // The terminal that it types into or hangs up belongs to the prompt's program.
      throw AttemptError(
        "the trial '\(name)' hangs up the spare terminal of the lab's prompt: "
          + "type there: trial \(name)", kind: .usage)
    }
    complain(trial.say.filled { attempt.value($0) })
    try lab.trial(name, of: attempt, host: nil)
    try emit(CheckScreen.lines(attempt, verdicts: try attempt.judge(), look: .standard))
    return 0
  }
}
