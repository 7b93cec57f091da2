internal import CLinux
internal import Glibc

/// Reads the `stat` of every process of the machine, in three system calls a process.
///
/// Its buffers are made once: a scan allocates nothing. Processes that vanish meanwhile are passed
/// over, as are those that appear behind the scan's place in the directory.
public struct ProcessScanner: ~Copyable {
  /// What is scanned.
  public let root: ProcRoot
  private let directory: Descriptor
  private let entries: UnsafeMutableRawBufferPointer
  private let file: UnsafeMutableRawBufferPointer

  /// What a scan went through.
  public struct Tally: Sendable, Hashable {
    /// Processes handed to the closure.
    public var processes = 0
    /// Processes that were listed and could not be read: nearly always vanished ones.
    public var skipped = 0
  }

  /// Opens the root's directory.
  ///
  /// - Throws: `.absent` or `.denied` if there is no such directory for us.
  public init(_ root: ProcRoot = ProcRoot()) throws(ProcFSError) {
    guard let directory = Descriptor.open(root.path, flags: O_RDONLY | O_DIRECTORY) else {
      throw systemError(errno, root.path)
    }
    self.root = root
    self.directory = directory
    // 256 KiB list 8,000 processes in one call; a stat line has at most 1,200 bytes.
    entries = .allocate(byteCount: 1 << 18, alignment: 16)
    file = .allocate(byteCount: 4096, alignment: 16)
  }

  deinit {
    entries.deallocate()
    file.deallocate()
  }

  /// Hands the `stat` of every process to the closure, in the kernel's order, which is by PID.
  ///
  /// - Throws: `.failed` if the directory can't be listed, or descriptors run out.
  @discardableResult
  public mutating func scan(_ body: (borrowing ProcessStat) -> Void) throws(ProcFSError) -> Tally {
    var tally = Tally()
    guard lseek(directory.number, 0, SEEK_SET) == 0 else { throw systemError(errno, root.path) }
    while true {
      let count = lab_getdents(directory.number, entries.baseAddress, entries.count)
      guard count >= 0 else { throw systemError(errno, root.path) }
      if count == 0 { return tally }
      var offset = 0
      // struct linux_dirent64: inode, offset, then the record's length at 16 and the name at 19.
      while offset + 19 < count {
        let length = Int(entries.loadUnaligned(fromByteOffset: offset + 16, as: UInt16.self))
        guard length > 19, offset + length <= count else { break }
        let name = UnsafeRawBufferPointer(rebasing: entries[offset + 19..<offset + length])
        if name[0] &- UInt8(ascii: "1") <= 8 { try read(name, &tally, body) }
        offset += length
      }
    }
  }

  @inline(__always)
  private func read(
    _ name: UnsafeRawBufferPointer, _ tally: inout Tally, _ body: (borrowing ProcessStat) -> Void
  ) throws(ProcFSError) {
    let count = slurp(name)
    guard count > 0 else {
      // Out of descriptors is no vanished process: a scan that silently misses some would lie.
      if count < 0, errno == EMFILE || errno == ENFILE { throw systemError(errno, root.path) }
      tally.skipped += 1
      return
    }
    let bytes = UnsafeRawBufferPointer(rebasing: file[..<count]).assumingMemoryBound(to: UInt8.self)
    if let stat = try? ProcessStat(parsing: bytes.span) {
      tally.processes += 1
      body(stat)
    } else {
      tally.skipped += 1
    }
  }

  /// openat, read and close of `NAME/stat`; the bytes read, or -1 with errno.
  @inline(__always)
  private func slurp(_ name: UnsafeRawBufferPointer) -> Int {
    withUnsafeTemporaryAllocation(byteCount: 40, alignment: 8) { path in
      var length = 0
      while length < name.count, length < 24, name[length] != 0 {
        path[length] = name[length]
        length += 1
      }
      guard let base = path.baseAddress else { return -1 }
      let suffix: StaticString = "/stat"
      memcpy(base + length, suffix.utf8Start, suffix.utf8CodeUnitCount + 1)
      let start = UnsafePointer(base.assumingMemoryBound(to: CChar.self))
      let descriptor = openat(directory.number, start, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return -1 }
      let count = Glibc.read(descriptor, file.baseAddress, file.count)
      let failure = errno
      _ = close(descriptor)
      errno = failure
      return count
    }
  }
}
