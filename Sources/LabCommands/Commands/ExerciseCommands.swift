import ArgumentParser
import Attempts
import Course
import Glibc
import Record

struct TaskCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Show again what you are asked.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: ExerciseArgument

  func execute() throws -> Int32 {
    let lab = try common.lab()
    if let status = try PassOn.run(which.exercise, lab: lab, { ["task", $0] }) { return status }
    if which.exercise == nil, try lab.openAttempts().isEmpty,
      case .page(let module, let lesson, let page) = try lab.walk().current()
    {
      try emit(PlainPage.lines(lab, module: module, lesson: lesson, page: page))
      return 0
    }
    let attempt = try lab.current(which.exercise)
    try emit(TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: .standard))
    WayThere.complainIfGone(attempt)
    return 0
  }
}

struct HintCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "hint", abstract: "One more hint on an open exercise.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: ExerciseArgument

  func execute() throws -> Int32 {
    let lab = try common.lab()
    if let status = try PassOn.run(which.exercise, lab: lab, { ["hint", $0] }) { return status }
    try emit(HintScreen.lines(try lab.hint(try lab.current(which.exercise)), look: .standard))
    return 0
  }
}

struct SolutionCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "solution", abstract: "Show how an open exercise can be solved; counts as a hint.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: ExerciseArgument

  func execute() throws -> Int32 {
    let lab = try common.lab()
    if let status = try PassOn.run(which.exercise, lab: lab, { ["solution", $0] }) {
      return status
    }
    try emit(HintScreen.lines(try lab.solution(try lab.current(which.exercise)), look: .standard))
    return 0
  }
}

struct RetryCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Set the same exercise up afresh; no points are lost.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: ExerciseArgument

  func execute() throws -> Int32 { try Self.retry(which.exercise, lab: common.lab()) }

  static func retry(_ exercise: String?, lab: Lab) throws -> Int32 {
    if let status = try PassOn.run(exercise, lab: lab, { ["retry", $0] }) { return status }
    let fresh = try lab.retryCurrent(exercise)
    try emit(RetryScreen.lines(fresh, look: .standard))
    try emit(WayThere.lines(fresh.attempt))
    return 0
  }
}

/// The same as `retry`: the word that many reach for, kept out of the prompt because of reset(1).
struct ResetCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "The same as 'lab retry'.", shouldDisplay: false)
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: ExerciseArgument

  func execute() throws -> Int32 { try RetryCommand.retry(which.exercise, lab: common.lab()) }
}

struct StopCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "End an open exercise and what was started for it.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: ExerciseArgument
  @Flag(help: "Every open exercise.") var all = false

  func execute() throws -> Int32 {
    let lab = try common.lab()
    if !all {
      if let status = try PassOn.run(which.exercise, lab: lab, { ["stop", $0] }) { return status }
      try tell(try lab.stopOpen(which.exercise))
      return 0
    }
    let away = Set(try lab.openInMachines().map(\.residence))
    for residence in away {
      guard let stay = try lab.stay(in: residence) else { continue }
      _ = try PassOn.run(["stop", "--all"], in: stay)
      try stay.bringBack()
    }
    let stopped = try lab.stopAll()
    for one in stopped { try tell(one) }
    if stopped.isEmpty, away.isEmpty { complain("no exercise is open") }
    return 0
  }

  private func tell(_ stopped: StoppedAttempt) throws {
    let ended =
      stopped.ended.isEmpty ? "" : "; ended\(RetryScreen.endedText(stopped.ended).dropFirst())"
    try emit("\(stopped.exercise): stopped\(ended)")
  }
}
