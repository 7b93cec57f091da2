public import CLinux
import Glibc

/// A real, interactive bash on a pseudo-terminal of its own, driven by polling.
///
/// Wait until `masterFD` (for reading, and for writing while `wantsWrite`) or `pidFD` is ready, or
/// `timeout` has passed; then call `readEvents()`. Nothing here blocks except `complete`, and it has
/// a deadline. bash shows as `bash -i` in `ps`, reads the learner's own `~/.bashrc`, and keeps its
/// own PS1, PROMPT_COMMAND, aliases and completion. Not for use by two threads at once.
public final class BashSession {
  /// Where the session stands between two lines.
  public enum State: Equatable, Sendable {
    /// bash reads its start-up files; keys go to it as they are.
    case starting
    /// At the primary prompt: `send(line:)` is welcome.
    case prompt
    /// At PS2: the next line goes on with the last one.
    case continuation
    /// A line was sent; its echo is being dropped.
    case echoing
    /// A command runs; keys go to it as they are.
    case running
    /// Between a command and the prompt: keys must wait.
    case settling
    /// bash is gone.
    case ended
  }

  /// Where the session stands.
  public internal(set) var state = State.starting
  /// The process id of bash: `$$`.
  public let shellPID: pid_t
  /// pidfd_open(2) of bash: readable when it has ended. -1 after the end.
  public private(set) var pidFD: Int32
  /// The master side of the pseudo-terminal, non-blocking. -1 after the end.
  public private(set) var masterFD: Int32
  /// Path of the terminal that bash sees, such as `/dev/pts/4`.
  public let terminalPath: String
  /// What bash said at its last prompt.
  public internal(set) var lastPrompt = PromptReport(status: 0, directory: "", prompt: "")
  /// Wait status of bash once it has ended, waitpid(2).
  public private(set) var waitStatus: Int32?

  let nonce: String
  let historyFile: String?
  var parser: MarkParser
  var startup: StartupFile?
  /// What came since a line was sent, until it is known where bash's echo of it ends.
  var echo: [UInt8] = []
  /// What bash wrote while starting and may be the beginning of its first prompt.
  var held: [UInt8] = []
  var sentLine = ""
  var hasLineEditing = true
  /// TERM is dumb: bash's line editor can't move the cursor.
  var isDumb = false
  var starting = Starting.waitingForPrompt
  /// When the state is looked at again though no byte came.
  var deadline: ContinuousClock.Instant?
  var startedAt = ContinuousClock.now
  var completion: [[UInt8]]?
  /// Events that came while `complete` waited for its answer.
  var waiting: [SessionEvent] = []
  /// bash has said everything before its prompt, which it draws next.
  var told = false
  /// bash draws PS2.
  var isContinuing = false
  /// How often the start-up file was read without bash coming to a prompt since.
  var sourced = 0
  /// The echo has a redrawn prompt in it.
  var echoHasPrompt = false
  var settling: ContinuousClock.Instant?
  /// bash redraws its prompt, which the learner has on the screen already.
  var expectsRedraw = false
  private var unsent: [UInt8] = []
  private(set) var columns: Int
  /// How often an interrupt is still repeated if no prompt comes.
  var interruptsLeft = 0
  private var reaped = false
  private var buffer = [UInt8](repeating: 0, count: 16384)

  enum Starting {
    case waitingForPrompt, sourcing, done
    /// No prompt that we know came: somebody else has the terminal.
    case lost
  }

  /// Starts bash.
  ///
  /// - Parameters:
  ///   - environment: `NAME=value` of bash; nil for this process's own.
  ///   - directory: where it starts; nil for this process's own.
  ///   - historyFile: its HISTFILE, so that the learner's own history is left alone; nil for none.
  ///   - size: of its window.
  ///   - settings: of its terminal, such as the learner's own; nil for the kernel's defaults with
  ///     UTF-8 erase.
  /// - Throws: `ShellError` with the system call's errno.
  public init(
    environment: [String]? = nil, directory: String? = nil, historyFile: String? = nil,
    size: TerminalSize = TerminalSize(), settings: termios? = nil
  ) throws(ShellError) {
    var random = SystemRandomNumberGenerator()
    nonce = String(random.next() as UInt64, radix: 36)
    self.historyFile = historyFile
    columns = size.columns
    parser = MarkParser(nonce: nonce)

    var master: Int32 = -1
    var name = [CChar](repeating: 0, count: 64)
    var window = size.winsize
    let failure = lab_openpty(&master, &name, &window)
    guard failure == 0 else { throw ShellError(.noTerminal, "open a terminal", errno: failure) }
    _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
    var modes = termios()
    if let settings {
      modes = settings
    } else {
      tcgetattr(master, &modes)
      modes.c_iflag |= tcflag_t(IUTF8)
    }
    tcsetattr(master, TCSANOW, &modes)
    terminalPath = String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)

    let places: [String] = ["/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash"]
    let bash = places.first { access($0, X_OK) == 0 } ?? "/bin/bash"
    let result = Self.spawn(
      bash, environment: environment ?? Self.ownEnvironment(), directory: directory, terminal: name)
    switch result {
    case .success(let (pid, pidfd)):
      shellPID = pid
      pidFD = pidfd
      masterFD = master
    case .failure(let error):
      close(master)
      throw error
    }
    deadline = ContinuousClock.now + .milliseconds(5)
  }

  deinit {
    startup?.remove()
    if masterFD >= 0 { close(masterFD) }
    var status: Int32 = 0
    if !reaped {
      // The hang-up ends it at once; who ignores that is left to the reaper.
      var descriptor = pollfd(fd: pidFD, events: Int16(POLLIN), revents: 0)
      poll(&descriptor, 1, 200)
      waitpid(shellPID, &status, WNOHANG)
    }
    if pidFD >= 0 { close(pidFD) }
  }

  /// This process's environment as `NAME=value`.
  public static func ownEnvironment() -> [String] {
    var list: [String] = []
    var next = environ
    while let entry = next.pointee {
      list.append(String(cString: entry))
      next += 1
    }
    return list
  }

  private static func spawn(
    _ bash: String, environment: [String], directory: String?, terminal: [CChar]
  ) -> Result<(pid_t, Int32), ShellError> {
    var argv: [UnsafeMutablePointer<CChar>?] =
      [strdup("bash"), strdup("-i"), nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    let path = strdup(bash)
    let cwd = directory.flatMap { strdup($0) }
    defer {
      for pointer in argv + envp + [path, cwd] { free(pointer) }
    }
    var pid: pid_t = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let failure = terminal.withUnsafeBufferPointer { pts in
      argv.withUnsafeMutableBufferPointer { argv in
        envp.withUnsafeMutableBufferPointer { envp in
          var options = lab_spawn_defaults()
          options.path = UnsafePointer(path)
          options.argv = UnsafePointer(argv.baseAddress)
          options.envp = UnsafePointer(envp.baseAddress)
          options.cwd = UnsafePointer(cwd)
          options.terminal = pts.baseAddress
          options.new_session = 1
          return lab_spawn(&options, &pid, &pidfd, &stage)
        }
      }
    }
    guard failure == 0 else {
      let step = stage.map { String(cString: $0) } ?? "spawn"
      return .failure(ShellError(.notStarted, "start \(bash) (\(step))", errno: failure))
    }
    return .success((pid, pidfd))
  }

  /// A duration for poll(2): milliseconds, rounded up, never negative.
  public static func milliseconds(of duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    let total = seconds.multipliedReportingOverflow(by: 1000)
    guard !total.overflow, seconds >= 0 else { return seconds < 0 ? 0 : .max }
    return Int32(
      clamping: total.partialValue + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  // MARK: - Sending

  /// Whether bytes wait until the terminal takes them: poll for writing, then `readEvents()`.
  public var wantsWrite: Bool { !unsent.isEmpty && masterFD >= 0 }

  /// How long `readEvents()` may be put off though no descriptor is ready; nil: as long as you like.
  ///
  /// For poll(2), `milliseconds(of:)` rounds up.
  public var timeout: Duration? {
    guard let deadline else { return nil }
    return max(.zero, deadline - ContinuousClock.now)
  }

  /// Gives bash a line, as at the keyboard followed by Return, its echo dropped.
  ///
  /// It goes as a bracketed paste, so that no character of it completes, expands or is bound.
  public func send(line: String) {
    guard state != .ended else { return }
    sentLine = line
    echoHasPrompt = expectsRedraw
    expectsRedraw = false
    echo = []
    let text = line.utf8.filter { $0 != 0x1b && $0 != 0 }
    guard hasLineEditing else {
      state = .echoing
      deadline = .now + .milliseconds(300)
      return sendRaw(Array(text.map { $0 == 13 ? 10 : $0 }) + [10])
    }
    // bash's own line editor writes to standard error; moved away, nothing of it comes here.
    state = echoesHere ? .echoing : .running
    deadline = state == .echoing ? .now + .milliseconds(300) : nil
    let paste = text.isEmpty ? [] : Array("\u{1b}[200~".utf8) + text + Array("\u{1b}[201~".utf8)
    sendRaw(paste + [13])
  }

  /// Gives the terminal bytes as a keyboard would.
  public func sendRaw(_ bytes: some Sequence<UInt8>) {
    guard masterFD >= 0 else { return }
    unsent += bytes
    flush()
  }

  /// Presses Ctrl-C.
  ///
  /// At a prompt of bash it is repeated until a new prompt comes: a SIGINT that reaches bash just
  /// before it waits for a key is not acted on until the next key.
  public func interrupt() {
    if state == .prompt || state == .continuation {
      state = .running
      interruptsLeft = 5
      deadline = .now + .milliseconds(100)
    }
    sendRaw([3])
  }

  /// Presses Ctrl-D at PS2: bash complains of the unfinished command and shows its prompt again.
  public func endOfInput() {
    if state == .continuation { state = .running }
    sendRaw([4])
  }

  /// Whether keys may go to the terminal as they are: a program runs, or bash's start-up files have
  /// been at work for so long that they may be asking something.
  public var takesKeys: Bool {
    switch state {
    case .running: true
    case .starting: starting == .lost || startedAt + .seconds(3) < .now
    default: false
    }
  }

  func flush() {
    while !unsent.isEmpty, masterFD >= 0 {
      let count = unsent.withUnsafeBytes { write(masterFD, $0.baseAddress, min($0.count, 4096)) }
      if count > 0 {
        unsent.removeFirst(count)
      } else if errno != EINTR {
        if errno != EAGAIN { unsent = [] }
        return
      }
    }
  }

  /// Tells bash's terminal the size of the window.
  ///
  /// At the prompt bash draws its hidden prompt again, which nobody is to see. It does so at once:
  /// put off to the next line, the redrawn prompt would come in the midst of what that line writes.
  public func resize(_ size: TerminalSize) {
    guard masterFD >= 0 else { return }
    var window = size.winsize
    columns = size.columns
    if state == .prompt || state == .continuation {
      expectsRedraw = true
      deadline = .now + .milliseconds(60)
    }
    lab_winsize_set(masterFD, &window)
  }

  /// The process group that has bash's terminal, tcgetpgrp(3); nil if there is none.
  public func foregroundGroup() -> pid_t? {
    guard masterFD >= 0 else { return nil }
    let group = lab_foreground_group(masterFD)
    return group > 0 ? group : nil
  }

  /// Whether somebody reads the terminal byte by byte, as bash's line editor does.
  var isRaw: Bool {
    var modes = termios()
    guard masterFD >= 0, tcgetattr(masterFD, &modes) == 0 else { return false }
    return modes.c_lflag & tcflag_t(ICANON) == 0
  }

  private var echoesHere: Bool {
    var target = [CChar](repeating: 0, count: 256)
    let length = readlink("/proc/\(shellPID)/fd/2", &target, target.count)
    // Unreadable (another user's shell): believe the usual. Closed: it has none.
    guard length > 0 else { return errno != ENOENT }
    return target.prefix(length).elementsEqual(terminalPath.utf8.map { CChar(bitPattern: $0) })
  }

  // MARK: - Reading

  /// Everything that happened since the last call. Never blocks.
  public func readEvents() -> [SessionEvent] {
    flush()
    var events = waiting
    waiting = []
    guard state != .ended else { return events }
    var hasEnded = reap()
    events += drain()
    // What bash wrote last came before its end, but may have come after our first look.
    if hasEnded { events += drain() }
    if !hasEnded { hasEnded = masterFD < 0 && reap() }
    if hasEnded {
      let rest = parser.takeHeld() + echo + held
      if !rest.isEmpty { events.append(.output(rest)) }
      state = .ended
      deadline = nil
      closeAll()
      events.append(.ended(waitStatus: waitStatus ?? 0))
    } else {
      events += lookAtClock()
    }
    return events
  }

  private func drain() -> [SessionEvent] {
    guard masterFD >= 0 else { return [] }
    var events: [SessionEvent] = []
    var total = 0
    while total < 1 << 20 {
      let count = read(masterFD, &buffer, buffer.count)
      if count > 0 {
        total += count
        for piece in parser.feed(buffer.prefix(count)) { events += handle(piece) }
      } else if count < 0 && errno == EINTR {
        continue
      } else {
        return events
      }
    }
    return events
  }

  private func reap() -> Bool {
    if reaped { return true }
    var status: Int32 = 0
    let found = waitpid(shellPID, &status, WNOHANG)
    guard found == shellPID || (found < 0 && errno == ECHILD) else { return false }
    reaped = true
    waitStatus = status
    return true
  }

  private func closeAll() {
    startup?.remove()
    startup = nil
    if masterFD >= 0 { close(masterFD) }
    if pidFD >= 0 { close(pidFD) }
    masterFD = -1
    pidFD = -1
  }

  /// Hangs the terminal up, as closing its window does: bash gets SIGHUP and passes it on.
  ///
  /// `pidFD` tells when bash is gone; `readEvents()` then says so.
  public func hangUp() {
    guard masterFD >= 0 else { return }
    close(masterFD)
    masterFD = -1
    unsent = []
  }
}
