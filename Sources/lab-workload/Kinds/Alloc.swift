import CLinux
import Glibc

/// Takes memory and keeps it.
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

  static func run(_ context: Context) -> Int32 {
    let options = context.options
    let wanted = options.whole("mb")
    let step = options.whole("step")
    if wanted * Memory.megabyte > Memory.limit {
      context.register()
      context.fail("\(wanted) MiB is more than this machine can spare", code: 12)
    }
    let reserve = options.whole("reserve")
    if reserve > 0, Memory.reserve(reserve) == nil { refuse(context, reserve) }
    let failure = lab_threads_sleep(Int32(options.whole("threads") - 1))
    if failure != 0 { context.fail("no more threads: \(explain(failure))", code: 11) }
    var held = 0
    if step == 0, wanted > 0 {
      if Memory.fill(wanted) == nil { refuse(context, wanted) }
      held = wanted
    }
    context.register()
    let end = context.endOfLife
    while held < wanted, lab_monotonic() < end {
      let part = min(step, wanted - held)
      if Memory.fill(part) == nil { refuse(context, part, held: held) }
      held += part
      context.console.progress("\(held) MiB")
      if held < wanted { _ = context.live(until: min(end, lab_monotonic() + second)) }
    }
    let code = context.live(until: end)
    context.events.emit(
      "note", ["vm_hwm_kb": .number(kilobytes("VmHWM", in: "/proc/self/status") ?? 0)])
    return code
  }

  private static func refuse(_ context: Context, _ megabytes: Int, held: Int = 0) -> Never {
    let reason = explain(errno)
    context.events.emit(
      "note", ["vm_hwm_kb": .number(kilobytes("VmHWM", in: "/proc/self/status") ?? 0)])
    context.fail("cannot allocate \(megabytes) MiB after \(held) MiB: \(reason)", code: 12)
  }
}
