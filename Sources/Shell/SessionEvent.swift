/// What a `BashSession` tells, in the order in which it happened.
public enum SessionEvent: Equatable, Sendable {
  /// Bytes for the terminal: of a command, of a background job, of bash itself.
  case output([UInt8])
  /// bash waits for a command at its primary prompt.
  case promptReady(PromptReport)
  /// bash waits for the rest of a command (PS2).
  case continuation
  /// bash has read a whole command and starts it.
  case commandStarted
  /// bash is gone; its wait status as of waitpid(2).
  case ended(waitStatus: Int32)
}

/// What bash said at a primary prompt.
public struct PromptReport: Equatable, Sendable {
  /// `$?`, 0 to 255.
  public var status: Int32
  /// `$PWD`; bytes that are no UTF-8 are repaired, as in every `String`.
  public var directory: String
  /// The learner's own PS1, expanded; bytes 1 and 2 stand round what takes no room on the screen.
  public var prompt: String
  /// What was typed while the command ran and was read by nobody.
  public var typeAhead: [UInt8]

  /// One prompt of bash.
  public init(status: Int32, directory: String, prompt: String, typeAhead: [UInt8] = []) {
    self.status = status
    self.directory = directory
    self.prompt = prompt
    self.typeAhead = typeAhead
  }
}
