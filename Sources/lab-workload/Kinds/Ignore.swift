import CLinux
import Glibc

/// Can't be asked to end by the usual signals; there is one that it cleans up at.
enum Ignore: Program {
  static let summary = "ignores signals, and cleans up at another one"
  static let options = [
    OptionSpec("ignore", .signals, "LIST", default: "TERM,INT", "signals to ignore"),
    OptionSpec("clean-on", .signal, "SIG", default: "USR2", "remove temp_*, write clean, exit 0"),
    OptionSpec("temp", .whole(0...100), "N", default: "3", "temporary files to keep"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    let options = context.options
    // ps would tell what the learner is to read from the masks.
    lab_hide_arguments()
    let wanted = options.signal("clean-on") ?? SIGUSR2
    for signal in options.signals("ignore") where signal != wanted {
      if lab_signals_ignore(signal) < 0 {
        context.fail("SIG\(SignalName.name(signal)) cannot be ignored", code: 64)
      }
    }
    if !context.inbox.catches(wanted, evenIfIgnored: true) {
      context.fail("SIG\(SignalName.name(wanted)) cannot be caught", code: 64)
    }
    var kept: [String] = []
    for number in 0..<options.whole("temp") {
      let path = context.file("temp_\(getpid())_\(number + 1)")
      let text = String(repeating: "temporary data of \(context.run)\n", count: 100)
      if replaceFile(path, with: text) == 0 { kept.append(path) }
    }
    context.register()
    return context.live(until: context.endOfLife) { signal in
      guard signal.signo == wanted else { return nil }
      for path in kept { unlink(path) }
      let text = """
        cleaned up at SIG\(SignalName.name(wanted))
        run=\(context.run)
        pid=\(getpid())
        nonce=\(context.nonce)

        """
      let failure = replaceFile(context.file("clean"), with: text)
      if failure != 0 { context.console.error("clean: \(explain(failure))") }
      return 0
    }
  }
}
