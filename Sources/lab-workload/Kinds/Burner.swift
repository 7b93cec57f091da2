import CLinux
import Glibc

/// Computes. 15 minutes at most.
enum Burner: Program {
  static let summary = "computes, and prints its rate every 5 seconds"
  static let options = [
    Options.lifetime(900, max: 900),
    OptionSpec(
      "threads", .whole(1...64), "N", default: "1", "computing threads, the first included"),
    OptionSpec(
      "duty", .whole(1...100), "P", default: "100", "percentage of the time that it computes"),
    OptionSpec("after", .decimal(0...10800), "S", default: "0", "idle for so long first"),
    OptionSpec("until", .decimal(0...10800), "S", "stop computing after so long, but live on"),
  ]

  static func run(_ context: Context) -> Int32 {
    let options = context.options
    context.inbox.catches(SIGXCPU)
    let begun = lab_monotonic()
    let end = begun + UInt64(options.whole("secs")) * second
    let from = begun + nanoseconds(options.decimal("after"))
    let until = options.flag("until") ? begun + nanoseconds(options.decimal("until")) : end
    let duty = UInt64(options.whole("duty"))
    let failure = lab_threads_burn(Int32(options.whole("threads") - 1), Int32(duty), from, until)
    if failure != 0 { context.fail("no more threads: \(explain(failure))", code: 11) }
    context.register()

    var rounds: UInt64 = 0
    var told = Rate(at: begun, rounds: 0)
    while true {
      let now = lab_monotonic()
      if now >= end { return 0 }
      if now >= from, now < until {
        rounds += lab_burn(min(duty * millisecond / 2, end - now))
        if duty < 100 {
          context.inbox.wait(until: lab_monotonic() + (100 - duty) * millisecond / 2)
        }
      } else {
        context.inbox.wait(until: min(end, now < from ? from : end, now + second))
      }
      while let signal = context.inbox.next() {
        context.events.emit(signal)
        if signal.signo == SIGXCPU { return noteLimit(signal, context) }
      }
      told.tell(rounds + lab_threads_rounds(), context)
    }
  }

  /// Says what it was told, and how much CPU time it had used by then.
  private static func noteLimit(_ signal: lab_signal, _ context: Context) -> Int32 {
    let seconds = fixed(Double(lab_cpu_time()) / 1e9, 2)
    let sender = signal.code == SignalName.fromKernel ? "kernel" : String(signal.pid)
    context.events.emit("cpu_limit", ["seconds": .number(seconds), "sender": .text(sender)])
    context.lastWords = [("seconds", .number(seconds))]
    let failure = replaceFile(
      context.file("cpu_limit.txt"),
      with: """
        seconds=\(seconds)
        sender=\(sender)
        run=\(context.run)
        pid=\(getpid())
        nonce=\(context.nonce)

        """)
    if failure != 0 { context.console.error("cpu_limit.txt: \(explain(failure))") }
    context.console.error("SIGXCPU after \(seconds) s of CPU time")
    return 152
  }

  /// A line each 5 s with what was computed since the last.
  private struct Rate {
    var at: UInt64
    var rounds: UInt64

    mutating func tell(_ total: UInt64, _ context: Context) {
      let now = lab_monotonic()
      guard now >= at + 5 * second else { return }
      let rate = Double(total - rounds) / (Double(now - at) / 1e9)
      let line = "\(timestamp(time(nil))) \(fixed(rate, 0)) rounds/s"
      context.console.progress(line, seconds: 30)
      if let log = context.options.text("log") { appendLine(line, to: context.file(log)) }
      self = Rate(at: now, rounds: total)
    }
  }
}

/// Seconds as an option gives them.
func nanoseconds(_ seconds: Double) -> UInt64 { UInt64(max(0, seconds) * 1e9) }

/// One line at the end of a file; says nothing if that can't be.
func appendLine(_ line: String, to path: String) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { return }
  writeAll(descriptor, line + "\n")
  close(descriptor)
}
