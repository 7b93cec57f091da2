import CLinux
import Glibc

/// A simulated training: the job that most exercises are about.
enum Trainer: Program {
  static let summary = "simulates a training with data loaders, checkpoints and signal handling"
  static let options = [
    OptionSpec("epochs", .whole(1...1_000_000), "N", default: "60", "length"),
    OptionSpec("epoch-time", .decimal(0.02...3600), "S", default: "2", "seconds an epoch"),
    OptionSpec(
      "start-epoch", .whole(0...100_000), "E", default: "0",
      "begin here, with the files of such a run"),
    OptionSpec("ckpt-every", .whole(1...100_000), "N", default: "10", "epochs between checkpoints"),
    OptionSpec("resume", .text, "FILE", "continue from a checkpoint, or from the 'latest'"),
    OptionSpec("config", .text, "FILE", "lr=, batch=, ckpt_every=, log=; read again at HUP"),
    OptionSpec("seed", .whole(0...4_294_967_295), "N", "of the loss; default: from the run's name"),
    OptionSpec("workers", .whole(0...32), "L", default: "2", "data loaders, child processes"),
    OptionSpec("loader-threads", .whole(0...16), "N", default: "0", "extra threads in each loader"),
    OptionSpec(flag: "loader0-helper", "a helper process below the first loader"),
    OptionSpec(
      "orphan-loaders", .choice(["exit", "keep"]), "HOW", default: "exit",
      "what loaders do without a parent: exit, keep"),
    OptionSpec("threads", .whole(1...64), "T", default: "1", "threads, the first included"),
    OptionSpec("cpu", .whole(0...100), "P", default: "30", "percentage of a CPU to use"),
    OptionSpec("leak", .whole(0...1024), "MIB", default: "0", "memory to lose each epoch"),
    OptionSpec("leak-max", .whole(0...1024), "MIB", default: "1024", "memory to lose in all"),
    OptionSpec("grace", .decimal(0...600), "S", default: "1", "time a checkpoint takes at a stop"),
    OptionSpec("term-exit", .whole(0...255), "C", default: "143", "exit status after TERM"),
    OptionSpec("hang-at", .whole(0...1_000_000), "E", "at this epoch: hang on hang.lock"),
    OptionSpec(
      "hang", .choice(["lock", "deaf"]), "HOW", default: "lock",
      "hanging, end at TERM (lock) or don't (deaf)"),
    OptionSpec(flag: "plain", "no signal handlers at all"),
    OptionSpec(flag: "no-pid-file", "write no training.pid"),
  ]

  static func run(_ context: Context) -> Int32 { Training(context).run() }
}
