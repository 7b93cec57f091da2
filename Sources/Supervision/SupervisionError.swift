internal import Glibc

/// Why the supervisor could not be started, reached, or made to do something.
public struct SupervisionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: String, Hashable, Sendable {
    /// A variable is missing or of no use.
    case environment
    /// A folder or file of the lab's is not what it should be: another's, a link, not writable.
    case files
    /// Another supervisor holds this state directory.
    case taken
    /// No supervisor answered in time.
    case unreachable
    /// The supervisor answered what nobody asked, or hung up.
    case wire
    /// A process could not be started as asked.
    case spawn
  }

  /// What kind of failure it is.
  public var code: Code
  /// One line for people.
  public var message: String
  /// The errno behind it.
  public var errno: Int32?

  /// An error in one line of words.
  public init(_ code: Code, _ message: String, errno: Int32? = nil) {
    self.code = code
    self.message = message
    self.errno = errno
  }

  /// Names the call that failed and reads errno.
  static func call(_ code: Code, _ call: String) -> SupervisionError {
    let number = Glibc.errno
    return SupervisionError(
      code, "\(call): \(String(cString: strerror(number)))", errno: number)
  }

  /// The message.
  public var description: String { message }
}
