import CLinux
import Glibc

/// A service in one of the shapes that systemd knows, and with the faults that services have.
enum Notifier: Program {
  static let summary = "is a service of systemd's Type= notify, oneshot or forking, with faults"
  static let options = [
    OptionSpec(
      "type", .choice(["notify", "oneshot", "forking"]), "TYPE", default: "notify",
      "notify, oneshot or forking"),
    OptionSpec("late", .decimal(0...10800), "S", default: "0", "time until it is ready (or done)"),
    OptionSpec(flag: "no-ready", "never become ready (or done)"),
    OptionSpec("exit", .whole(0...255), "C", "then end with this status"),
    OptionSpec("pid-file", .text, "FILE", "forking: where the daemon's PID goes"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    let status = context.options.optionalWhole("exit").map(Int32.init)
    switch context.options.text("type") {
    case "forking": return startDaemon(context, status)
    case "oneshot": return serve(context, status ?? 0)
    default: return serve(context, status)
    }
  }

  /// The work, from the start to the end; with a status it ends once it is ready, or done.
  private static func serve(
    _ context: Context, _ status: Int32?, whenReady: () -> Void = {}
  ) -> Int32 {
    let options = context.options
    let end = context.endOfLife
    context.inbox.catches(SIGTERM)
    context.register()
    var isStopped = false
    func live(until deadline: UInt64) {
      _ = context.live(until: deadline) { signal in
        guard signal.signo == SIGTERM else { return nil }
        Notify.send("STOPPING=1\nSTATUS=stopping")
        context.events.emit("stopping")
        isStopped = true
        return 0
      }
    }
    live(until: min(end, lab_monotonic() + nanoseconds(options.decimal("late"))))
    if isStopped { return 0 }
    if options.flag("no-ready") {
      // A status that was asked for still comes; else it hangs.
      if options.flag("exit") { return status ?? 0 }
      live(until: end)
      return 0
    }
    let isTold = Notify.send("READY=1\nSTATUS=run '\(context.run)' is ready")
    whenReady()
    context.events.emit(
      "ready",
      [
        "type": .text(options.text("type") ?? "notify"), "notified": .text(isTold ? "yes" : "no"),
      ])
    context.console.say("ready")
    if let status { return status }
    live(until: end)
    return 0
  }

  /// Starts a daemon and ends once that is ready: to systemd this end says that the service is up.
  private static func startDaemon(_ context: Context, _ status: Int32?) -> Int32 {
    var ready: [Int32] = [-1, -1]
    if lab_pipe(&ready) < 0 { context.fail("no pipe: \(explain(errno))", code: 71) }
    let daemon = lab_fork()
    if daemon < 0 { context.fail("fork: \(explain(errno))", code: 71) }
    if daemon == 0 { beDaemon(context, ready[1]) }
    close(ready[1])
    var byte: UInt8 = 0
    while true {
      let count = read(ready[0], &byte, 1)
      if count < 0, errno == EINTR { continue }
      if count == 1 { break }
      // It ended before it was ready.
      var ending: Int32 = 0
      while waitpid(daemon, &ending, 0) < 0, errno == EINTR {}
      return status ?? (lab_wait_exited(ending) != 0 ? max(1, lab_wait_code(ending)) : 1)
    }
    if status != nil { context.end([daemon]) }
    return status ?? 0
  }

  private static func beDaemon(_ context: Context, _ ready: Int32) -> Never {
    setsid()
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    if null > 0 {
      dup2(null, 0)
      close(null)
    }
    let path = context.options.text("pid-file").map { context.file($0) }
    // The status of --exit is the starter's.
    let code = serve(context, nil) {
      if let path {
        let failure = replaceFile(path, with: "\(getpid())\n")
        if failure != 0 { context.console.error("\(path): \(explain(failure))") }
      }
      writeAll(ready, "1")
      close(ready)
    }
    if let path { unlink(path) }
    context.finish(code)
  }
}
