import CLinux
import Glibc
import LineEditor
import Machines
import Shell

/// Gives this terminal to a command in a machine: every key goes in, every byte comes out, and a
/// window that is closed here is closed there.
struct TerminalRelay {
  /// The size of this terminal, as a session wants it.
  static var size: SessionRequest.Terminal {
    let size = TerminalSize(of: 0) ?? TerminalSize()
    return SessionRequest.Terminal(
      columns: UInt16(clamping: size.columns), rows: UInt16(clamping: size.rows))
  }

  /// What of this terminal a command in the machine should know.
  static func environment() -> [String: String] {
    var values = ["TERM": "xterm"]
    for name in ["TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE"] {
      guard let value = getenv(name) else { continue }
      values[name] = String(cString: value)
    }
    return values
  }

  /// Called each time that so long has passed.
  var tickEvery = Duration.seconds(2)
  var onTick: () -> Void = {}
  /// Called once, before the first output is shown.
  var whenItSpeaks: () -> Void = {}

  /// Relays until the command ends.
  ///
  /// - Returns: its status as a shell gives it; 129 where this window was closed.
  /// - Throws: `MachineError` where the machine went away; the terminal is as it was before.
  func run(_ session: ChannelSession) throws -> (status: Int32, wasHungUp: Bool) {
    let modes = ScreenModes()
    let signals = SignalQueue()
    modes?.raw()
    var screen = ScreenWriter()
    defer {
      modes?.cooked()
      signals.end()
    }
    var nextTick = ContinuousClock.now + tickEvery
    var hungUp: ContinuousClock.Instant?
    var isSilent = true
    while true {
      if nextTick <= .now {
        onTick()
        nextTick = .now + tickEvery
      }
      if let hungUp, hungUp < .now { return (129, true) }
      wait(session, signals, until: min(nextTick, hungUp ?? nextTick), takesKeys: hungUp == nil)
      for signal in signals.take() {
        switch signal {
        case SIGWINCH: session.resize(Self.size)
        case SIGCONT: modes?.raw()
        case SIGHUP, SIGTERM:
          session.hangUp()
          // bash tells its jobs, the lab inside says when its learner left; then it is enough.
          hungUp = .now + .seconds(3)
        default: break
        }
      }
      if hungUp == nil, !takeKeys(session) {
        session.hangUp()
        hungUp = .now + .seconds(3)
      }
      do {
        for output in try session.receive(within: .zero) {
          if isSilent { whenItSpeaks() }
          isSilent = false
          switch output {
          case .output(let bytes), .errorOutput(let bytes): screen.write(bytes)
          case .ended(let ending):
            if let error = ending.error { throw MachineError(.failed, error) }
            return (ending.status, hungUp != nil)
          }
        }
      } catch {
        if hungUp != nil { return (129, true) }
        // What was drawn there may have left the terminal in a mode of its own.
        screen.write("\u{1b}[?1049l\u{1b}[?2004l\u{1b}[?25h\u{1b}[0m\r\n")
        throw error
      }
    }
  }

  private func wait(
    _ session: ChannelSession, _ signals: SignalQueue, until deadline: ContinuousClock.Instant,
    takesKeys: Bool
  ) {
    let input = Int16(POLLIN)
    var entries = [
      pollfd(fd: takesKeys && !session.wantsWrite ? 0 : -1, events: input, revents: 0),
      pollfd(fd: signals.descriptor, events: input, revents: 0),
      pollfd(
        fd: session.descriptor, events: input | (session.wantsWrite ? Int16(POLLOUT) : 0),
        revents: 0),
    ]
    let left = max(deadline - .now, .zero)
    poll(&entries, nfds_t(entries.count), BashSession.milliseconds(of: left))
  }

  /// - Returns: false where this terminal is gone.
  private func takeKeys(_ session: ChannelSession) -> Bool {
    var entry = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard !session.wantsWrite, poll(&entry, 1, 0) > 0 else { return true }
    guard entry.revents & Int16(POLLIN) != 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(0, &buffer, buffer.count)
    if count > 0 {
      session.send(buffer.prefix(count))
      return true
    }
    return count < 0 && (errno == EINTR || errno == EAGAIN)
  }
}
