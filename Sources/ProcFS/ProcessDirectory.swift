internal import Glibc

/// One process's directory in `/proc`, held open.
///
/// The descriptor stands for the process and not for its PID: once the process is reaped, every read
/// throws `.vanished`, though the PID may have a new owner.
public struct ProcessDirectory: ~Copyable, Sendable {
  /// Where it was opened.
  public let root: ProcRoot
  /// The PID that it was opened by.
  public let pid: Int32
  let descriptor: Descriptor

  init(root: ProcRoot, pid: Int32) throws(ProcFSError) {
    self.root = root
    self.pid = pid
    let path = "\(root.path)/\(pid)"
    guard let descriptor = Descriptor.open(path, flags: O_PATH | O_DIRECTORY) else {
      let number = errno
      throw number == ENOENT ? systemError(ESRCH, path) : systemError(number, path)
    }
    self.descriptor = descriptor
  }

  /// The path of one of its files, for messages and evidence.
  public func path(_ name: String) -> String { "\(root.path)/\(pid)/\(name)" }

  /// The bytes of one of its files.
  public func read(_ name: String) throws(ProcFSError) -> [UInt8] {
    guard let file = Descriptor.open(name, at: descriptor.number, flags: O_RDONLY) else {
      throw failure(name, errno)
    }
    guard let bytes = file.readAll() else { throw failure(name, errno) }
    return bytes
  }

  /// Reads and parses one of its files.
  func read<Value>(
    _ name: String, _ parse: (Span<UInt8>) throws(ProcFSError) -> Value
  ) throws(ProcFSError) -> Value {
    let bytes = try read(name)
    do { return try parse(bytes.span) } catch {
      // A process that ends while it is read can leave half a file behind.
      if error.code == .malformed, !exists { throw failure(name, ESRCH) }
      throw error.at(path(name))
    }
  }

  /// Where one of its links leads.
  func link(_ name: String) throws(ProcFSError) -> String {
    guard let target = readLink(name, at: descriptor.number) else { throw failure(name, errno) }
    return target
  }

  /// The numeric names in one of its directories, ascending.
  func numbers(_ name: String) throws(ProcFSError) -> [Int32] {
    guard
      let directory = Descriptor.open(
        name, at: descriptor.number, flags: O_RDONLY | O_DIRECTORY),
      let numbers = numericEntries(of: directory)
    else { throw failure(name, errno) }
    return numbers
  }

  /// Whether the process has not been reaped yet; a zombie exists.
  public var exists: Bool { faccessat(descriptor.number, "stat", F_OK, 0) == 0 }

  /// Tells a missing file of a living process from a process that is gone.
  func failure(_ name: String, _ number: Int32) -> ProcFSError {
    if number == ENOENT, !exists { return systemError(ESRCH, path(name)) }
    return systemError(number, path(name))
  }
}
