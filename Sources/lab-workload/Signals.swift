import CLinux
import Glibc

/// Signals by name, signal(7); "TERM", "SIGTERM", "term" and "15" are the same.
enum SignalName {
  private static let all: [(String, Int32)] = [
    ("HUP", SIGHUP), ("INT", SIGINT), ("QUIT", SIGQUIT), ("ILL", SIGILL), ("TRAP", SIGTRAP),
    ("ABRT", SIGABRT), ("BUS", SIGBUS), ("FPE", SIGFPE), ("KILL", SIGKILL), ("USR1", SIGUSR1),
    ("SEGV", SIGSEGV), ("USR2", SIGUSR2), ("PIPE", SIGPIPE), ("ALRM", SIGALRM), ("TERM", SIGTERM),
    ("STKFLT", 16), ("CHLD", SIGCHLD), ("CONT", SIGCONT), ("STOP", SIGSTOP), ("TSTP", SIGTSTP),
    ("TTIN", SIGTTIN), ("TTOU", SIGTTOU), ("URG", SIGURG), ("XCPU", SIGXCPU), ("XFSZ", SIGXFSZ),
    ("VTALRM", SIGVTALRM), ("PROF", SIGPROF), ("WINCH", SIGWINCH), ("IO", SIGIO), ("PWR", SIGPWR),
    ("SYS", SIGSYS),
  ]

  /// si_code of a signal that the kernel made by itself: SI_KERNEL of sigaction(2).
  static let fromKernel: Int32 = 0x80

  static func number(_ text: String) -> Int32? {
    if let number = Int32(text) { return (1...31).contains(number) ? number : nil }
    var name = text.uppercased()
    if name.hasPrefix("SIG") { name.removeFirst(3) }
    return all.first { $0.0 == name }?.1
  }

  static func name(_ number: Int32) -> String {
    all.first { $0.1 == number }?.0 ?? String(number)
  }
}

/// The signals that this process catches, one after the other, away from the handlers.
final class SignalInbox {
  /// Opened with the first signal to catch: who catches none has no pipe to show.
  private var descriptor: Int32 = -1
  /// Ignored by whoever started this process: they stay ignored (nohup, `&` in a script).
  private let inherited: UInt64

  init(inherited: UInt64) {
    self.inherited = inherited
  }

  /// What poll(2) waits on for signals; -1 where none is caught.
  var readEnd: Int32 { descriptor }

  func wasIgnored(_ signal: Int32) -> Bool { inherited >> UInt64(signal - 1) & 1 == 1 }

  /// Begins to catch a signal, unless it was ignored from the start and nobody insists.
  /// Returns false for those that can't be caught.
  @discardableResult
  func catches(_ signal: Int32, evenIfIgnored: Bool = false) -> Bool {
    if wasIgnored(signal), !evenIfIgnored { return true }
    descriptor = lab_signals_open()
    return descriptor >= 0 && lab_signals_catch(signal) == 0
  }

  /// The next signal that came in, if any.
  func next() -> lab_signal? {
    if descriptor < 0 { return nil }
    var seen = lab_signal()
    let size = MemoryLayout<lab_signal>.size
    while true {
      let count = read(descriptor, &seen, size)
      if count == size { return seen }
      if count < 0, errno == EINTR { continue }
      return nil
    }
  }

  /// Sleeps until a signal came in or `deadline` (monotonic nanoseconds) is there.
  /// Returns whether there is a signal.
  @discardableResult
  func wait(until deadline: UInt64) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let now = lab_monotonic()
      let left = deadline > now ? min((deadline - now) / 1_000_000 + 1, 3_600_000) : 0
      let count = poll(&wanted, descriptor < 0 ? 0 : 1, Int32(left))
      if count > 0 { return true }
      if count == 0, lab_monotonic() >= deadline { return false }
    }
  }
}

let second: UInt64 = 1_000_000_000
let millisecond: UInt64 = 1_000_000
