internal import Glibc

/// The open directory of a control group of version 2: what is read through it is of this group and
/// of no later one with its name.
public final class ControlGroup: Sendable {
  /// As `/proc/PID/cgroup` names it, behind "0::".
  public let path: String
  /// Where it is mounted.
  public let directory: String
  private let descriptor: Descriptor

  /// Opens a group.
  ///
  /// - Throws: `.absent` if there is none of this name, or it is outside what is mounted.
  public init(_ path: String, in mount: CgroupMounts.Mount) throws(ProcFSError) {
    guard let directory = mount.directory(of: path) else {
      throw ProcFSError(.absent, path: path, text: "not below \(mount.target)")
    }
    guard let descriptor = Descriptor.open(directory, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    else { throw systemError(errno, directory) }
    self.path = path
    self.directory = directory
    self.descriptor = descriptor
  }

  /// Whether the group is still there: its files are gone at the moment it is removed.
  public var exists: Bool { faccessat(descriptor.number, "cgroup.procs", F_OK, 0) == 0 }

  /// The inode of its directory: another group of the same name has another one.
  public var inode: UInt64 {
    var status = stat()
    return fstat(descriptor.number, &status) == 0 ? UInt64(status.st_ino) : 0
  }

  /// The bytes of one of its files.
  ///
  /// - Throws: `.vanished` once the group was removed; `.absent` where its controller isn't enabled
  ///   here, or this kernel has no such file.
  public func read(_ file: String) throws(ProcFSError) -> [UInt8] {
    let bytes: [UInt8]
    if let opened = Descriptor.open(file, at: descriptor.number, flags: O_RDONLY) {
      guard let read = opened.readAll() else { throw failure(errno, file) }
      bytes = read
    } else {
      throw failure(errno, file)
    }
    return bytes
  }

  private func failure(_ number: Int32, _ file: String) -> ProcFSError {
    let full = "\(directory)/\(file)"
    // ENODEV: the file was open when the group went.
    if number == ENODEV || (number == ENOENT && !exists) {
      return ProcFSError(.vanished, path: full, text: "the control group is gone")
    }
    return systemError(number, full)
  }

  private func read<Value>(
    _ file: String, _ parse: (Span<UInt8>) throws(ProcFSError) -> Value
  ) throws(ProcFSError) -> Value {
    let bytes = try read(file)
    do { return try parse(bytes.span) } catch { throw error.at("\(directory)/\(file)") }
  }

  /// A limit, such as `memory.max`, `memory.high`, `memory.swap.max`, `pids.max`.
  public func limit(_ file: String) throws(ProcFSError) -> CgroupLimit {
    try read(file) { (bytes) throws(ProcFSError) in try CgroupLimit(parsing: bytes) }
  }

  /// A number, such as `cpu.weight`, `memory.current`, `pids.current`, `cgroup.freeze`.
  public func number(_ file: String) throws(ProcFSError) -> UInt64 {
    try read(file) { (bytes) throws(ProcFSError) in
      var cursor = ByteCursor(bytes)
      return try cursor.unsigned(bytes, "a number")
    }
  }

  /// `cpu.max`.
  public func bandwidth() throws(ProcFSError) -> CgroupBandwidth {
    try read("cpu.max") { (bytes) throws(ProcFSError) in try CgroupBandwidth(parsing: bytes) }
  }

  /// Counters by name: `cpu.stat`, `memory.events`, `pids.events`, `cgroup.events`.
  public func counters(_ file: String) throws(ProcFSError) -> CgroupCounters {
    try read(file) { (bytes) throws(ProcFSError) in try CgroupCounters(parsing: bytes) }
  }

  /// `memory.pressure`, `cpu.pressure`, `io.pressure`.
  public func pressure(_ file: String) throws(ProcFSError) -> CgroupPressure {
    try read(file) { (bytes) throws(ProcFSError) in try CgroupPressure(parsing: bytes) }
  }

  /// `cgroup.controllers`, `cgroup.subtree_control`.
  public func words(_ file: String) throws(ProcFSError) -> CgroupWords {
    try read(file) { (bytes) throws(ProcFSError) in CgroupWords(parsing: bytes) }
  }

  /// The processes in it, not those in groups below: `cgroup.procs`. One of another PID namespace
  /// reads as 0 and is left out.
  public func processIDs() throws(ProcFSError) -> [Int32] {
    try read("cgroup.procs") { (bytes) throws(ProcFSError) in
      var found: [Int32] = []
      var lines = LineCursor()
      while let line = lines.next(bytes) {
        var cursor = ByteCursor(line)
        let pid = try cursor.int32(bytes, "a PID")
        if pid > 0 { found.append(pid) }
      }
      return found
    }
  }

  /// The names of the groups below it, sorted.
  public func children() throws(ProcFSError) -> [String] {
    let copy = openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { throw systemError(errno, directory) }
    guard let stream = fdopendir(copy) else {
      let number = errno
      _ = close(copy)
      throw systemError(number, directory)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < 10_000, let entry = readdir(stream) {
      guard entry.pointee.d_type == UInt8(DT_DIR) else { continue }
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
      let bytes = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      let name = String(cString: bytes)
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

extension CgroupMounts.Mount {
  /// The groups above one, the nearest first, up to what is mounted: "/a", "/" of "/a/b".
  public static func ancestors(of group: String) -> [String] {
    var found: [String] = []
    var rest = Substring(group)
    while let slash = rest.lastIndex(of: "/"), rest.count > 1 {
      rest = rest[..<slash]
      found.append(rest.isEmpty ? "/" : String(rest))
    }
    return found
  }
}
