import CReadline
import Glibc

/// The signals of a terminal, taken by a poll(2) loop in its own time, signalfd(2).
public struct SignalQueue {
  /// Readable when one came.
  public let descriptor: Int32
  private let before: sigset_t
  private let handlers: [(signal: Int32, handler: (@convention(c) (Int32) -> Void)?)]

  /// Holds back SIGINT, SIGQUIT, SIGTSTP, SIGWINCH, SIGHUP, SIGTERM and SIGCONT from now on.
  public init() {
    var mask = sigset_t()
    sigemptyset(&mask)
    var handlers: [(signal: Int32, handler: (@convention(c) (Int32) -> Void)?)] = []
    for signal in [SIGINT, SIGQUIT, SIGTSTP, SIGWINCH, SIGHUP, SIGTERM, SIGCONT] {
      sigaddset(&mask, signal)
      // Another thread may not have it blocked: let it be lost there rather than end the program.
      if signal != SIGWINCH && signal != SIGCONT {
        handlers.append((signal, Glibc.signal(signal) { _ in }))
      }
    }
    self.handlers = handlers
    var old = sigset_t()
    pthread_sigmask(SIG_BLOCK, &mask, &old)
    Glibc.signal(SIGPIPE, SIG_IGN)
    before = old
    descriptor = signalfd(-1, &mask, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
  }

  /// Those that came since the last call, in order.
  public func take() -> [Int32] {
    var taken: [Int32] = []
    var info = signalfd_siginfo()
    while read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) > 0 {
      taken.append(Int32(info.ssi_signo))
    }
    return taken
  }

  /// Everything as it was; a queue may be begun and ended while another one waits.
  public func end() {
    _ = take()
    for (signal, handler) in handlers { Glibc.signal(signal, handler) }
    var mask = before
    pthread_sigmask(SIG_SETMASK, &mask, nil)
    close(descriptor)
  }
}
