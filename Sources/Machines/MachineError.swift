internal import Glibc

/// Why a practice machine could not be started, reached, or made to do something.
public struct MachineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: String, Hashable, Sendable {
    /// This machine can't host one of that kind: no rights, no overlay, no systemd, no QEMU.
    case unsupported
    /// Somebody else starts, or uses, what was wanted.
    case taken
    /// There is no such machine, or it is gone.
    case missing
    /// It does not answer in time, or hung up.
    case unreachable
    /// The other end said what nobody asked.
    case channel
    /// A folder, file or control group is not what it should be.
    case files
    /// Something could not be started or mounted.
    case failed
    /// A program that was run for it has said on standard error what went wrong.
    case told
  }

  /// What kind of failure it is.
  public var code: Code
  /// One line for people: where, what, what next.
  public var message: String

  /// An error in one line of words.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Names the call that failed and reads errno.
  package static func call(_ code: Code, _ call: String) -> MachineError {
    MachineError(code, "\(call): \(String(cString: strerror(errno)))")
  }

  /// The message.
  public var description: String { message }
}
