import CLinux
import Glibc

/// Treats one signal in one way.
enum Mask: Program {
  static let summary = "treats one signal as default, ignored, caught or blocked"
  static let options = [
    OptionSpec("sig", .signal, "SIG", default: "USR1", "the signal"),
    OptionSpec(
      "as", .choice(["default", "ignore", "catch", "block"]), "HOW", default: "default",
      "default, ignore, catch or block"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    let signal = context.options.signal("sig") ?? SIGUSR1
    let how = context.options.text("as")
    // ps would tell what the learner is to read from the masks.
    lab_hide_arguments()
    if how != "default", signal == SIGKILL || signal == SIGSTOP {
      context.fail("SIG\(SignalName.name(signal)) can only have its default action", code: 64)
    }
    lab_signals_unblock(signal)
    lab_signals_default(signal)
    switch how {
    case "ignore": lab_signals_ignore(signal)
    case "block": lab_signals_block(signal)
    case "catch": context.inbox.catches(signal, evenIfIgnored: true)
    default: break
    }
    context.register()
    return context.live(until: context.endOfLife)
  }
}
