/// One open file of a process.
///
/// Interface: `/proc/PID/fdinfo/N`, described in proc_pid_fdinfo(5).
public struct DescriptorInfo: Sendable, Hashable {
  /// Bytes from the start.
  public var position: UInt64
  /// The flags of open(2); O_APPEND is 0o2000.
  public var flags: UInt32
  /// Of the mount that the file is on; nil on old kernels.
  public var mountID: Int64?
  /// nil before Linux 5.14.
  public var inode: UInt64?

  /// - Throws: `.malformed` without the lines `pos` and `flags`.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    var lines = LineCursor()
    var position: UInt64?
    var flags: UInt64?
    while let line = lines.next(bytes) {
      guard let colon = firstIndex(of: UInt8(ascii: ":"), bytes, line) else { continue }
      let key = line.lowerBound..<colon
      var cursor = ByteCursor(colon + 1..<line.upperBound)
      if matches(bytes, key, "pos") { position = try cursor.unsigned(bytes, "a position") }
      if matches(bytes, key, "flags") {
        flags = try cursor.digits(bytes, radix: 8, "octal flags")
      }
      if matches(bytes, key, "mnt_id") { mountID = try cursor.signed(bytes, "a mount's number") }
      if matches(bytes, key, "ino") { inode = try cursor.unsigned(bytes, "an inode's number") }
    }
    guard let position, let flags, let flags = UInt32(exactly: flags) else {
      var cursor = ByteCursor(bytes)
      cursor.offset = bytes.count
      throw cursor.malformed(bytes, "the lines 'pos:' and 'flags:'")
    }
    self.position = position
    self.flags = flags
  }
}

extension ProcessDirectory {
  /// The numbers of its open descriptors, ascending.
  ///
  /// Interface: `/proc/PID/fd`, described in proc_pid_fd(5).
  public func descriptorNumbers() throws(ProcFSError) -> [Int32] { try numbers("fd") }

  /// Where a descriptor leads: a path, or "pipe:[4242]", "socket:[4242]", "anon_inode:[pidfd]".
  ///
  /// - Throws: `.absent` if it is not open.
  public func descriptorTarget(_ number: Int32) throws(ProcFSError) -> String {
    try link("fd/\(number)")
  }

  /// Position and flags of a descriptor.
  public func descriptorInfo(_ number: Int32) throws(ProcFSError) -> DescriptorInfo {
    try read("fdinfo/\(number)") { (bytes) throws(ProcFSError) in
      try DescriptorInfo(parsing: bytes)
    }
  }
}
