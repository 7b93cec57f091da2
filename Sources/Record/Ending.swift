/// How a process came to its end, as far as anybody could know.
public struct Ending: Codable, Hashable, Sendable {
  /// What ended it.
  public enum Cause: Codable, Hashable, Sendable {
    /// `exit(code)`.
    case exited(code: Int32)
    /// Ended by a signal that was not caught.
    case signalled(signal: Int32, core: Bool)
    /// It is gone; nobody saw how.
    case unknown
  }

  /// Who told, best first; see DESIGN.md, "The record".
  public enum Source: String, Codable, Hashable, Sendable {
    /// Wait status of the lab's own child.
    case wait
    /// `PIDFD_GET_INFO` after the reap.
    case pidfd
    /// The kernel's proc connector.
    case connector
    /// The workload's own last report.
    case report
    case nobody
  }

  /// What ended it, as far as known.
  public var cause: Cause
  /// Who told.
  public var source: Source
  /// The raw wait status, where one was read.
  public var waitStatus: Int32?

  /// All members, as they are.
  public init(cause: Cause, source: Source, waitStatus: Int32? = nil) {
    self.cause = cause
    self.source = source
    self.waitStatus = waitStatus
  }

  /// Decodes a wait status as wait(2) describes it.
  public init(waitStatus: Int32, source: Source) {
    let signal = waitStatus & 0x7f
    let cause: Cause =
      signal == 0
      ? .exited(code: waitStatus >> 8 & 0xff)
      : .signalled(signal: signal, core: waitStatus & 0x80 != 0)
    self.init(cause: cause, source: source, waitStatus: waitStatus)
  }
}
