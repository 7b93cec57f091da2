import CLinux
import Glibc

/// Sleeps: one thread, no handler. Or is held by a tracer.
enum Sleeper: Program {
  static let summary = "sleeps"
  static let options = [
    Options.lifetime(),
    OptionSpec(flag: "traced", "be held in a tracing stop (state t) by a helper"),
  ]

  static func run(_ context: Context) -> Int32 {
    let end = context.endOfLife
    context.register()
    if context.options.flag("traced") { beTraced(context) }
    while true {
      let now = lab_monotonic()
      if now >= end { return 0 }
      var left = timespec(
        tv_sec: Int((end - now) / second), tv_nsec: Int((end - now) % second))
      nanosleep(&left, nil)
    }
  }

  /// Returns when the tracer let go.
  private static func beTraced(_ context: Context) {
    var ends: [Int32] = [-1, -1]
    guard lab_pipe(&ends) == 0,
      let tracer = Helper.start(
        .tracer, named: "lab-tracer", settings: [String(context.options.whole("secs"))],
        input: ends[0], ignored: context.ignored)
    else { context.fail("cannot start the tracer: \(explain(errno))", code: 71) }
    close(ends[0])
    lab_allow_tracer(tracer)
    close(ends[1])
    var status: Int32 = 0
    while waitpid(tracer, &status, 0) < 0, errno == EINTR {}
    if lab_wait_exited(status) != 0, lab_wait_code(status) != 0 {
      context.fail("it may not be traced here", code: 1)
    }
  }
}
