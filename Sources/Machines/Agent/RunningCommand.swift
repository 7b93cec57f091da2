internal import CLinux
internal import Glibc

/// A session's command while it runs, with what it is connected to.
final class RunningCommand {
  /// Readable when it has ended.
  let pidfd: Int32
  private let pid: pid_t
  /// The terminal's master, or the reading end of standard output; -1 once closed.
  private(set) var output: Int32 = -1
  /// The reading end of standard error; -1 with a terminal, and once closed.
  private(set) var errorOutput: Int32 = -1
  /// The writing end of standard input, or the terminal's master; -1 once closed.
  private var input: Int32 = -1
  private let hasTerminal: Bool
  private let isLogin: Bool
  private let script: String?
  private var pending: [UInt8] = []
  private var inputEnds = false

  /// - Throws: `failed`, naming the step and the file.
  init(_ request: SessionRequest) throws(MachineError) {
    hasTerminal = request.terminal != nil
    var options = lab_spawn_defaults()
    // A session of its own, so that a hang-up reaches all of it and nobody else.
    options.new_session = 1
    var name = [CChar](repeating: 0, count: 64)
    var ends: [Int32] = []
    var own: [Int32] = []
    if let terminal = request.terminal {
      var size = winsize(
        ws_row: terminal.rows, ws_col: terminal.columns, ws_xpixel: 0, ws_ypixel: 0)
      var master: Int32 = -1
      let failure = lab_openpty(&master, &name, &size)
      guard failure == 0 else { throw Self.failed("openpty", failure) }
      own = [master]
    }
    let path = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let terminal = request.terminal == nil ? nil : String(decoding: path, as: UTF8.self)
    let command: SessionCommand
    do {
      command = try SessionCommand(request, terminal: terminal)
    } catch {
      for end in own { close(end) }
      throw error
    }
    isLogin = command.isLogin
    script = command.script
    if let terminal {
      Self.handOver(terminal, to: command.owner)
      if command.isLogin {
        // It sees the terminal, but leaves it to the one that takes it.
        let slave = open(terminal, O_RDWR | O_NOCTTY | O_CLOEXEC)
        if slave >= 0 { ends = [slave] }
        options.fds = (slave, slave, slave)
      }
    } else {
      for _ in 0..<3 {
        var pipe: [Int32] = [-1, -1]
        guard lab_pipe(&pipe) == 0 else {
          let failure = errno
          for end in ends + own { close(end) }
          throw Self.failed("pipe", failure)
        }
        // The first is standard input: the command reads, we write.
        ends.append(ends.isEmpty ? pipe[0] : pipe[1])
        own.append(own.isEmpty ? pipe[1] : pipe[0])
      }
      options.fds = (ends[0], ends[1], ends[2])
    }
    defer { for end in ends { close(end) } }
    for end in own { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
    if let account = command.account {
      options.set_user = 1
      options.uid = account.uid
      options.gid = account.gid
    }
    var started: pid_t = 0
    var descriptor: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let groups = command.account?.groups ?? []
    let failure = withCStrings(command.arguments) { argv in
      withCStrings(command.environment) { envp in
        command.path.withCString { path in
          command.directory.withCString { directory in
            name.withUnsafeBufferPointer { name in
              groups.withUnsafeBufferPointer { groups in
                options.path = path
                options.argv = argv
                options.envp = envp
                options.cwd = directory
                options.terminal =
                  terminal == nil || command.isLogin ? nil : name.baseAddress
                options.groups = groups.baseAddress
                options.n_groups = Int32(groups.count)
                options.umask_value = 0o022
                return lab_spawn(&options, &started, &descriptor, &stage)
              }
            }
          }
        }
      }
    }
    guard failure == 0 else {
      for end in own { close(end) }
      let step = stage.map { String(cString: $0) } ?? ""
      throw Self.failed(
        step == "chdir" ? command.directory : step == "exec" ? command.path : step, failure)
    }
    pid = started
    pidfd = descriptor
    if hasTerminal {
      output = own[0]
      input = output
    } else {
      input = own[0]
      output = own[1]
      errorOutput = own[2]
    }
  }

  deinit {
    closeAll()
    if let script { unlink(script) }
    close(pidfd)
  }

  // MARK: - Input

  /// How much waits to be read by the command.
  var backlog: Int { pending.count }
  /// For poll(2): where the rest of the input goes; -1 where nothing waits.
  var waitingInput: Int32 { pending.isEmpty ? -1 : input }

  func write(_ bytes: [UInt8]) {
    guard input >= 0 else { return }
    pending += bytes
    flush()
  }

  func endInput() {
    inputEnds = true
    flush()
  }

  func flush() {
    while !pending.isEmpty, input >= 0 {
      let count = pending.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
      if count > 0 {
        pending.removeFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        // Nobody reads any more.
        pending = []
        if !hasTerminal { closeInput() }
        return
      }
    }
    // A terminal's end is a key that the learner types, or its hang-up.
    if inputEnds, !hasTerminal { closeInput() }
  }

  private func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  func resize(_ terminal: SessionRequest.Terminal) {
    guard hasTerminal, output >= 0 else { return }
    var size = winsize(ws_row: terminal.rows, ws_col: terminal.columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = lab_winsize_set(output, &size)
  }

  /// Closes the terminal, which the kernel tells its session; without one, the session is told.
  func hangUp() {
    closeAll()
    guard !hasTerminal else { return }
    // Not reaped yet, so the number is still this session's; runuser ends what it has started.
    if isLogin { kill(pid, SIGTERM) } else { kill(-pid, SIGHUP) }
  }

  private func closeAll() {
    for descriptor in Set([input, output, errorOutput]) where descriptor >= 0 { close(descriptor) }
    input = -1
    output = -1
    errorOutput = -1
    pending = []
  }

  // MARK: - Output

  /// What it has written; empty where there is nothing now. What has come to its end is closed.
  func readOutput() -> [UInt8] { Self.read(&output) { if self.hasTerminal { self.input = -1 } } }
  /// The same of standard error.
  func readErrorOutput() -> [UInt8] { Self.read(&errorOutput) {} }

  private static func read(_ descriptor: inout Int32, atEnd: () -> Void) -> [UInt8] {
    guard descriptor >= 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: Frame.chunk)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 { return Array(buffer[..<count]) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return [] }
      // The end of a pipe; EIO of a terminal that nobody has open.
      close(descriptor)
      descriptor = -1
      atEnd()
      return []
    }
  }

  // MARK: - The end

  /// How it ended; nil while it runs. Only once: it is reaped.
  func ending() -> SessionEnding? {
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    return lab_wait_exited(status) != 0
      ? SessionEnding(code: lab_wait_code(status)) : SessionEnding(signal: lab_wait_signal(status))
  }

  /// The terminal is its user's, as after a login.
  private static func handOver(_ path: String, to owner: Account?) {
    guard let owner else { return }
    chown(path, owner.uid, gid_t.max)
    chmod(path, 0o620)
  }

  private static func failed(_ step: String, _ number: Int32) -> MachineError {
    MachineError(.failed, "\(step): \(String(cString: strerror(number)))")
  }
}

/// Lends the strings as a null-terminated argv.
func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
