import CLinux
import Glibc

/// A parent with memory that its children share until they write to it.
enum Forking: Program {
  static let summary = "fills memory, forks, and has each child write to a part of it"
  static let options = [
    OptionSpec("mb", .whole(1...1024), "MIB", default: "64", "memory to fill before forking"),
    OptionSpec("children", .whole(0...200), "N", default: "2", "children"),
    OptionSpec("touch", .whole(0...100), "P", default: "0", "percentage that each child writes to"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    let options = context.options
    let bytes = options.whole("mb") * Memory.megabyte
    let touched = bytes / 100 * options.whole("touch")
    let count = options.whole("children")
    if bytes + touched * count > Memory.limit {
      context.fail("that is more memory than this machine can spare", code: 12)
    }
    guard let memory = Memory.fill(options.whole("mb")) else {
      context.fail("cannot allocate: \(explain(errno))", code: 12)
    }
    let end = context.endOfLife
    var ready = ReadyPipe()
    var children: [pid_t] = []
    for _ in 0..<count {
      let child = lab_fork()
      if child == 0 {
        lab_touch(memory, touched, 101)
        ready.leave()
        live(below: getppid(), until: end)
      }
      if child < 0 {
        context.console.error("fork: \(explain(errno)); \(children.count) children")
        break
      }
      children.append(child)
    }
    ready.waitAndClose(seconds: 5)
    context.inbox.catches(SIGTERM)
    context.register()
    let code = context.live(until: end) { $0.signo == SIGTERM ? 143 : nil }
    context.end(children)
    return code
  }

  private static func live(below parent: pid_t, until end: UInt64) -> Never {
    while getppid() == parent, lab_monotonic() < end { poll(nil, 0, 200) }
    _exit(0)
  }
}
