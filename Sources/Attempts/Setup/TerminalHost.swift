/// Whoever owns the terminal that the learner's shell runs in: the prompt, or verify's typist.
///
/// Set-up and trials type into it or hang it up through this; the supervisor owns no terminal of
/// the learner's.
public protocol TerminalHost: AnyObject {
  /// The shell in the terminal that an exercise is worked on in: a spare one where it asks for it.
  func shellPID(spare: Bool) throws -> Int32
  /// Types a line and Return, and waits for the prompt unless a program stays in the foreground.
  func type(_ line: String) throws
  /// Presses keys, such as `^Z`.
  func keys(_ notation: String) throws
  /// Closes the terminal, as a lost connection would: the kernel hangs up its session.
  func hangUp() throws
}
