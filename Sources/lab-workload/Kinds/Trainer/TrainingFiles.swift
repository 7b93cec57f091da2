import CLinux
import Glibc

/// The files of a training, but for the checkpoints. A failure to write is reported once a cause,
/// and never ends the training.
final class TrainingFiles {
  private let context: Context
  private var log: Int32 = -1
  private var reported: Set<String> = []
  private var ownsPIDFile = false
  private var dumps = 0
  private let startTicks = ownStat(22) ?? 0

  init(_ context: Context) { self.context = context }

  // MARK: train.log

  /// Opens the log, or opens it again: a renamed one is left behind.
  func openLog(_ name: String?) {
    if log >= 0 { close(log) }
    let path = context.file(context.options.text("log") ?? name ?? "train.log")
    log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    if log < 0 { complain(path, errno) }
  }

  func logLines(_ text: String) {
    guard log >= 0 else { return }
    let failure = writeAll(log, text)
    if failure != 0 { complain("the log", failure) }
  }

  // MARK: state.json, metrics.prom, status dumps

  /// What state.json and the dumps say.
  struct State {
    var checkpoint: Checkpoint
    var epochs: Int
    var generation: Int
    var config: TrainingConfig
    var phase: String
  }

  func write(_ state: State) {
    let json = """
      {
        "run": \(quoted(context.run)),
        "epoch": \(state.checkpoint.epoch),
        "epochs": \(state.epochs),
        "loss": \(fixed(state.checkpoint.loss, 4)),
        "phase": \(quoted(state.phase)),
        "config_generation": \(state.generation),
        "lr": \(trimmed(state.config.lr)),
        "batch": \(state.config.batch),
        "pid": \(getpid()),
        "starttime": \(startTicks),
        "nonce": \(quoted(context.nonce))
      }

      """
    replace("state.json", json)
    let label = "{run=\(quoted(context.run))}"
    replace(
      "metrics.prom",
      """
      # TYPE lab_train_epoch gauge
      lab_train_epoch\(label) \(state.checkpoint.epoch)
      # TYPE lab_train_loss gauge
      lab_train_loss\(label) \(fixed(state.checkpoint.loss, 4))
      # TYPE lab_train_learning_rate gauge
      lab_train_learning_rate\(label) \(trimmed(state.config.lr))

      """)
  }

  /// `status_dump_1.txt`, then 2, …; returns the name.
  func dump(_ state: State) -> String {
    dumps += 1
    let name = "status_dump_\(dumps).txt"
    replace(
      name,
      """
      run=\(context.run)
      pid=\(getpid())
      epoch=\(state.checkpoint.epoch)/\(state.epochs)
      loss=\(fixed(state.checkpoint.loss, 4))
      lr=\(trimmed(state.config.lr))
      batch=\(state.config.batch)
      config_generation=\(state.generation)
      rss_kb=\(kilobytes("VmRSS", in: "/proc/self/status") ?? 0)
      time=\(timestamp(time(nil)))
      nonce=\(context.nonce)

      """)
    return name
  }

  @discardableResult
  func replace(_ name: String, _ text: String, durable: Bool = false) -> Bool {
    let failure = replaceFile(context.file(name), with: text, durable: durable)
    if failure != 0 { complain(name, failure) }
    return failure == 0
  }

  // MARK: training.pid

  /// Takes training.pid; a stale one is replaced, one of a living trainer is left alone.
  func takePIDFile() {
    if context.options.flag("no-pid-file") { return }
    let path = context.file("training.pid")
    for _ in 0..<2 {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      if descriptor >= 0 {
        let failure = writeAll(descriptor, "\(getpid())\n")
        close(descriptor)
        if failure != 0 { complain("training.pid", failure) }
        ownsPIDFile = true
        return
      }
      if errno != EEXIST { return complain("training.pid", errno) }
      let other = pidFileHolder(path)
      if other == getpid() {
        ownsPIDFile = true
        return
      }
      if let other, Executable.isRun(by: other) {
        context.console.error("training.pid is that of \(other), which still runs; left alone")
        context.events.emit("note", ["text": .text("training.pid is taken by \(other)")])
        return
      }
      context.console.error("replacing a stale training.pid (\(other.map(String.init) ?? "empty"))")
      unlink(path)
    }
  }

  func dropPIDFile() {
    let path = context.file("training.pid")
    if ownsPIDFile, pidFileHolder(path) == getpid() { unlink(path) }
  }

  private func pidFileHolder(_ path: String) -> pid_t? {
    readFile(path)?.split(whereSeparator: \.isWhitespace).first.flatMap { pid_t($0) }
  }

  private func complain(_ what: String, _ code: Int32) {
    let text = "cannot write \(what): \(explain(code))"
    if !reported.insert(text).inserted { return }
    context.events.emit("note", ["text": .text(text)])
    context.console.error(text)
  }
}
