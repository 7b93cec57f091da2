import CLinux
import Glibc

/// A parent that leaves its child behind.
enum Orphan: Program {
  static let summary = "starts a child and exits; the child tells who adopted it"
  static let options = [
    OptionSpec("after", .decimal(0...3600), "S", default: "1", "the parent exits after so long"),
    Options.lifetime(600),
  ]

  static func run(_ context: Context) -> Int32 {
    let parent = getpid()
    context.register()
    let child = lab_fork()
    if child < 0 { context.fail("fork: \(explain(errno))", code: 71) }
    if child > 0 {
      _ = context.live(until: lab_monotonic() + nanoseconds(context.options.decimal("after")))
      return 0
    }
    context.registerAgain()
    let end = context.endOfLife
    while getppid() == parent, lab_monotonic() < end { poll(nil, 0, 20) }
    let after = getppid()
    context.events.emit("note", ["ppid_before": .number(parent), "ppid_after": .number(after)])
    let line = "child \(getpid()): parent was \(parent), is \(after)"
    context.console.say(line)
    appendLine(line, to: context.file(context.options.text("log") ?? "orphan.log"))
    return context.live(until: end)
  }
}
