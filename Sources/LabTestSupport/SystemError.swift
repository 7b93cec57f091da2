public import Glibc

/// A system call that a test needed failed.
public struct SystemError: Error, CustomStringConvertible {
  /// Which call, and on what.
  public let call: String
  /// The errno.
  public let code: Int32

  /// An error of the call that was just made.
  public init(_ call: String, code: Int32 = errno) {
    self.call = call
    self.code = code
  }

  /// `CALL: the errno in words`.
  public var description: String { "\(call): \(String(cString: strerror(code)))" }
}
