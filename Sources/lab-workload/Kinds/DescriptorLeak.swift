import CLinux
import Glibc

/// Opens a file again and again and never closes it. 4096 descriptors at most.
enum DescriptorLeak: Program {
  static let summary = "opens a file again and again, until it may have no more descriptors"
  static let options = [
    OptionSpec("every", .whole(0...60000), "MS", default: "50", "time between two openings"),
    OptionSpec("file", .text, "PATH", default: "/dev/null", "the file to open"),
    Options.lifetime(),
  ]

  private static let most = 4096

  static func run(_ context: Context) -> Int32 {
    let path = context.options.text("file") ?? "/dev/null"
    let pause = UInt64(context.options.whole("every")) * millisecond
    context.register()
    let end = context.endOfLife
    var count = 0
    var highest: Int32 = -1
    while count < most {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      if descriptor < 0 {
        if errno == EINTR { continue }
        if errno == EMFILE || errno == ENFILE { return meet(errno, highest, context) }
        context.fail("cannot open \(path): \(explain(errno))", code: 66)
      }
      count += 1
      highest = max(highest, descriptor)
      context.console.progress("\(count) opened, the last as descriptor \(descriptor)")
      _ = context.live(until: min(end, lab_monotonic() + pause))
      if lab_monotonic() >= end { return 0 }
    }
    context.events.emit("note", ["text": .text("\(most) descriptors are enough")])
    return context.live(until: end)
  }

  private static func meet(_ code: Int32, _ highest: Int32, _ context: Context) -> Int32 {
    context.lastWords = [
      ("fd", .number(highest)), ("errno", .text(errnoName(code))),
      ("limit", .number(Descriptors.limit)),
    ]
    context.events.emit("limit", context.lastWords)
    context.console.error("\(explain(code)): the highest descriptor is \(highest)")
    return 24
  }
}
