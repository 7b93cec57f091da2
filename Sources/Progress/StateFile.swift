internal import Glibc

/// The database file and its folder, before SQLite sees them.
enum StateFile {
  /// Makes the folder (0700) and an empty file (0600) where they are missing.
  ///
  /// The learner's key is in the file, so it is never readable by others, not even for a moment.
  static func prepare(_ path: String) throws(ProgressError) {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolder(String(path[..<slash]), for: path)
    }
    // Never open a file that exists: closing it would drop every lock that SQLite holds on it in
    // this process, as fcntl_locking(2) has it.
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw systemError(errno, path: path)
    }
  }

  private static func makeFolder(_ folder: String, for path: String) throws(ProgressError) {
    if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else {
      throw systemError(errno, path: path)
    }
    try makeFolder(String(folder[..<slash]), for: path)
    if mkdir(folder, 0o700) != 0 && errno != EEXIST { throw systemError(errno, path: path) }
  }

  static func systemError(_ number: Int32, path: String) -> ProgressError {
    let code: ProgressError.Code =
      switch number {
      case EACCES, EPERM, EROFS: .readOnly
      case ENOSPC, EDQUOT: .full
      case EIO: .device
      default: .cannotOpen
      }
    return ProgressError(code, path: path, detail: String(cString: strerror(number)))
  }

  /// Whether processes on this machine and others could share memory through a file here.
  ///
  /// WAL needs it, and SQLite can't tell: "does not work over a network filesystem"
  /// (sqlite.org/wal.html).
  static func canShareMemory(_ path: String) -> Bool {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return false }
    let device = UInt64(facts.st_dev)
    let major = (device >> 8 & 0xfff) | (device >> 32 & ~0xfff)
    let minor = (device & 0xff) | (device >> 12 & ~0xff)
    guard let table = fopen("/proc/self/mountinfo", "re") else { return true }
    defer { fclose(table) }
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    defer { free(line) }
    while getline(&line, &room, table) > 0, let line {
      if let type = fileSystem(String(cString: line), device: "\(major):\(minor)") {
        return !overNetwork.contains(type)
      }
    }
    // Some file systems (btrfs) number their parts apart from their mounts; those are local.
    return true
  }

  private static let overNetwork: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "9p", "afs", "ceph", "lustre", "fuse.sshfs",
  ]

  /// The file system type of one line, if it is the mount of `device`.
  ///
  /// Interface: `/proc/PID/mountinfo`, described in proc_pid_mountinfo(5).
  static func fileSystem(_ line: String, device: String) -> String? {
    let fields = line.split(separator: " ")
    guard fields.count > 6, fields[2] == device,
      let hyphen = fields[6...].firstIndex(of: "-"), hyphen + 1 < fields.count
    else { return nil }
    return String(fields[hyphen + 1])
  }
}
