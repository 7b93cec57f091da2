import Attempts
import Glibc
import Machines

/// Commands on an attempt that lives in a practice machine are done by the lab in there: its output
/// and its status are theirs.
enum PassOn {
  /// Runs a command inside, where the exercise that is meant is open in a machine.
  ///
  /// - Parameters:
  ///   - exercise: As the learner named it; nil as everywhere: the one that one is at.
  ///   - words: The command with its options, from the exercise's name.
  /// - Returns: its status; nil where it is for this lab.
  static func run(
    _ exercise: String?, lab: Lab, _ words: (String) -> [String]
  ) throws -> Int32? {
    guard let (id, stay) = try lab.stay(of: exercise) else { return nil }
    let status = try run(words(id), in: stay)
    try stay.bringBack()
    return status
  }

  /// The same in a given machine; nothing is brought back.
  static func run(_ words: [String], in stay: PracticeStay) throws -> Int32 {
    let environment = TerminalRelay.environment()
    guard isatty(0) == 1, isatty(1) == 1 else {
      return try PipeRelay(takesInput: false).run(
        stay.machine.open(stay.request(words, environment: environment)))
    }
    return try TerminalRelay().run(
      stay.machine.open(
        stay.request(words, environment: environment, terminal: TerminalRelay.size))
    ).status
  }
}
