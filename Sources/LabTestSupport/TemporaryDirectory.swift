internal import FoundationEssentials
internal import Glibc

/// A new directory, readable by its owner only, removed with all that is in it at the end.
public final class TemporaryDirectory: Sendable {
  /// Absolute, without a slash at its end.
  public let path: String

  /// - Throws: `SystemError` if none can be made below `$TMPDIR` or `/tmp`.
  public init(prefix: String = "lab-test") throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/\(prefix)-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw SystemError("mkdtemp \(parent)") }
    path = made
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The absolute path of something in it.
  public func path(_ relative: String) -> String { "\(path)/\(relative)" }

  /// Makes a directory and those above it; returns its absolute path.
  @discardableResult
  public func makeDirectory(_ relative: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: path(relative), withIntermediateDirectories: true)
    return path(relative)
  }

  /// Writes a file, and the directories above it; returns its absolute path.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to relative: String) throws -> String {
    if let slash = relative.lastIndex(of: "/") { try makeDirectory(String(relative[..<slash])) }
    try Data(bytes).write(to: URL(filePath: path(relative)))
    return path(relative)
  }

  /// Writes a text file, and the directories above it; returns its absolute path.
  @discardableResult
  public func write(_ text: String, to relative: String) throws -> String {
    try write(text.utf8, to: relative)
  }

  /// Makes a symbolic link, and the directories above it.
  @discardableResult
  public func link(_ relative: String, to target: String) throws -> String {
    if let slash = relative.lastIndex(of: "/") { try makeDirectory(String(relative[..<slash])) }
    guard symlink(target, path(relative)) == 0 else { throw SystemError("symlink \(relative)") }
    return path(relative)
  }

  /// The bytes of a file in it.
  public func read(_ relative: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: path(relative))))
  }

  /// The text of a file in it.
  public func text(_ relative: String) throws -> String {
    String(decoding: try read(relative), as: UTF8.self)
  }
}
