import Glibc

/// What went wrong between the lab and a bash on a pseudo-terminal.
public struct ShellError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of trouble that callers tell apart.
  public enum Code: Equatable, Sendable {
    /// No pseudo-terminal could be opened, pty(7).
    case noTerminal
    /// bash could not be started.
    case notStarted
    /// The start-up file could not be written.
    case noStartupFile
    /// The awaited prompt or output did not come in time.
    case timedOut
    /// bash has ended.
    case ended
  }

  /// Which kind of trouble.
  public let code: Code
  /// What was tried, and on what.
  public let context: String
  /// errno(3), or 0 where no system call failed.
  public let underlyingErrno: Int32

  /// Describes one failure; `underlyingErrno` is 0 where no system call failed.
  public init(_ code: Code, _ context: String, errno: Int32 = 0) {
    self.code = code
    self.context = context
    self.underlyingErrno = errno
  }

  /// The context, and what the system said.
  public var description: String {
    underlyingErrno == 0 ? context : "\(context): \(String(cString: strerror(underlyingErrno)))"
  }
}
