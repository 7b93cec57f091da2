/// Why a manager could not be asked, or did not do what it was asked.
public struct SystemdError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, for callers that act on it.
  public enum Code: Hashable, Sendable {
    /// systemctl or journalctl isn't installed.
    case absent
    /// It could not be started; errno(3).
    case spawn(errno: Int32)
    /// It took longer than its limit and was ended.
    case late
    /// It ended with this status: systemctl(1) and LSB have the numbers.
    case status(Int32)
    /// What it printed is not what its manual page promises.
    case malformed
    /// A file of a unit could not be written or removed; errno(3).
    case file(errno: Int32)
  }

  /// What went wrong.
  public var code: Code
  /// What was run, or the file.
  public var command: String
  /// What it said, in one line; may be empty.
  public var text: String

  /// An error of these parts.
  public init(_ code: Code, command: String, text: String) {
    self.code = code
    self.command = command
    self.text = text
  }

  /// `COMMAND: what it said`.
  public var description: String {
    switch code {
    case .status(let status):
      text.isEmpty ? "\(command): status \(status)" : "\(command): \(text) (status \(status))"
    default: "\(command): \(text)"
    }
  }
}
