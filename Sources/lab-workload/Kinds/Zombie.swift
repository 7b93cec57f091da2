import CLinux
import Glibc

/// A parent that does not wait for its children.
enum Zombie: Program {
  static let summary = "has children that ended and that it does not reap"
  static let options = [
    OptionSpec("n", .whole(1...100), "N", default: "1", "children; they exit with 0, 1, 2, …"),
    OptionSpec("reap-on", .signal, "SIG", "reap them all at this signal"),
    OptionSpec(flag: "deaf", "never reap (as without --reap-on)"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    // Were SIGCHLD ignored, the kernel would leave no zombies.
    lab_signals_default(SIGCHLD)
    var children: [pid_t] = []
    for code in 0..<Int32(context.options.whole("n")) {
      let child = lab_fork()
      if child == 0 { _exit(code) }
      if child < 0 { context.fail("fork: \(explain(errno))", code: 71) }
      children.append(child)
    }
    // Until each of them is a zombie: their own SIGCHLDs must not be the ones that reap.
    for child in children {
      var info = siginfo_t()
      while waitid(P_PID, id_t(child), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    }
    let options = context.options
    let wanted = options.flag("deaf") ? nil : options.signal("reap-on")
    if let wanted {
      if !context.inbox.catches(wanted, evenIfIgnored: true) {
        context.fail("SIG\(SignalName.name(wanted)) cannot be caught", code: 64)
      }
    }
    context.register()
    return context.live(until: context.endOfLife) { signal in
      if signal.signo == wanted { reap(context) }
      return nil
    }
  }

  private static func reap(_ context: Context) {
    var count = 0
    while waitpid(-1, nil, WNOHANG) > 0 { count += 1 }
    context.events.emit("reaped", ["n": .number(count)])
    context.console.say("reaped \(count)")
    if let log = context.options.text("log") {
      appendLine("reaped \(count)", to: context.file(log))
    }
  }
}
