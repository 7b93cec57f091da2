import CLinux
import Glibc

/// Takes memory step by step, and keeps it.
enum Alloc: Program {
  static let summary = "allocates memory, touches it, and keeps it"
  static let options = [
    OptionSpec("mb", .whole(0...1024), "MIB", default: "64", "memory to allocate and touch"),
    OptionSpec(
      "reserve", .whole(0...65536), "MIB", default: "0", "address space to leave untouched"),
    OptionSpec("threads", .whole(1...64), "N", default: "1", "threads, the first included"),
    OptionSpec(
      "step", .whole(0...1024), "MIB", default: "0", "grow by so much a second; 0: at once"),
    Options.lifetime(),
  ]

  /// What is mapped and touched at a time, MiB: a limit refuses, a control group acts, on the way.
  private static let piece = 4

  static func run(_ context: Context) -> Int32 {
    let options = context.options
    let wanted = options.whole("mb")
    let ceiling = Memory.ceiling
    if min(wanted * Memory.megabyte, ceiling) > Memory.limit {
      context.fail("\(wanted) MiB is more than this machine can spare", code: 12)
    }
    // The lab waits for a process that has its memory. Of everybody else's, and of one that a
    // control group may end on the way, the way there is what matters.
    if context.nonce.isEmpty || ceiling < (wanted + 16) * Memory.megabyte { context.register() }
    let reserve = options.whole("reserve")
    if reserve > 0, Memory.reserve(reserve) == nil { refuse(context, of: reserve, held: 0) }
    let failure = lab_threads_sleep(Int32(options.whole("threads") - 1))
    if failure != 0 { context.fail("no more threads: \(explain(failure))", code: 11) }

    let end = context.endOfLife
    let step = options.whole("step")
    if step == 0 { grow(context, from: 0, to: wanted, of: wanted) }
    context.register()
    var held = step == 0 ? wanted : 0
    while held < wanted, lab_monotonic() < end {
      let next = min(held + step, wanted)
      grow(context, from: held, to: next, of: wanted)
      held = next
      context.console.progress("\(held) MiB")
      if held < wanted { _ = context.live(until: min(end, lab_monotonic() + second)) }
    }
    let code = context.live(until: end)
    context.lastWords = [("hwm-kb", peak)]
    return code
  }

  private static func grow(_ context: Context, from start: Int, to end: Int, of wanted: Int) {
    var held = start
    while held < end {
      let part = min(piece, end - held)
      if Memory.fill(part) == nil { refuse(context, of: wanted, held: held) }
      held += part
    }
  }

  /// Says why it got no more, and ends.
  private static func refuse(_ context: Context, of wanted: Int, held: Int) -> Never {
    let code = errno
    context.register()
    context.lastWords = [
      ("errno", .text(errnoName(code))), ("mb", .number(wanted)), ("held", .number(held)),
      ("hwm-kb", peak),
    ]
    context.events.emit("refused", context.lastWords)
    context.console.error(
      "cannot allocate \(wanted) MiB: \(explain(code)), after \(held) MiB")
    context.finish(12)
  }

  /// The most that was resident, VmHWM of proc_pid_status(5).
  private static var peak: Detail { .number(kilobytes("VmHWM", in: "/proc/self/status") ?? 0) }
}
