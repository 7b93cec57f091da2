internal import CLinux
internal import Glibc

/// A program that runs beside its caller: for a poll(2) loop that waits for nobody.
///
/// Its standard input is `/dev/null`; both outputs come through pipes and are kept up to a limit. It
/// is a session of its own, so that no terminal's signal reaches it.
public final class CommandRun {
  /// What it printed, and how it ended.
  public struct Outcome: Sendable {
    /// The exit status; 128 + n for signal n.
    public var status: Int32
    /// Standard output, at most `outputLimit` bytes.
    public var output: [UInt8]
    /// Standard error, at most `outputLimit` bytes.
    public var errors: [UInt8]
    /// It was ended because it took too long.
    public var isLate: Bool

    /// The first line of its standard error, as text.
    public var complaint: String {
      let line = errors.prefix { $0 != UInt8(ascii: "\n") }
      return String(decoding: line.prefix(300), as: UTF8.self)
    }
  }

  /// More of an output than this is read away.
  public static let outputLimit = 1 << 20

  /// As it was asked for, for messages.
  public let command: String
  /// CLOCK_BOOTTIME nanoseconds of its start, and when it is ended at the latest.
  public let startedAt: UInt64
  /// When it is ended at the latest.
  public let deadline: UInt64
  /// The result, once it has ended.
  public private(set) var outcome: Outcome?

  private let pid: Int32
  private var pidfd: Int32
  /// Standard output and standard error.
  private var streams: [Stream]
  private var isLate = false

  /// Starts a program that is found on the PATH of the environment it gets.
  ///
  /// - Parameters:
  ///   - words: argv; the first is a name or an absolute path.
  ///   - environment: Complete.
  ///   - directory: Where it starts; nil stays.
  ///   - limit: After this long it is ended by SIGKILL.
  /// - Throws: `.absent` or `.spawn`.
  public init(
    _ words: [String], environment: [String: String], directory: String? = nil,
    limit: Duration
  ) throws(SystemdError) {
    command = words.joined(separator: " ")
    guard let name = words.first,
      let path = Self.find(name, on: environment["PATH"] ?? "/usr/bin:/bin")
    else {
      throw SystemdError(.absent, command: words.first ?? "", text: "not installed")
    }
    var output: [Int32] = [-1, -1]
    var errors: [Int32] = [-1, -1]
    guard lab_pipe(&output) == 0, lab_pipe(&errors) == 0 else {
      let number = errno
      for end in output + errors where end >= 0 { close(end) }
      throw Self.failed(command, "pipe", number)
    }
    var started: Int32 = 0
    var descriptor: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let code = withArguments(words) { argv in
      withArguments(environment.map { "\($0.key)=\($0.value)" }.sorted()) { envp in
        path.withCString { path in
          withOptional(directory) { directory in
            var options = lab_spawn_defaults()
            options.path = path
            options.argv = argv
            options.envp = envp
            options.cwd = directory
            options.new_session = 1
            options.fds = (-1, output[1], errors[1])
            return lab_spawn(&options, &started, &descriptor, &stage)
          }
        }
      }
    }
    close(output[1])
    close(errors[1])
    streams = [Stream(end: output[0]), Stream(end: errors[0])]
    pid = started
    pidfd = descriptor
    startedAt = lab_boottime()
    let parts = limit.components
    deadline =
      startedAt + UInt64(max(0, parts.seconds)) * 1_000_000_000
      + UInt64(max(0, parts.attoseconds / 1_000_000_000))
    guard code == 0 else {
      for index in streams.indices { streams[index].close() }
      throw Self.failed(command, stage.map { String(cString: $0) } ?? "spawn", code)
    }
    for stream in streams {
      _ = fcntl(stream.end, F_SETFL, fcntl(stream.end, F_GETFL) | O_NONBLOCK)
    }
  }

  deinit {
    if outcome == nil, pidfd >= 0 { end() }
    for index in streams.indices { streams[index].close() }
    if pidfd >= 0 { close(pidfd) }
  }

  /// What to poll for POLLIN; empty once it has ended.
  public var descriptors: [Int32] {
    outcome == nil ? streams.map(\.end).filter { $0 >= 0 } + [pidfd] : []
  }

  /// Takes in what it printed, notices its end, and ends it when its time is over. Never waits.
  ///
  /// - Returns: Whether it has ended.
  @discardableResult
  public func advance() -> Bool {
    if outcome != nil { return true }
    for index in streams.indices { streams[index].drain() }
    var entry = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    if poll(&entry, 1, 0) > 0 {
      finish()
    } else if lab_boottime() >= deadline, !isLate {
      isLate = true
      _ = lab_pidfd_send_signal(pidfd, SIGKILL)
    }
    return outcome != nil
  }

  /// Waits for its end, at most until its deadline and a second.
  public func wait() -> Outcome? {
    while !advance() {
      var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let now = lab_boottime()
      let left = deadline > now ? (deadline - now) / 1_000_000 + 1 : 5
      if isLate, now > deadline + 1_000_000_000 { return nil }
      poll(&polled, nfds_t(polled.count), Int32(min(left, 1000)))
    }
    return outcome
  }

  private func finish() {
    for index in streams.indices { streams[index].drain() }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    outcome = Outcome(
      status: lab_wait_exited(status) != 0 ? lab_wait_code(status) : 128 + lab_wait_signal(status),
      output: streams[0].bytes, errors: streams[1].bytes, isLate: isLate)
  }

  private func end() {
    _ = lab_pidfd_send_signal(pidfd, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  }

  private static func failed(_ command: String, _ step: String, _ number: Int32) -> SystemdError {
    SystemdError(
      .spawn(errno: number), command: command, text: "\(step): \(String(cString: strerror(number)))"
    )
  }

  /// The first executable of that name.
  static func find(_ name: String, on path: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    for folder in path.split(separator: ":") where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    return nil
  }
}

/// The reading end of a pipe, and what came through it.
private struct Stream {
  /// -1 once everybody has closed the other end: at its end a pipe stays readable.
  var end: Int32
  var bytes: [UInt8] = []

  /// Takes in what is there; what goes over the limit is read away.
  mutating func drain() {
    while end >= 0 {
      var count = 0
      let part = [UInt8](unsafeUninitializedCapacity: 1 << 14) { buffer, initialized in
        repeat { count = read(end, buffer.baseAddress, 1 << 14) } while count < 0 && errno == EINTR
        initialized = max(0, count)
      }
      if count < 0 { return }
      if count == 0 { return close() }
      bytes += part.prefix(max(0, CommandRun.outputLimit - bytes.count))
    }
  }

  mutating func close() {
    if end >= 0 { _ = Glibc.close(end) }
    end = -1
  }
}

/// Lends the strings as a null-terminated argv.
private func withArguments<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}

/// Lends a string as a C string, or NULL.
private func withOptional<Result>(
  _ text: String?, _ body: (UnsafePointer<CChar>?) -> Result
) -> Result {
  guard let text else { return body(nil) }
  return text.withCString(body)
}
