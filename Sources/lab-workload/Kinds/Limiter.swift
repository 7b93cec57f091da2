import CLinux
import Glibc

/// Stops and continues another process, so that it gets a part of a CPU: what cpulimit does.
enum Limiter: Program {
  static let summary = "holds a process to a percentage of a CPU by SIGSTOP and SIGCONT"
  static let options = [
    OptionSpec("pid", .whole(1...4_194_304), "P", "the process to limit (needed)"),
    OptionSpec("percent", .whole(1...1000), "N", default: "50", "percentage of one CPU"),
    OptionSpec("period", .whole(20...1000), "MS", default: "100", "time in which it runs once"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    guard let wanted = context.options.optionalWhole("pid") else {
      context.fail("--pid is needed: the process to limit", code: 64)
    }
    let target: LimitedProcess
    switch LimitedProcess.find(pid_t(wanted)) {
    case .success(let found): target = found
    case .failure(let refusal): context.fail(refusal.text, code: refusal.code)
    }
    for signal in [SIGTERM, SIGINT, SIGHUP] { context.inbox.catches(signal) }
    context.register()
    let percent = context.options.whole("percent")
    context.events.emit("limiting", ["target": .number(target.pid), "percent": .number(percent)])
    let begun = lab_monotonic()
    let used = target.cpuTime
    let ending = limit(target, to: Double(percent) / 100, context)
    target.resume()
    guard let ending else {
      context.events.emit("target_gone", ["target": .number(target.pid)])
      context.console.remark("process \(target.pid) has ended")
      return 0
    }
    let share = Double(target.cpuTime - min(used, target.cpuTime)) / Double(lab_monotonic() - begun)
    context.events.emit(
      "released",
      ["target": .number(target.pid), "percent": .number(fixed(100 * share, 1))])
    return ending
  }

  /// Until a signal or the end of time: the exit status. Nil when the target ended.
  private static func limit(
    _ target: LimitedProcess, to share: Double, _ context: Context
  ) -> Int32? {
    let end = context.endOfLife
    let period = Double(context.options.whole("period")) * Double(millisecond)
    let run = UInt64(max(5 * Double(millisecond), period * min(share, 1)))
    // Wall time that what the target used is worth, beyond what has passed.
    var owed = 0.0
    var at = lab_monotonic()
    var used = target.cpuTime
    func settle() {
      let (now, cpu) = (lab_monotonic(), target.cpuTime)
      owed += Double(cpu - min(used, cpu)) / share - Double(now - at)
      // What it did not use is saved up for a period, what it had too much is paid within a second.
      owed = min(max(owed, -period), Double(second))
      (at, used) = (now, cpu)
    }
    while lab_monotonic() < end {
      target.resume()
      if let ending = pause(target, until: min(end, lab_monotonic() + run), context) {
        return ending.status
      }
      settle()
      if owed < Double(millisecond) { continue }
      target.stop()
      let due = min(end, lab_monotonic() + UInt64(owed))
      if let ending = pause(target, until: due, context) { return ending.status }
      settle()
    }
    return 0
  }

  private struct Ending {
    var status: Int32?
  }

  /// Waits; an ending if the target ended, or a signal asks for it.
  private static func pause(
    _ target: LimitedProcess, until deadline: UInt64, _ context: Context
  ) -> Ending? {
    while true {
      let now = lab_monotonic()
      let left = deadline > now ? (deadline - now + millisecond - 1) / millisecond : 0
      var wanted = [
        pollfd(fd: target.pidfd, events: Int16(POLLIN), revents: 0),
        pollfd(fd: context.inbox.readEnd, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&wanted, 2, Int32(left)) < 0, errno != EINTR { return Ending(status: 71) }
      if wanted[0].revents != 0 { return Ending(status: nil) }
      while let signal = context.inbox.next() {
        context.events.emit(signal)
        return Ending(status: signal.signo == SIGTERM ? 0 : 128 + signal.signo)
      }
      if lab_monotonic() >= deadline { return nil }
    }
  }
}

/// The process that a limiter acts on: held by a pidfd, so that it is no other one later.
struct LimitedProcess {
  let pid: pid_t
  let pidfd: Int32
  private let clock: clockid_t

  struct Refusal: Error {
    var text: String
    var code: Int32
  }

  /// A process of this user, neither PID 1 nor this one nor one that this one hangs on.
  static func find(_ pid: pid_t) -> Result<LimitedProcess, Refusal> {
    let gone = Refusal(text: "there is no process \(pid)", code: 66)
    if pid == 1 { return .failure(Refusal(text: "PID 1 is not to be stopped", code: 77)) }
    let pidfd = lab_pidfd_open(pid)
    if pidfd < 0 { return .failure(gone) }
    var status = stat()
    guard stat("/proc/\(pid)", &status) == 0 else { return .failure(gone) }
    if status.st_uid != getuid() {
      return .failure(Refusal(text: "process \(pid) is another user's", code: 77))
    }
    var ancestor = getpid()
    while ancestor > 1 {
      if ancestor == pid {
        let text = "process \(pid) is this one, or one that this one was started by"
        return .failure(Refusal(text: text, code: 77))
      }
      ancestor = parent(of: ancestor)
    }
    var clock = clockid_t()
    guard clock_getcpuclockid(pid, &clock) == 0 else { return .failure(gone) }
    let found = LimitedProcess(pid: pid, pidfd: pidfd, clock: clock)
    // Asked last: if it lives now, everything above was about it.
    var wanted = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, 0) == 0 ? .success(found) : .failure(gone)
  }

  func stop() { _ = lab_pidfd_send_signal(pidfd, SIGSTOP) }
  func resume() { _ = lab_pidfd_send_signal(pidfd, SIGCONT) }

  /// Of all its threads, nanoseconds; clock_getcpuclockid(3).
  var cpuTime: UInt64 {
    var used = timespec()
    guard clock_gettime(clock, &used) == 0 else { return 0 }
    return UInt64(max(0, used.tv_sec)) * second + UInt64(max(0, used.tv_nsec))
  }

  private static func parent(of pid: pid_t) -> pid_t {
    guard let text = readFile("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else {
      return 0
    }
    let fields = text[end...].split(separator: " ")
    return fields.count > 2 ? pid_t(fields[2]) ?? 0 : 0
  }
}
