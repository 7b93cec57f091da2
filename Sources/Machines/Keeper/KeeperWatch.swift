internal import CLinux
internal import Glibc

/// For whom a keeper keeps a machine.
public struct KeeperStarter: Hashable, Sendable {
  /// The keeper's parent.
  public var pid: Int32
  /// Whether the machine outlives it once it has been started; half-way through a start none does.
  public var isOutlived: Bool

  /// Reads `--until PID`, or `--starting PID`; nil where the words hold neither.
  public init?(_ words: [String]) {
    for (option, isOutlived) in [("--until", false), ("--starting", true)] {
      guard let index = words.firstIndex(of: option), index + 1 < words.count,
        let pid = Int32(words[index + 1])
      else { continue }
      self.init(pid: pid, isOutlived: isOutlived)
      return
    }
    return nil
  }

  init(pid: Int32, isOutlived: Bool) {
    self.pid = pid
    self.isOutlived = isOutlived
  }

  /// What the keeper is told.
  var words: [String] { [isOutlived ? "--starting" : "--until", "\(pid)"] }

  /// The running program.
  static func current(isOutlived: Bool) -> KeeperStarter {
    KeeperStarter(pid: getpid(), isOutlived: isOutlived)
  }
}

/// What a keeper waits for beside the end of its machine: the end of the program that it was started
/// for, and of the record, without which nobody would find the machine any more.
struct KeeperWatch: ~Copyable {
  /// What ended first.
  enum End: Hashable {
    /// The machine itself.
    case machine
    /// The program with which it ends.
    case starter
    /// Its record, or the folder that the record is in.
    case record
  }

  /// How often the record is looked for: two calls of stat(2) each time.
  static let pause = Duration.seconds(2)

  private let path: String
  /// Held: while it is, no other folder can have its inode.
  private let folder: Int32
  private let starter: Int32
  private let isOutlived: Bool

  /// - Parameters:
  ///   - path: The machine's folder, with its record in it.
  ///   - starter: The caller's parent; nil waits for nobody.
  /// - Throws: `files` where there is no such folder, `failed` where the starter is gone already.
  init(folder path: String, starter: KeeperStarter?) throws(MachineError) {
    let held = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard held >= 0 else { throw MachineError.call(.files, path) }
    let parent = starter.map { lab_pidfd_open($0.pid) } ?? -1
    // Still the parent, so the number was its own when it was opened.
    if let starter, parent < 0 || getppid() != starter.pid {
      close(held)
      if parent >= 0 { close(parent) }
      throw MachineError(.failed, "the program that starts the machine is gone")
    }
    self.path = path
    folder = held
    self.starter = parent
    isOutlived = starter?.isOutlived ?? false
  }

  deinit {
    close(folder)
    if starter >= 0 { close(starter) }
  }

  /// Waits until the first of the three ends.
  ///
  /// - Parameter machine: A pidfd of its init, or of its QEMU.
  func wait(for machine: Int32, every pause: Duration = pause) -> End {
    var entries = [
      pollfd(fd: machine, events: Int16(POLLIN), revents: 0),
      pollfd(fd: starter, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = Int32(clamping: Int64(pause / .milliseconds(1)))
    while true {
      let count = poll(&entries, 2, milliseconds)
      if count > 0, entries[0].revents != 0 { return .machine }
      if count > 0 {
        guard isOutlived, isStarted else { return .starter }
        entries[1].fd = -1
      }
      if count == 0, !isKept { return .record }
    }
  }

  /// Whether the record says that the start came to its end.
  private var isStarted: Bool { (try? MachineRecord.read(in: path))?.stage == .running }

  /// Whether the record is where it was. A folder that can't be looked at for another reason, such as a
  /// server that is away, is not gone.
  var isKept: Bool {
    var own = stat()
    var found = stat()
    guard fstat(folder, &own) == 0 else { return true }
    // Somebody else's machine may have its name by now: the folder has to be the same.
    guard stat(MachineRecord.path(in: path), &found) == 0, stat(path, &found) == 0 else {
      return errno != ENOENT && errno != ENOTDIR
    }
    return found.st_dev == own.st_dev && found.st_ino == own.st_ino
  }
}

/// How a keeper tells its starter, on standard output, what became of the start.
enum KeeperLine {
  /// `PID START-TIME` of the machine's process, or `! WHY`. Once: whoever listens knows then, and is
  /// not held up.
  static func say(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
    let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
    if null >= 0 { dup2(null, STDOUT_FILENO) }
    if null > 2 { close(null) }
  }
}
