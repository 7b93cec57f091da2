import CLinux
import Glibc

/// What every kind has: who it is, where it writes, how it reports.
final class Context {
  let kind: Kind
  let options: Options
  /// The run's name, "" if nobody gave one.
  let run: String
  /// The attempt's nonce, "" outside an attempt.
  let nonce: String
  let out: String
  /// Signals that were ignored when this process began.
  let ignored: UInt64
  let events: Events
  let console: Console
  let inbox: SignalInbox
  private let registration = Registration()

  init(kind: Kind, options: Options, ignored: UInt64) {
    self.kind = kind
    self.options = options
    self.ignored = ignored
    run = options.text("run") ?? environment("LAB_RUN") ?? ""
    nonce = environment("LAB_ID") ?? ""
    out = options.text("out") ?? "."
    if out != "." { mkdir(out, 0o755) }
    console = Console(name: kind.link)
    inbox = SignalInbox(inherited: ignored)
    events = Events(
      directory: Context.isInServiceHome(out) ? nil : out, registration: registration)
  }

  /// Whether this is a service that was told no place for files: systemd starts it in the home
  /// folder (or in /), where a file that grows by itself would only be litter.
  private static func isInServiceHome(_ out: String) -> Bool {
    guard out == ".", environment("INVOCATION_ID") != nil else { return false }
    return ["/", environment("HOME") ?? "/"].contains { isSameFile($0, ".") }
  }

  /// A file of this run.
  func file(_ name: String) -> String { under(out, name) }

  private var isRegistered = false

  /// Makes this process known, with everything about it as it is now; reports `started`. Once.
  func register() {
    if isRegistered { return }
    isRegistered = true
    registration.register(kind: kind, run: run)
    events.emit(
      "started", ["kind": .text(kind.rawValue), "run": .text(run), "ppid": .number(getppid())])
  }

  /// In a forked child that shall be known by itself.
  func registerAgain() {
    registration.forget()
    registration.register(kind: kind, run: run)
  }

  /// Reports a failure of set-up and ends; makes itself known first, so that the report is heard.
  func fail(_ text: String, code: Int32) -> Never {
    console.error(text)
    register()
    events.emit("note", ["text": .text(text)])
    finish(code)
  }

  /// What else the last report says, beside the exit status.
  var lastWords: [(key: String, value: Detail)] = []

  func finish(_ code: Int32) -> Never {
    events.emit("exiting", [("code", .number(code))] + lastWords)
    exit(code)
  }

  /// The moment at which `--secs` is over.
  var endOfLife: UInt64 { lab_monotonic() + UInt64(options.whole("secs")) * second }

  /// Sleeps until `--secs` is over; reports each caught signal, then hands it to `react`, which
  /// ends the sleep by returning an exit status.
  func live(until deadline: UInt64, react: (lab_signal) -> Int32? = { _ in nil }) -> Int32 {
    while inbox.wait(until: deadline) {
      while let signal = inbox.next() {
        events.emit(signal)
        if let code = react(signal) { return code }
      }
    }
    return 0
  }

  /// Children of this process to end: TERM, then CONT for those that are stopped; reaps them.
  func end(_ children: [pid_t]) {
    for child in children {
      kill(child, SIGTERM)
      kill(child, SIGCONT)
    }
    var left = children
    let deadline = lab_monotonic() + 2 * second
    while !left.isEmpty {
      left.removeAll { waitpid($0, nil, WNOHANG) != 0 }
      if left.isEmpty { return }
      if lab_monotonic() > deadline { for child in left { kill(child, SIGKILL) } }
      poll(nil, 0, 5)
    }
  }
}
