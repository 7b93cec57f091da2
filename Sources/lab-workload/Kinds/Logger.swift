import CLinux
import Glibc

/// Writes a log and keeps it open.
enum Logger: Program {
  static let summary = "writes a line to its log every 100 ms; HUP reopens it"
  static let options = [
    OptionSpec(flag: "append", "open the log with O_APPEND"),
    OptionSpec(flag: "unlink", "remove the log's name once it is open"),
    OptionSpec("fd", .whole(3...1000), "N", "have the log on this descriptor"),
    OptionSpec("every", .whole(10...60000), "MS", default: "100", "time between lines"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    let options = context.options
    let path = context.file(options.text("log") ?? "app.log")
    var log = openLog(context, path, anew: true)
    if log < 0 { context.fail("cannot open \(path): \(explain(errno))", code: 73) }
    if options.flag("unlink") { unlink(path) }
    context.inbox.catches(SIGHUP)
    context.register()
    let end = context.endOfLife
    let pause = UInt64(options.whole("every")) * millisecond
    var failing: Int32 = 0
    var number = 0
    while lab_monotonic() < end {
      number += 1
      let failure = writeAll(log, "\(timestamp(time(nil))) line \(number)\n")
      if failure != 0, failure != failing {
        context.events.emit("note", ["text": .text("log: \(explain(failure))")])
      }
      failing = failure
      _ = context.live(until: min(end, lab_monotonic() + pause)) { signal in
        guard signal.signo == SIGHUP else { return nil }
        let next = openLog(context, path, anew: false)
        if next < 0 {
          context.events.emit("reload_failed", ["reason": .text(explain(errno))])
          return nil
        }
        if next != log { close(log) }
        log = next
        context.events.emit("reloaded", ["log": .text(path)])
        return nil
      }
    }
    return 0
  }

  /// Without `--append`, what is there is lost, but not at a HUP without a rename before it.
  private static func openLog(_ context: Context, _ path: String, anew: Bool) -> Int32 {
    let append = context.options.flag("append")
    let how = append ? O_APPEND : anew ? O_TRUNC : 0
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | how, 0o644)
    if !append, !anew { lseek(descriptor, 0, SEEK_END) }
    guard descriptor >= 0, let wanted = context.options.optionalWhole("fd").map(Int32.init),
      wanted != descriptor
    else { return descriptor }
    let moved = lab_move(descriptor, wanted)
    close(descriptor)
    return moved
  }
}
