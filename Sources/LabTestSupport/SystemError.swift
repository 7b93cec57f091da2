public import Glibc

/// A system call that a test needed failed.
public struct SystemError: Error, CustomStringConvertible {
  /// Which call, and on what.
  public let call: String
  public let code: Int32

  public init(_ call: String, code: Int32 = errno) {
    self.call = call
    self.code = code
  }

  public var description: String { "\(call): \(String(cString: strerror(code)))" }
}
