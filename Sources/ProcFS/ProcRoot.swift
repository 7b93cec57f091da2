internal import Glibc

/// A mounted proc file system, described in proc(5), or a fixture tree of the same shape.
public struct ProcRoot: Hashable, Sendable {
  /// Absolute, without a slash at its end.
  public let path: String

  /// A root; nothing is opened before something is read.
  public init(_ path: String = "/proc") { self.path = path }

  /// The bytes of a file that belongs to no process, such as "loadavg".
  public func read(_ name: String) throws(ProcFSError) -> [UInt8] {
    let full = "\(path)/\(name)"
    guard let file = Descriptor.open(full, flags: O_RDONLY) else {
      throw systemError(errno, full)
    }
    guard let bytes = file.readAll() else { throw systemError(errno, full) }
    return bytes
  }

  /// Reads and parses a file that belongs to no process.
  func read<Value>(
    _ name: String, _ parse: (Span<UInt8>) throws(ProcFSError) -> Value
  ) throws(ProcFSError) -> Value {
    let bytes = try read(name)
    do { return try parse(bytes.span) } catch { throw error.at("\(path)/\(name)") }
  }

  /// Opens a process's directory: what is read through it is of one process, or fails.
  ///
  /// - Throws: `.vanished` if there is no such process.
  public func process(_ pid: Int32) throws(ProcFSError) -> ProcessDirectory {
    try ProcessDirectory(root: self, pid: pid)
  }

  /// All process ids, ascending. Threads other than the first of a process are not listed.
  public func processIDs() throws(ProcFSError) -> [Int32] {
    guard let directory = Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY),
      let numbers = numericEntries(of: directory)
    else { throw systemError(errno, path) }
    return numbers
  }

  /// The id of the running boot.
  public func bootID() throws(ProcFSError) -> BootID {
    let name = "sys/kernel/random/boot_id"
    let bytes = try read(name)
    guard let id = BootID(parsing: bytes) else {
      throw ProcFSError(
        .malformed, path: "\(path)/\(name)", offset: 0,
        text: "expected 32 hexadecimal digits, found '\(String(decoding: bytes, as: UTF8.self))'")
    }
    return id
  }

  /// Which process has this PID now.
  public func identity(of pid: Int32) throws(ProcFSError) -> ProcessIdentity {
    let boot = try bootID()
    return ProcessIdentity(
      boot: boot, pid: pid, startTimeTicks: try process(pid).stat().startTimeTicks)
  }
}
