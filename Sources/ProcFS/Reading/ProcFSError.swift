/// Why something below `/proc` could not be read, or not be understood.
public struct ProcFSError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, for callers that act on it.
  public enum Code: Hashable, Sendable {
    /// The process is gone, perhaps in the midst of reading.
    case vanished
    /// EACCES or EPERM: another user's process, or one that guards itself.
    case denied
    /// This kernel has no such file.
    case absent
    /// The bytes are not what the manual page promises; `offset` says where.
    case malformed
    /// Any other errno, such as EMFILE.
    case failed(errno: Int32)
  }

  /// What went wrong.
  public var code: Code
  /// The file, or the system call where there is none; empty when a parser was given bare bytes.
  public var path: String
  /// Bytes from the start of the file, of what could not be understood.
  public var offset: Int?
  /// What was expected and what stands there, or the errno in words.
  public var text: String

  /// An error; parsers leave `path` empty, and the reader fills it in.
  public init(_ code: Code, path: String, offset: Int? = nil, text: String) {
    self.code = code
    self.path = path
    self.offset = offset
    self.text = text
  }

  /// `PATH:OFFSET: what was expected, and what stands there`.
  public var description: String {
    let place = path.isEmpty ? "bytes" : path
    return offset.map { "\(place):\($0): \(text)" } ?? "\(place): \(text)"
  }

  /// The name of the errno behind it, such as "EACCES"; "EBADMSG" for malformed bytes.
  public var errnoName: String {
    switch code {
    case .vanished: "ESRCH"
    case .denied: "EACCES"
    case .absent: "ENOENT"
    case .malformed: "EBADMSG"
    case .failed(let number): ErrnoName.of(number)
    }
  }

  /// The same error, with the file named where a parser could not.
  func at(_ path: String) -> ProcFSError {
    var copy = self
    if copy.path.isEmpty { copy.path = path }
    return copy
  }
}
