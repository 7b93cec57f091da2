import CLinux
import Glibc

/// The connection to the supervisor, if there is one. Without it a workload is the same, unseen.
final class Registration {
  private var connection: Int32 = -1
  private var path: String?
  private var greeting = ""
  private var retriedAt: UInt64 = 0
  /// What nobody took: a supervisor that died is told when another one is back.
  private var backlog: [String] = []

  /// Makes this process known and waits for the answer, 200 ms at most: meanwhile the supervisor
  /// reads everything about it.
  func register(kind: Kind, run: String) {
    guard let path = Registration.socketPath() else { return }
    let deadline = lab_monotonic() + 200 * millisecond
    greeting =
      "{\"workload\":\(quoted(kind.rawValue)),\"run\":\(quoted(run)),\"pid\":\(getpid())}\n"
    repeat {
      connection = lab_unix_connect(path)
      if connection >= 0 { break }
      if errno != EAGAIN { return }
      poll(nil, 0, 5)
    } while lab_monotonic() < deadline
    guard connection >= 0 else { return }
    self.path = path
    if !deliver(greeting) { return }
    var wanted = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
    while true {
      let now = lab_monotonic()
      if now >= deadline { return }
      let count = poll(&wanted, 1, Int32((deadline - now) / millisecond + 1))
      if count < 0, errno == EINTR { continue }
      break
    }
    drain()
  }

  /// Sends a line that ends in a newline. After a supervisor's death its successor is looked for at
  /// most once a second, for urgent lines at once; it is told what it missed, the last 64 lines.
  func send(_ line: String, urgent: Bool) {
    guard let path else { return }
    drain()
    if connection >= 0, deliver(line) { return }
    if backlog.count == 64 { backlog.removeFirst() }
    backlog.append(line)
    let now = lab_monotonic()
    guard urgent || now > retriedAt + second else { return }
    retriedAt = now
    connection = lab_unix_connect(path)
    guard connection >= 0, deliver(greeting) else { return }
    while let line = backlog.first, deliver(line) { backlog.removeFirst() }
  }

  /// In a forked child: the connection is the parent's.
  func forget() {
    if connection >= 0 { close(connection) }
    connection = -1
    path = nil
  }

  private func deliver(_ line: String) -> Bool {
    var line = line
    let outcome = line.withUTF8 { lab_send_line(connection, $0.baseAddress, $0.count) }
    if outcome >= 0 { return true }
    close(connection)
    connection = -1
    return false
  }

  /// Reads answers away, and notices that the other end is gone.
  private func drain() {
    guard connection >= 0 else { return }
    withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
      while true {
        let count = recv(connection, buffer.baseAddress, 256, Int32(MSG_DONTWAIT))
        if count > 0 { continue }
        if count < 0, errno == EINTR { continue }
        if count == 0 {
          close(connection)
          connection = -1
        }
        return
      }
    }
  }

  /// LAB_SOCK, else the runtime directory's, else that of a private folder in /tmp.
  private static func socketPath() -> String? {
    if let path = environment("LAB_SOCK") { return path }
    if let runtime = environment("XDG_RUNTIME_DIR") {
      let path = runtime + "/lab/lab.sock"
      if access(path, F_OK) == 0 { return path }
    }
    let folder = "/tmp/lab-\(getuid())"
    var status = stat()
    guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_uid == getuid(), status.st_mode & 0o077 == 0
    else { return nil }
    return folder + "/lab.sock"
  }
}

/// A variable of the environment, if it is set and not empty.
func environment(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}
