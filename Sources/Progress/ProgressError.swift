internal import GRDB

/// Why the progress database could not do what was asked, as one clear line.
///
/// Nothing of a failed call is kept: every change is one transaction.
public struct ProgressError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is, for callers that act on it.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The file or its folder can't be opened or made.
    case cannotOpen
    /// The file or its folder may not be written.
    case readOnly
    /// No space is left for another row.
    case full
    /// Another process held the database for longer than the busy timeout, five seconds.
    case busy
    /// The file is damaged, or no database at all; the next start keeps it aside.
    case corrupt
    /// A newer lab made this database.
    case newer
    /// There is no such attempt.
    case unknownAttempt
    /// The learner has an open attempt at this exercise already.
    case alreadyOpen
    /// The device failed to read or write.
    case device
    /// Anything else that SQLite says.
    case other
  }

  /// What kind of trouble it is.
  public let code: Code
  /// The database file.
  public let path: String
  /// What was wrong, in SQLite's or the system's own words where there are any; may be empty.
  public let detail: String

  /// An error about the database at `path`.
  public init(_ code: Code, path: String, detail: String = "") {
    self.code = code
    self.path = path
    self.detail = detail
  }

  /// One line: where, what, and what next.
  public var description: String {
    let what =
      switch code {
      case .cannotOpen: "can't be opened"
      case .readOnly: "can't be written: nothing is recorded"
      case .full: "no space left on the disk: nothing was recorded"
      case .busy: "another process has held it for 5 seconds; try again"
      case .corrupt: "is damaged; the next start of lab keeps it aside and begins a fresh one"
      case .newer: "was made by a newer lab; install that one, or set LAB_STATE to another folder"
      case .unknownAttempt: "no such attempt"
      case .alreadyOpen: "is open already"
      case .device: "the device can't read or write it"
      case .other: "SQLite can't do that"
      }
    let oneLine = detail.split(whereSeparator: \.isNewline).joined(separator: " ")
    return oneLine.isEmpty ? "\(path): \(what)" : "\(path): \(what) (\(oneLine))"
  }
}

extension ProgressError {
  /// What an error of SQLite's means to a learner; errors that are ours already stay as they are.
  init(_ error: any Error, path: String) {
    if let known = error as? ProgressError {
      self = known
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.other, path: path, detail: "\(error)")
      return
    }
    let code: Code =
      switch error.resultCode {
      case .SQLITE_CANTOPEN: .cannotOpen
      case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .readOnly
      case .SQLITE_FULL: .full
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
      case .SQLITE_IOERR: .device
      default: .other
      }
    self.init(code, path: path, detail: error.message ?? "")
  }
}
