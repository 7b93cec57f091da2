import CLinux
import Glibc

/// Starts children until it may have no more. 200 at most.
enum Forker: Program {
  static let summary = "starts up to 200 sleeping children, or as many as it may"
  static let options = [
    OptionSpec("n", .whole(1...200), "N", default: "200", "children to start"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    let wanted = context.options.whole("n")
    let end = context.endOfLife
    var children: [pid_t] = []
    var refusal: Int32?
    // What children sleep on: it ends when this process does, so that none is left behind.
    var life: [Int32] = [-1, -1]
    if lab_pipe(&life) < 0 { context.fail("no pipe: \(explain(errno))", code: 71) }
    while children.count < wanted {
      let child = lab_fork()
      if child == 0 { sleep(on: life) }
      if child < 0 {
        refusal = errno
        break
      }
      children.append(child)
    }
    close(life[0])
    context.inbox.catches(SIGTERM)
    context.register()
    if let refusal {
      context.events.emit(
        "refused", ["children": .number(children.count), "errno": .text(errnoName(refusal))])
      context.console.error("fork: \(explain(refusal)), after \(children.count) children")
    } else {
      context.events.emit("forked", ["children": .number(children.count)])
      context.console.say("\(children.count) children")
    }
    var isStopped = false
    while !isStopped, lab_monotonic() < end {
      _ = context.live(until: min(end, lab_monotonic() + second)) {
        isStopped = $0.signo == SIGTERM
        return isStopped ? 0 : nil
      }
      // Whose number is somebody else's by now must not be signalled at the end.
      children.removeAll { waitpid($0, nil, WNOHANG) != 0 }
    }
    context.end(children)
    // Not 143: as a service it was stopped, and has not failed.
    return 0
  }

  private static func sleep(on life: [Int32]) -> Never {
    close(life[1])
    var byte: UInt8 = 0
    while read(life[0], &byte, 1) < 0, errno == EINTR {}
    _exit(0)
  }
}
