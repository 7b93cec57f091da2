import CLinux
import Glibc

/// Holds a lock on a file, flock(2); waits for it where somebody else holds it.
enum Locker: Program {
  static let summary = "holds a lock on a file (flock)"
  static let options = [
    OptionSpec("file", .text, "FILE", default: "lab.lock", "the file to lock"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    let path = context.file(context.options.text("file") ?? "lab.lock")
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    if descriptor < 0 { context.fail("cannot open \(path): \(explain(errno))", code: 73) }
    let end = context.endOfLife
    if flock(descriptor, LOCK_EX | LOCK_NB) < 0 {
      context.register()
      context.events.emit("waiting", ["file": .text(path)])
      context.console.say("\(path) is locked by somebody else; waiting")
      if !wait(for: descriptor, until: end, context) { return 0 }
    }
    context.register()
    context.events.emit("locked", ["file": .text(path)])
    context.console.say("\(path) is locked")
    return context.live(until: end)
  }

  /// Sleeps in flock, as /proc/locks shows; an alarm ends it. Whether it has the lock.
  private static func wait(for descriptor: Int32, until end: UInt64, _ context: Context) -> Bool {
    context.inbox.catches(SIGALRM, evenIfIgnored: true)
    let left = end - min(end, lab_monotonic())
    alarm(UInt32(left / second) + 1)
    defer {
      alarm(0)
      lab_signals_default(SIGALRM)
    }
    while flock(descriptor, LOCK_EX) < 0 {
      if errno != EINTR { context.fail("flock: \(explain(errno))", code: 71) }
      if lab_monotonic() >= end { return false }
      alarm(1)
    }
    return true
  }
}
