public import ProcFS

/// Why nothing at all is known of a process.
public enum ObservationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such process, or no longer.
  case vanished(pid: Int32)
  /// Its `stat` could not be read or understood.
  case unreadable(pid: Int32, ProcFSError)

  /// One line, for a journal or a log.
  public var description: String {
    switch self {
    case .vanished(let pid): "process \(pid) is gone"
    case .unreadable(let pid, let error): "process \(pid): \(error)"
    }
  }

  init(_ error: ProcFSError, pid: Int32) {
    self = error.code == .vanished ? .vanished(pid: pid) : .unreadable(pid: pid, error)
  }
}
