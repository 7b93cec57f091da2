import CLinux
import Glibc

/// One process of several threads.
enum Threads: Program {
  static let summary = "has sleeping threads"
  static let options = [
    OptionSpec("n", .whole(0...500), "N", default: "4", "threads besides the first"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    let failure = lab_threads_sleep(Int32(context.options.whole("n")))
    if failure != 0 { context.fail("no more threads: \(explain(failure))", code: 11) }
    context.register()
    return context.live(until: context.endOfLife)
  }
}
