import CLinux
import Glibc

/// Waits where signals don't reach: in vfork, for a child that waits for something else.
enum Stuck: Program {
  static let summary = "waits in state D for its child"
  static let options = [
    OptionSpec("secs", .whole(0...10800), "S", default: "3600", "the child ends after so long"),
    OptionSpec("fifo", .text, "PATH", "the child also ends at a line in this FIFO; it is made"),
  ]

  static func run(_ context: Context) -> Int32 {
    let options = context.options
    var descriptor: Int32 = -1
    if let name = options.text("fifo") {
      let path = context.file(name)
      mkfifo(path, 0o600)
      // Also for writing, so that opening does not wait for a writer.
      descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
      if descriptor < 0 { context.fail("cannot open \(path): \(explain(errno))", code: 73) }
    }
    context.inbox.catches(SIGTERM)
    context.register()
    let outcome = lab_stuck(descriptor, UInt32(options.whole("secs")), "lab-helper")
    if outcome < 0 { context.fail("vfork: \(explain(errno))", code: 71) }
    let how = outcome == 0 ? "released" : "time is up"
    while let signal = context.inbox.next() { context.events.emit(signal) }
    _ = replaceFile(context.file("stuck_result"), with: "\(how)\nnonce=\(context.nonce)\n")
    context.events.emit("note", ["text": .text(how)])
    return 0
  }
}
