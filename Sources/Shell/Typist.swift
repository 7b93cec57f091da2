import Glibc

/// What came of a typed line.
public struct TypedResult: Equatable, Sendable {
  /// Everything that was written to the terminal until bash waited again, its prompt left out.
  public var output: String
  /// `$?` at the prompt; 0 where bash waits for the rest of a command.
  public var status: Int32
  /// Whether bash waits for the rest of a command (PS2) rather than for a new one.
  public var wantsMore: Bool
}

/// Types lines into a real bash on a pseudo-terminal and waits for its prompts.
///
/// What a person at the keyboard would do, for verifying solutions and for tests. Every wait has a
/// deadline, given as a duration from now; while it waits, the terminal is read, so that nobody
/// blocks on a full one.
public final class Typist {
  /// The bash at the other end.
  public let session: BashSession
  /// All that the terminal showed, and the lines typed, each after `$ `.
  public private(set) var transcript = ""
  /// The shell's wait status, waitpid(2), once it has ended.
  public var waitStatus: Int32? { session.waitStatus }
  /// `$$` of the shell.
  public var shellPID: Int32 { session.shellPID }
  /// `$PWD` at the last prompt.
  public var directory: String { session.lastPrompt.directory }
  /// `$?` at the last prompt.
  public var status: Int32 { session.lastPrompt.status }

  private var output: [UInt8] = []
  private var isReady = false
  private var wantsMore = false
  private var hasEnded = false

  /// Starts a bash and waits for its first prompt, 10 seconds at most.
  ///
  /// - Parameters:
  ///   - environment: `NAME=value`; nil for this process's own.
  ///   - historyFile: bash's HISTFILE; nil for none.
  /// - Throws: `ShellError`.
  public init(
    directory: String? = nil, environment: [String]? = nil, historyFile: String? = nil,
    size: TerminalSize = TerminalSize()
  ) throws(ShellError) {
    session = try BashSession(
      environment: environment, directory: directory, historyFile: historyFile, size: size)
    _ = try waitForPrompt(deadline: .seconds(10))
  }

  /// Types a line and Return, and waits until bash waits again.
  ///
  /// - Throws: `ShellError` with code `timedOut` or `ended`; the output so far is in `transcript`.
  public func run(_ line: String, deadline: Duration = .seconds(10)) throws(ShellError)
    -> TypedResult
  {
    type(line)
    return try waitForPrompt(deadline: deadline)
  }

  /// Types a line and Return, without waiting: for a program that stays in the foreground.
  public func type(_ line: String) {
    transcript += "$ \(line)\n"
    output = []
    // With a program in the foreground the keys are the program's.
    let isBash = session.state == .prompt || session.state == .continuation
    isReady = false
    if isBash { session.send(line: line) } else { session.sendRaw(Array(line.utf8) + [13]) }
  }

  /// Presses keys, in the notation of `KeyNotation`: `^Z`, `^C`, `42^M`.
  ///
  /// At the prompt plain text goes into bash's line, and Return sends it.
  public func keys(_ notation: String) {
    let bytes = KeyNotation.bytes(notation)
    // Keys pressed sooner than a person could: a child of bash that has not begun its program yet
    // still ignores Ctrl-Z, as bash does.
    _ = waitForForeground(deadline: .seconds(1))
    if session.state == .prompt || session.state == .continuation {
      isReady = false
      var line: [UInt8] = []
      for byte in bytes where session.state != .ended {
        if byte == 13 {
          type(String(decoding: line, as: UTF8.self))
          line = []
        } else if byte == 3 {
          line = []
          session.interrupt()
        } else {
          line.append(byte)
        }
      }
      // Ctrl-D at the prompt is bash's to understand.
      if !line.isEmpty {
        session.state = .running
        session.sendRaw(line)
      }
    } else {
      session.sendRaw(bytes)
    }
  }

  /// Waits until bash is at a prompt, or at PS2, and says what was written meanwhile.
  public func waitForPrompt(deadline: Duration = .seconds(10)) throws(ShellError) -> TypedResult {
    let came = pump(deadline: deadline) { [self] in isReady || hasEnded }
    if isReady {
      defer { output = [] }
      return TypedResult(
        output: Self.text(output),
        status: wantsMore ? 0 : session.lastPrompt.status, wantsMore: wantsMore)
    }
    if hasEnded || !came && session.state == .ended {
      throw ShellError(.ended, "bash \(shellPID) has ended")
    }
    throw ShellError(.timedOut, "no prompt within \(deadline); the last lines: \(tail)")
  }

  /// Waits until the output since the last line holds a text.
  ///
  /// - Returns: whether it came in time.
  public func waitForOutput(containing text: String, deadline: Duration = .seconds(10)) -> Bool {
    pump(deadline: deadline) { [self] in
      String(decoding: output, as: UTF8.self).contains(text)
    }
  }

  /// Waits until bash has ended and returns its wait status; nil if it hasn't in time.
  public func waitForEnd(deadline: Duration = .seconds(10)) -> Int32? {
    _ = pump(deadline: deadline) { [self] in hasEnded }
    return waitStatus
  }

  /// Reads the terminal until a condition holds, which is asked at least every 20 ms.
  ///
  /// - Returns: whether it held in time.
  @discardableResult
  public func pump(deadline: Duration, until isDone: () -> Bool) -> Bool {
    let end = ContinuousClock.now + deadline
    while true {
      take(session.readEvents())
      if isDone() { return true }
      let left = end - .now
      if left <= .zero { return false }
      let wait = min(left, session.timeout ?? .milliseconds(20), .milliseconds(20))
      var events = Int16(POLLIN)
      if session.wantsWrite { events |= Int16(POLLOUT) }
      var descriptors = [
        pollfd(fd: session.masterFD, events: events, revents: 0),
        pollfd(fd: session.pidFD, events: Int16(POLLIN), revents: 0),
      ]
      poll(&descriptors, 2, BashSession.milliseconds(of: wait))
      // A terminal whose other side is closed is always ready: don't spin on it.
      if descriptors[0].revents & Int16(POLLHUP) != 0 && session.state != .ended { usleep(1000) }
    }
  }

  /// Waits until a program other than bash has the terminal and has begun.
  ///
  /// - Returns: its process group; nil if bash has the terminal, or waits for a line.
  public func waitForForeground(deadline: Duration = .seconds(10)) -> Int32? {
    var group: Int32?
    pump(deadline: deadline) { [self] in
      if isReady || hasEnded { return true }
      guard let found = session.foregroundGroup(), found != shellPID, hasBegun(found) else {
        return false
      }
      group = found
      return true
    }
    return group
  }

  /// Whether a child of bash is past the moment at which it still ignores SIGTSTP as bash does.
  ///
  /// Interface: `/proc/PID/status`, SigIgn, described in proc_pid_status(5).
  private func hasBegun(_ pid: Int32) -> Bool {
    let file = open("/proc/\(pid)/status", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return true }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(file, &bytes, bytes.count)
    let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("SigIgn:") }),
      let mask = UInt64(line.dropFirst(7).filter { $0.isHexDigit }, radix: 16)
    else { return true }
    let name = lines.first { $0.hasPrefix("Name:") } ?? ""
    return mask >> UInt64(SIGTSTP - 1) & 1 == 0 || !name.hasSuffix("\tbash")
  }

  /// The process group in the foreground of the terminal, tcgetpgrp(3).
  public func foregroundGroup() -> Int32? { session.foregroundGroup() }

  /// Closes the window, as it were: the kernel sends SIGHUP to bash.
  public func hangUp() { session.hangUp() }

  private func take(_ events: [SessionEvent]) {
    for event in events {
      switch event {
      case .output(let bytes):
        output += bytes
        transcript += Self.text(bytes)
      case .promptReady:
        isReady = true
        wantsMore = false
      case .continuation:
        isReady = true
        wantsMore = true
      case .commandStarted: break
      case .ended: hasEnded = true
      }
    }
  }

  /// Line breaks without the return that the terminal put before them.
  private static func text(_ bytes: [UInt8]) -> String {
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == 13, index + 1 < bytes.count, bytes[index + 1] == 10 { continue }
      kept.append(byte)
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private var tail: String {
    String(decoding: output.suffix(300), as: UTF8.self)
  }
}
