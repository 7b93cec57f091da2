internal import CLinux
internal import Glibc
internal import ProcFS
public import Record

/// Talks to the supervisor of a state directory, and starts it where none answers.
///
/// Not for several threads.
public final class SupervisorClient {
  private let descriptor: Int32
  private var lines = LineBuffer()
  private var isBroken = false
  /// Where it was found.
  public let paths: StatePaths

  /// The PID of the supervisor at the other end.
  private let peer: pid_t

  private init(descriptor: Int32, peer: pid_t, paths: StatePaths) {
    self.descriptor = descriptor
    self.peer = peer
    self.paths = paths
  }

  deinit {
    close(descriptor)
  }

  /// Connects, and starts a supervisor first where none answers.
  ///
  /// - Parameters:
  ///   - executable: The lab's own executable, absolute; nil takes the running one. It is run as
  ///     `lab supervise --state DIR`, in a session of its own, and outlives its starter.
  ///   - limit: How long a new supervisor may take to answer.
  /// - Throws: `SupervisionError`.
  public static func connect(
    paths: StatePaths, executable: String? = nil, limit: Duration = .seconds(3)
  ) throws(SupervisionError) -> SupervisorClient {
    let program = if let executable { executable } else { try runningExecutable() }
    if let client = try existing(paths: paths) {
      if !client.isOfAnotherBuild(than: program) { return client }
      client.endPeer()
    }
    try start(paths: paths, executable: program)
    let deadline = ContinuousClock.now + limit
    while true {
      if let client = try existing(paths: paths) { return client }
      guard ContinuousClock.now < deadline else {
        throw SupervisionError(
          .unreachable, "the supervisor does not answer at \(paths.socket); see \(paths.log)")
      }
      usleep(5_000)
    }
  }

  /// Whether the answering `lab supervise` runs another file than this lab: one of before an
  /// installation or a build. It would not know this build's workloads for what they are.
  private func isOfAnotherBuild(than program: String) -> Bool {
    guard peer > 0, Self.arguments(of: peer).dropFirst().first == "supervise" else { return false }
    var theirs = stat()
    var ours = stat()
    guard stat("/proc/\(peer)/exe", &theirs) == 0, stat(program, &ours) == 0 else { return false }
    return theirs.st_dev != ours.st_dev || theirs.st_ino != ours.st_ino
  }

  /// Ends the answering supervisor, whose journals are complete at any moment; the next one takes
  /// its attempts up.
  private func endPeer() {
    var pid: pid_t = 0
    var uid: uid_t = 0
    var gid: gid_t = 0
    var pidfd: Int32 = -1
    guard lab_peer(descriptor, &pid, &uid, &gid, &pidfd) == 0 else { return }
    if pidfd < 0 { pidfd = lab_pidfd_open(pid) }
    guard pidfd >= 0 else { return }
    defer { close(pidfd) }
    _ = lab_pidfd_send_signal(pidfd, SIGTERM)
    var ended = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    if poll(&ended, 1, 2_000) == 0 { _ = lab_pidfd_send_signal(pidfd, SIGKILL) }
    _ = poll(&ended, 1, 2_000)
  }

  /// argv of a process, from `/proc/PID/cmdline`.
  private static func arguments(of pid: pid_t) -> [String] {
    let descriptor = open("/proc/\(pid)/cmdline", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    return buffer.prefix(max(0, count)).split(separator: 0)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Connects where a supervisor answers; nil where none does.
  ///
  /// - Throws: `SupervisionError` where the one that answers is another user's.
  public static func existing(paths: StatePaths) throws(SupervisionError) -> SupervisorClient? {
    guard let descriptor = UnixSocket.connect(to: paths.socket) else { return nil }
    var pid: pid_t = 0
    var uid: uid_t = 0
    var gid: gid_t = 0
    var pidfd: Int32 = -1
    let known = lab_peer(descriptor, &pid, &uid, &gid, &pidfd) == 0
    if pidfd >= 0 { close(pidfd) }
    guard known, uid == geteuid() else {
      close(descriptor)
      throw SupervisionError(.taken, "\(paths.socket) is answered by another user (\(uid))")
    }
    return SupervisorClient(descriptor: descriptor, peer: pid, paths: paths)
  }

  /// Whether the supervisor is still there; asks it nothing.
  public var isConnected: Bool {
    guard !isBroken else { return false }
    var entry = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&entry, 1, 0) == 0
  }

  /// Asks and waits for the answer.
  ///
  /// - Throws: `SupervisionError`: `unreachable` where the answer doesn't come in time or never will;
  ///   from then on the client is of no use, since a late answer would pass for that of the next.
  public func request(
    _ request: SupervisorRequest, within limit: Duration = .seconds(10)
  ) throws(SupervisionError) -> SupervisorReply {
    guard !isBroken else { throw SupervisionError(.unreachable, "the supervisor has hung up") }
    let line = try WireCodec.encode(request)
    let deadline = ContinuousClock.now + limit
    do {
      try send(line, until: deadline)
      while true {
        if let line = lines.next() { return try WireCodec.reply(line) }
        try receive(until: deadline)
      }
    } catch {
      isBroken = true
      throw error
    }
  }

  /// Asks for something that has no answer but success.
  ///
  /// - Throws: `SupervisionError`; `wire` with the supervisor's words where it refused.
  public func perform(
    _ request: SupervisorRequest, within limit: Duration = .seconds(10)
  ) throws(SupervisionError) {
    if case .failed(let why) = try self.request(request, within: limit) {
      throw SupervisionError(.wire, why)
    }
  }

  private func send(
    _ line: [UInt8], until deadline: ContinuousClock.Instant
  ) throws(SupervisionError) {
    var rest = line[...]
    while !rest.isEmpty {
      try wait(for: POLLOUT, until: deadline)
      let count = rest.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress, $0.count,
          Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
      }
      if count > 0 { rest = rest.dropFirst(count) }
      if count < 0, errno != EAGAIN, errno != EINTR { throw .call(.unreachable, "send") }
    }
  }

  private func receive(until deadline: ContinuousClock.Instant) throws(SupervisionError) {
    try wait(for: POLLIN, until: deadline)
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else {
      throw SupervisionError(.unreachable, "the supervisor hung up; see \(paths.log)")
    }
    lines.append(buffer[..<count])
    guard !lines.isTooLong else { throw SupervisionError(.wire, "an endless reply") }
  }

  private func wait(
    for events: Int32, until deadline: ContinuousClock.Instant
  ) throws(SupervisionError) {
    while true {
      let left = (deadline - ContinuousClock.now).components
      let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
      guard milliseconds >= 0 else {
        throw SupervisionError(.unreachable, "the supervisor did not answer in time")
      }
      var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
      if poll(&entry, 1, Int32(min(milliseconds + 1, 60_000))) > 0 { return }
    }
  }

  /// Starts `lab supervise`; whether it came up is for its socket to say.
  private static func start(
    paths: StatePaths, executable: String
  ) throws(SupervisionError) {
    try UnixSocket.makePrivate(paths.state)
    let log = open(paths.log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard log >= 0 else { throw .call(.files, "open \(paths.log)") }
    defer { close(log) }
    var options = lab_spawn_defaults()
    // A session of its own: the terminal's hang-up doesn't reach it.
    options.new_session = 1
    options.fds = (-1, log, log)
    var pid: Int32 = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    // It must listen where its starter looks for it.
    let environment = inherited(except: "LAB_SOCK") + ["LAB_SOCK=\(paths.socket)"]
    let failure = withCStrings([executable, "supervise", "--state", paths.state]) { argv in
      withCStrings(environment) { envp in
        executable.withCString { path in
          "/".withCString { root in
            options.path = path
            options.argv = argv
            options.envp = envp
            options.cwd = root
            return lab_spawn(&options, &pid, &pidfd, &stage)
          }
        }
      }
    }
    guard failure == 0 else {
      let step = stage.map { String(cString: $0) } ?? ""
      throw SupervisionError(
        .spawn, "\(step) \(executable): \(String(cString: strerror(failure)))", errno: failure)
    }
    if pidfd >= 0 { close(pidfd) }
  }

  /// The variables of this process, but one.
  private static func inherited(except name: String) -> [String] {
    var result: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let variable = String(cString: text)
      if !variable.hasPrefix("\(name)=") { result.append(variable) }
      entry = entry.successor()
    }
    return result
  }

  private static func runningExecutable() throws(SupervisionError) -> String {
    do {
      return try ProcRoot().process(getpid()).executable()
    } catch {
      throw SupervisionError(.files, "\(error)")
    }
  }
}
