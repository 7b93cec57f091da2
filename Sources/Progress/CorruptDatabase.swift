internal import Glibc

/// Something that the learner has to be told about the progress database.
public struct ProgressNotice: Hashable, Sendable, CustomStringConvertible {
  /// The damaged database, kept for whoever can read it.
  public let keptAside: String
  /// The fresh one.
  public let path: String

  /// One line for the learner.
  public var description: String {
    "The record of your progress was damaged. It is kept as \(keptAside); a fresh one begins."
  }
}

/// Keeps a damaged database aside; never overwrites one.
enum CorruptDatabase {
  /// Moves the database at `path` aside, unless another process has just done so, and connects again.
  static func replace<Connection>(
    _ path: String, connect: () throws(ProgressError) -> Connection
  ) throws(ProgressError) -> (Connection, ProgressNotice?) {
    // Only this path takes the lock; without it, a second process would move the fresh database
    // aside. The file stays: removing a lock file hands two processes "the" lock.
    let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw StateFile.systemError(errno, path: path) }
    defer { close(lock) }
    while flock(lock, LOCK_EX) != 0 {
      guard errno == EINTR else { throw StateFile.systemError(errno, path: path) }
    }
    do {
      return (try connect(), nil)
    } catch {
      guard error.code == .corrupt else { throw error }
    }
    let aside = freeName(path + ".corrupt-" + timeStamp())
    guard rename(path, aside) == 0 else { throw StateFile.systemError(errno, path: path) }
    // What SQLite keeps beside a database belongs to it; a fresh one must not find it.
    for suffix in ["-wal", "-shm", "-journal"] where rename(path + suffix, aside + suffix) != 0 {
      guard errno == ENOENT else { throw StateFile.systemError(errno, path: path) }
    }
    try StateFile.prepare(path)
    return (try connect(), ProgressNotice(keptAside: aside, path: path))
  }

  private static func freeName(_ wanted: String) -> String {
    var name = wanted
    var number = 2
    while access(name, F_OK) == 0 {
      name = "\(wanted)-\(number)"
      number += 1
    }
    return name
  }

  /// Such as `20251121T161200Z`, in UTC.
  private static func timeStamp() -> String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let date = "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
    return "\(date)T\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))Z"
  }
}
