internal import CLinux
internal import Glibc
internal import Observation
internal import ProcFS
internal import Record

/// Starts, samples, reaps and journals for one state directory; knows nothing of checks.
///
/// One thread, one poll(2): everything below happens in turns, and nothing here waits for anybody.
/// Its journal is what it knows: another supervisor takes up where this one was killed.
public final class Supervisor {
  /// What a supervisor is told at its start.
  public struct Configuration: Sendable {
    /// The state directory to serve, and the socket to serve it at.
    public var paths: StatePaths
    /// The lab's own lab-workload: only processes that run it may register.
    public var workload: String
    /// What `hello` tells.
    public var version: String
    /// How long to stay with no open attempt and no client.
    public var idleLimit: Duration
    /// When this descriptor becomes readable, stop at once and tidy nothing up.
    public var stopDescriptor: Int32?

    /// Only what tests need has a default.
    public init(
      paths: StatePaths, workload: String, version: String, idleLimit: Duration = .seconds(60),
      stopDescriptor: Int32? = nil
    ) {
      self.paths = paths
      self.workload = workload
      self.version = version
      self.idleLimit = idleLimit
      self.stopDescriptor = stopDescriptor
    }
  }

  /// A process that was started, and how it was to be.
  struct Start {
    var process: ProcessIdentity
    var spec: SpawnSpec
  }

  /// A reply that waits for something to happen, or for its deadline.
  struct Pending {
    enum Matter {
      case starts([Start])
      case closing(attempt: String, reason: String, ended: [RoleMember])
      /// A look at the attempt's units that began no earlier.
      case looking(attempt: String, since: UInt64)
    }

    var matter: Matter
    var connection: Connection?
    var deadline: UInt64
  }

  static let samplePeriod: UInt64 = 100_000_000
  static let longestPause: UInt64 = 300_000_000
  /// How often CPU times are listed; half a sample less than a second, so that it is each tenth.
  static let timesPeriod: UInt64 = 950_000_000
  static let registrationLimit: UInt64 = 2_000_000_000
  static let closingLimit: UInt64 = 2_000_000_000
  static let lookingLimit: UInt64 = 2_500_000_000
  /// How long after a closing a workload may still come that was begun before.
  static let lateLimit: UInt64 = 20_000_000_000

  let configuration: Configuration
  let identity: ProcessIdentity
  let boot: BootID
  let observer: Observer
  /// Where control groups of version 2 are; nil where they aren't mounted.
  let cgroups: CgroupMounts.Mount?
  let lock: Int32
  let listener: Int32
  var attempts: [String: WatchedAttempt] = [:]
  /// Those that were closed in the last seconds.
  var closedLately: [WatchedAttempt] = []
  var processes: [ProcessIdentity: TrackedProcess] = [:]
  var connections: [Int32: Connection] = [:]
  /// Masters of the pseudo-terminals of started processes.
  var terminals: Set<Int32> = []
  /// Shells that registered for every attempt, in that order.
  var shells: [Registration] = []
  var pending: [Pending] = []
  /// When the last sample was taken.
  var sampledAt: UInt64 = 0
  var nextSample: UInt64 = 0
  var sampleCount = 0
  /// When CPU times were last listed for those that ask for them.
  var timesListedAt: UInt64 = 0
  var isRetiring = false
  private var idleSince: UInt64
  private var lockCheckedAt: UInt64

  /// Takes the state directory's lock and listens.
  ///
  /// - Throws: `SupervisionError`; `taken` where another supervisor is there already.
  public init(_ configuration: Configuration) throws(SupervisionError) {
    let paths = configuration.paths
    try UnixSocket.makePrivate(paths.state)
    try UnixSocket.makePrivate(UnixSocket.folder(of: paths.socket), allowSticky: true)
    let lock = open(paths.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0 else { throw .call(.files, "open \(paths.lock)") }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw SupervisionError(.taken, "another supervisor holds \(paths.lock)")
    }
    let observer = Observer()
    guard let identity = observer.identity(of: getpid()) else {
      close(lock)
      throw SupervisionError(.files, "/proc cannot be read")
    }
    do {
      listener = try UnixSocket.listen(at: paths.socket)
    } catch {
      close(lock)
      throw error
    }
    self.configuration = configuration
    self.lock = lock
    self.observer = observer
    self.identity = identity
    boot = identity.boot
    cgroups = (try? observer.root.cgroupMounts())?.unified
    let now = lab_boottime()
    idleSince = now
    lockCheckedAt = now
  }

  deinit {
    for terminal in terminals { close(terminal) }
    close(listener)
    close(lock)
  }

  /// Serves until there is nothing to do any more, or until it is stopped.
  public func run() {
    while turn() {}
  }

  /// What a descriptor of a turn belongs to.
  private enum Source {
    case stop
    case listener
    case connection(Connection)
    case process(TrackedProcess)
    case terminal(Int32)
    case look
  }

  /// Waits once and does what there is to do; false when it is time to end.
  private func turn() -> Bool {
    var sources: [Source] = [.listener]
    var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    func add(_ descriptor: Int32, _ events: Int32, _ source: Source) {
      polled.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
      sources.append(source)
    }
    if let stop = configuration.stopDescriptor { add(stop, POLLIN, .stop) }
    for connection in connections.values where !connection.isAtEnd {
      // A client whose reply waits is not read: its next line has to wait too.
      add(
        connection.descriptor,
        (connection.isWaiting ? 0 : POLLIN) | (connection.wantsToWrite ? POLLOUT : 0),
        .connection(connection))
    }
    for process in processes.values where process.deadSince == nil && process.pidfd >= 0 {
      add(process.pidfd, POLLIN, .process(process))
    }
    for terminal in terminals { add(terminal, POLLIN, .terminal(terminal)) }
    for attempt in attempts.values {
      for descriptor in attempt.looks?.units.descriptors ?? [] { add(descriptor, POLLIN, .look) }
    }

    let ready = poll(&polled, nfds_t(polled.count), timeout())
    if ready < 0, errno != EINTR {
      log("poll: \(String(cString: strerror(errno)))")
      return false
    }
    var dead: [TrackedProcess] = []
    for (entry, source) in zip(polled, sources) where ready > 0 && entry.revents != 0 {
      switch source {
      case .stop: return false
      case .listener: accept()
      case .connection(let connection):
        connection.flush()
        if connection.isWaiting {
          if entry.revents & Int16(POLLHUP | POLLERR) != 0 { connection.isAtEnd = true }
        } else {
          connection.receive()
          serve(connection)
        }
      case .process(let process): dead.append(process)
      case .terminal(let terminal): drain(terminal)
      // Taken in below, with those that are late.
      case .look: break
      }
    }
    let now = lab_boottime()
    // What a process said before it died comes before its end.
    for process in dead { died(process, at: now) }
    settle(at: now)
    lookAtUnits(at: now)
    if !attempts.isEmpty, now >= nextSample { tick(at: now) }
    answerPending(at: lab_boottime())
    dropClosed()
    return !isOver(at: lab_boottime())
  }

  /// Milliseconds until something is due.
  private func timeout() -> Int32 {
    let now = lab_boottime()
    var due = lockCheckedAt + 5_000_000_000
    if !attempts.isEmpty { due = min(due, nextSample) }
    for entry in pending { due = min(due, entry.deadline) }
    for process in processes.values {
      if let since = process.deadSince {
        due = min(due, now + (now - min(now, since) < 300_000_000 ? 5_000_000 : 100_000_000))
      } else if process.pidfd < 0 {
        due = min(due, now + 100_000_000)
      }
    }
    if isRetiring { due = min(due, now + 100_000_000) }
    guard due > now else { return 0 }
    return Int32((due - now + 999_999) / 1_000_000)
  }

  private func accept() {
    while true {
      let descriptor = Glibc.accept(listener, nil, nil)
      guard descriptor >= 0 else {
        if errno == EINTR || errno == ECONNABORTED { continue }
        if errno != EAGAIN { log("accept: \(String(cString: strerror(errno)))") }
        return
      }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      var pid: pid_t = 0
      var uid: uid_t = 0
      var gid: gid_t = 0
      var pidfd: Int32 = -1
      guard lab_peer(descriptor, &pid, &uid, &gid, &pidfd) == 0, uid == geteuid() else {
        close(descriptor)
        if pidfd >= 0 { close(pidfd) }
        continue
      }
      let connection = Connection(descriptor: descriptor, peer: pid, pidfd: pidfd)
      connections[descriptor] = connection
      connection.receive()
      serve(connection)
    }
  }

  /// Acts on the whole lines that a connection holds.
  func serve(_ connection: Connection) {
    while !connection.isWaiting, let line = connection.lines.next() {
      switch connection.role {
      case .workload(let process): heard(line, from: process)
      case .client: answer(line, to: connection)
      case .unknown:
        if case .hello(let kind, let run) = WorkloadLine(line) {
          register(connection, kind: kind, run: run)
        } else {
          connection.role = .client
          answer(line, to: connection)
        }
      }
    }
  }

  /// Reads what a started process wrote to its terminal, so that it never waits for a reader.
  private func drain(_ terminal: Int32) {
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = read(terminal, &buffer, buffer.count)
      if count > 0 { continue }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      // EIO: nobody has it open any more.
      terminals.remove(terminal)
      close(terminal)
      return
    }
  }

  private func dropClosed() {
    for (descriptor, connection) in connections where connection.isAtEnd && !connection.isWaiting {
      if case .workload(let process) = connection.role { processes[process]?.connection = nil }
      connections[descriptor] = nil
    }
  }

  /// Whether nothing is watched and nobody is there to ask for more.
  private func isOver(at now: UInt64) -> Bool {
    if now - min(now, lockCheckedAt) >= 5_000_000_000 {
      lockCheckedAt = now
      var mine = stat()
      var there = stat()
      if fstat(lock, &mine) != 0 || stat(configuration.paths.lock, &there) != 0
        || mine.st_ino != there.st_ino || mine.st_dev != there.st_dev
      {
        log("the state directory is gone")
        return true
      }
    }
    let hasClients = connections.values.contains { connection in
      if case .workload = connection.role { return false }
      return true
    }
    guard attempts.isEmpty, !hasClients else {
      idleSince = now
      return false
    }
    let limit = configuration.idleLimit.components
    let idle = now - min(now, idleSince)
    let isIdle =
      idle >= UInt64(max(0, limit.seconds)) * 1_000_000_000
      + UInt64(max(0, limit.attoseconds / 1_000_000_000))
    guard isRetiring || isIdle else { return false }
    unlink(configuration.paths.socket)
    return true
  }

  /// Writes to an attempt's journal; a failure is told once, in the log.
  func record(_ event: Event, in attempt: WatchedAttempt, at time: UInt64) {
    do {
      try attempt.writer.append(
        event, boot: boot, at: time,
        atLimit: .flickered(process: identity, field: "journal", times: 1))
    } catch {
      log("\(error)")
    }
  }

  /// One line for whoever reads supervisor.log.
  func log(_ message: String) {
    let line = Array("lab supervise \(identity.pid): \(message)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
