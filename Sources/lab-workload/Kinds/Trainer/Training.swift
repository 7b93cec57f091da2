import CLinux
import Glibc

/// A run of the trainer: epochs pass by the clock, signals and loaders are tended in between.
final class Training {
  private let context: Context
  private let options: Options
  private let files: TrainingFiles
  private var loaders: Crew
  private var config = TrainingConfig()
  private var generation = 1
  private var at: Checkpoint
  private let epochs: Int
  private let plain: Bool
  private var phase = "training"
  /// When the loop last went round: after a stop it tells how long that was.
  private var heartbeat = lab_monotonic()
  private var interruptedAt: UInt64?
  private var deaf = false
  private var leak: Leak

  init(_ context: Context) {
    self.context = context
    options = context.options
    files = TrainingFiles(context)
    loaders = Crew.loaders(context)
    leak = Leak(context.options)
    epochs = options.whole("epochs")
    plain = options.flag("plain")
    let seed = options.optionalWhole("seed").map { UInt64($0) } ?? hash(context.run) & 0xffff_ffff
    at = Checkpoint(epoch: options.whole("start-epoch"), seed: seed)
  }

  func run() -> Int32 {
    readConfig()
    let resumed = resume()
    if at.epoch >= epochs {
      context.fail("nothing to do: epoch \(at.epoch) of \(epochs) is done", code: 64)
    }
    if !plain { takeSignals() }
    context.console.onFailure = { [context] code in
      context.events.emit("note", ["text": .text("standard output: \(explain(code))")])
    }
    files.openLog(config.log)
    if resumed == nil, at.epoch > 0 { TrainingPast(context, at, config).write(to: files, every) }
    files.takePIDFile()
    files.write(state)
    lab_threads_sleep(Int32(options.whole("threads") - 1))
    loaders.start()
    if let resumed {
      context.events.emit("resume_from", ["epoch": .number(at.epoch), "file": .text(resumed)])
    }
    context.register()
    context.console.error("run '\(context.run)' started, PID \(getpid())")
    tellEpoch(log: false)
    return train()
  }

  // MARK: set-up

  private var every: Int { config.checkpointEvery ?? options.whole("ckpt-every") }

  private var state: TrainingFiles.State {
    .init(
      checkpoint: at, epochs: epochs, generation: generation, config: config, phase: phase)
  }

  private func readConfig() {
    guard let path = options.text("config") else { return }
    guard let text = readFile(path) else {
      context.fail("cannot read \(path): \(explain(errno))", code: 66)
    }
    switch TrainingConfig.read(path, text) {
    case .success(let read): config = read
    case .failure(let error): context.fail(error.text, code: 78)
    }
  }

  /// Goes to the checkpoint that `--resume` names; returns its path.
  private func resume() -> String? {
    guard let name = options.text("resume") else { return nil }
    let found = name == "latest" ? Checkpoint.latest(in: context.out) : name
    guard let path = found else { context.fail("no checkpoint in \(context.out)", code: 66) }
    switch Checkpoint.read(path) {
    case .success(let checkpoint): at = checkpoint
    case .failure(let error): context.fail(error.text, code: 66)
    }
    return path
  }

  private func takeSignals() {
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU, SIGCONT, SIGCHLD] {
      context.inbox.catches(signal)
    }
    lab_signals_ignore(SIGPIPE)
  }

  // MARK: the loop

  private func train() -> Int32 {
    let end = lab_monotonic() + 3 * 3600 * second
    let epochTime = nanoseconds(options.decimal("epoch-time"))
    let slice = min(50 * millisecond, epochTime)
    let busy = slice / 100 * UInt64(options.whole("cpu"))
    var progress: UInt64 = 0
    heartbeat = lab_monotonic()
    while true {
      if busy > 0 { lab_burn(busy) }
      context.inbox.wait(until: heartbeat + slice)
      if let code = takeIn() { return code }
      loaders.tend()
      leak.pay(context)
      let now = lab_monotonic()
      // Time in which this process was stopped is no progress.
      progress += min(now - heartbeat, 500 * millisecond)
      heartbeat = now
      if progress >= epochTime {
        progress -= epochTime
        if let code = finishEpoch() { return code }
      }
      if now >= end { return complete("three hours are over") }
    }
  }

  private func finishEpoch() -> Int32? {
    at.epoch += 1
    leak.owe()
    tellEpoch(log: true)
    if at.epoch >= epochs { return complete("done") }
    if at.epoch % every == 0 { save(.regular) }
    if options.optionalWhole("hang-at") == at.epoch { return hang() }
    return nil
  }

  private func tellEpoch(log: Bool) {
    let loss = fixed(at.loss, 4)
    if log { files.logLines(TrainingPast.line(at, of: epochs, config, when: time(nil))) }
    files.write(state)
    context.events.emit("epoch", ["epoch": .number(at.epoch), "loss": .number(loss)])
    context.console.progress("epoch \(at.epoch)/\(epochs) loss=\(loss)")
  }

  private func save(_ reason: Checkpoint.Reason) {
    let name = Checkpoint.name(at.epoch)
    let json = at.json(
      reason, nonce: context.nonce, run: context.run, lr: config.lr, savedAt: time(nil))
    guard files.replace(name, json, durable: true) else { return }
    context.events.emit(
      "checkpoint",
      ["epoch": .number(at.epoch), "reason": .text(reason.rawValue), "file": .text(name)])
    if reason == .regular {
      context.console.remark("saved \(name)")
    } else {
      context.console.error("saved \(name)")
    }
  }

  // MARK: signals

  /// Reacts to all signals that came in; an exit status if one of them is the end.
  private func takeIn() -> Int32? {
    var ending: lab_signal?
    while let signal = context.inbox.next() {
      if signal.signo == SIGCHLD, signal.code > 0 { continue }  // a child's end: `tend` sees it
      context.events.emit(signal)
      switch signal.signo {
      case SIGTERM, SIGXCPU: if !deaf { ending = ending ?? signal }
      case SIGINT:
        if deaf { continue }
        if isSecond(signal) { return atOnce() }
        ending = ending ?? signal
      case SIGHUP: reload()
      case SIGUSR1: context.events.emit("dumped", ["file": .text(files.dump(state))])
      case SIGUSR2: save(.usr2)
      case SIGCONT: noteGap(signal)
      default: break
      }
    }
    guard let ending else { return nil }
    switch ending.signo {
    case SIGTERM: return stop(code: Int32(options.whole("term-exit")))
    case SIGINT: return stop(code: 130)
    default: return stop(code: 152)
    }
  }

  /// Whether this is a second INT within 5 seconds.
  private func isSecond(_ signal: lab_signal) -> Bool {
    defer { interruptedAt = signal.mono }
    return interruptedAt.map { signal.mono - $0 < 5 * second } ?? false
  }

  private func atOnce() -> Int32 {
    context.console.error("interrupted twice: stopping without a checkpoint")
    return 130
  }

  /// A CONT that ended a stop; one to a running process says nothing.
  private func noteGap(_ signal: lab_signal) {
    let gap = Double(signal.mono - min(heartbeat, signal.mono)) / 1e9
    if gap < 0.2 { return }
    context.events.emit("resumed", ["gap": .number(fixed(gap, 1))])
    context.console.remark("continued after \(fixed(gap, 1)) s")
  }

  private func reload() {
    if let path = options.text("config") {
      let read: Result<TrainingConfig, UsageError>
      if let text = readFile(path) {
        read = TrainingConfig.read(path, text)
      } else {
        read = .failure(UsageError(text: "cannot read \(path): \(explain(errno))"))
      }
      switch read {
      case .success(let new): config = new
      case .failure(let error):
        context.events.emit("reload_failed", ["reason": .text(error.text)])
        context.console.error("\(error.text); keeping the old settings")
        files.openLog(config.log)
        return
      }
    }
    generation += 1
    files.openLog(config.log)
    files.write(state)
    context.events.emit(
      "reloaded",
      [
        "lr": .text(trimmed(config.lr)), "batch": .number(config.batch),
        "generation": .number(generation),
      ])
    context.console.remark("settings read again: lr=\(trimmed(config.lr)) batch=\(config.batch)")
  }

  // MARK: the end

  /// Saves, which takes `--grace`, ends the loaders, leaves nothing behind.
  private func stop(code: Int32) -> Int32 {
    phase = "saving"
    files.write(state)
    context.events.emit("saving", ["epoch": .number(at.epoch)])
    context.console.error("stopping: saving epoch \(at.epoch)")
    let due = lab_monotonic() + nanoseconds(options.decimal("grace"))
    while context.inbox.wait(until: due) {
      while let signal = context.inbox.next() {
        if signal.signo == SIGCHLD, signal.code > 0 { continue }
        context.events.emit(signal)
        if signal.signo == SIGINT, isSecond(signal) { return atOnce() }
      }
    }
    save(.signal)
    tidy("stopped")
    return code
  }

  private func complete(_ why: String) -> Int32 {
    save(.regular)
    tidy("done")
    context.console.say("epoch \(at.epoch)/\(epochs): \(why)")
    return 0
  }

  private func tidy(_ last: String) {
    loaders.end()
    phase = last
    files.write(state)
    files.dropPIDFile()
  }

  // MARK: hanging

  /// Blocks on a lock that a helper holds. Goes on should the helper end.
  private func hang() -> Int32? {
    deaf = options.text("hang") == "deaf"
    phase = "training"
    let path = context.file("hang.lock")
    var ready = ReadyPipe()
    let holder = Helper.start(
      .locker, named: "lab-helper", settings: [path], input: ready.input, ignored: context.ignored)
    ready.waitAndClose()
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    defer {
      close(descriptor)
      deaf = false
      if let holder { context.end([holder]) }
    }
    while descriptor >= 0, flock(descriptor, LOCK_EX) < 0 {
      if errno != EINTR { break }
      if let code = takeIn() { return code }
      heartbeat = lab_monotonic()
    }
    heartbeat = lab_monotonic()
    context.events.emit("note", ["text": .text("hang.lock acquired")])
    return nil
  }
}
