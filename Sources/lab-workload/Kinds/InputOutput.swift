import CLinux
import Glibc

/// Writes to a file, or reads one over and over, at a rate. 2 GiB at most.
enum InputOutput: Program {
  static let summary = "writes to a file, or reads one again and again, at a rate"
  static let options = [
    OptionSpec(
      "to", .text, "PATH", "write here, over and over its 64 MiB; default io.dat"),
    OptionSpec("rate", .whole(1...1000), "MIB/S", default: "10", "how much a second"),
    OptionSpec(flag: "direct", "write past the page cache (O_DIRECT)"),
    OptionSpec("reread", .text, "FILE", "read this file instead"),
    OptionSpec(
      "threads", .whole(1...64), "N", default: "1", "threads, the first included: the others wait"),
    Options.lifetime(900, max: 900),
  ]

  private static let limit = 2 << 30
  private static let lap = 64 << 20
  private static let chunk = 256 << 10

  static func run(_ context: Context) -> Int32 {
    let options = context.options
    let reread = options.text("reread")
    let path = context.file(reread ?? options.text("to") ?? "io.dat")
    let descriptor =
      reread != nil
      ? open(path, O_RDONLY | O_CLOEXEC)
      : lab_open_for_writing(path, options.flag("direct") ? 1 : 0)
    guard descriptor >= 0 else {
      context.fail("cannot open \(path): \(explain(errno))", code: reread == nil ? 73 : 66)
    }
    guard let buffer = lab_aligned(chunk) else { context.fail("no memory", code: 12) }
    lab_touch(buffer, chunk, 7)
    let failure = lab_threads_sleep(Int32(options.whole("threads") - 1))
    if failure != 0 { context.fail("no more threads: \(explain(failure))", code: 11) }
    context.inbox.catches(SIGTERM)
    context.register()
    let begun = lab_monotonic()
    let end = begun + UInt64(options.whole("secs")) * second
    let rate = Double(options.whole("rate") << 20)
    var moved = 0
    var offset = 0
    var failing: Int32 = 0
    var told = begun
    while lab_monotonic() < end, moved < limit {
      let count =
        reread != nil
        ? pread(descriptor, buffer, chunk, offset) : pwrite(descriptor, buffer, chunk, offset)
      if count > 0 {
        moved += count
        offset += count
        failing = 0
      } else if count < 0, errno != EINTR, errno != failing {
        failing = errno
        context.events.emit("note", ["text": .text("\(path): \(explain(failing))")])
      }
      if reread != nil, count == 0 {
        lab_forget_cached(descriptor)
        offset = 0
      } else if reread == nil, offset >= lap {
        offset = 0
      }
      if lab_monotonic() >= told + second {
        told = lab_monotonic()
        context.console.progress("\(moved >> 20) MiB")
      }
      let pause = failing != 0 || offset == 0 ? 50 * millisecond : 0
      let due = begun + UInt64(Double(moved) / rate * 1e9)
      var stop = false
      _ = context.live(until: min(end, max(due, lab_monotonic() + pause))) { signal in
        stop = signal.signo == SIGTERM
        return stop ? 0 : nil
      }
      if stop { break }
    }
    if reread == nil { fsync(descriptor) }
    context.events.emit("note", ["bytes": .number(moved)])
    return 0
  }
}
