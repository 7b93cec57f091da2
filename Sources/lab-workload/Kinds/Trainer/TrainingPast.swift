import Glibc

/// The files that a run would have by some epoch, written at once and dated back.
struct TrainingPast {
  private let context: Context
  private let last: Checkpoint
  private let config: TrainingConfig

  init(_ context: Context, _ last: Checkpoint, _ config: TrainingConfig) {
    self.context = context
    self.last = last
    self.config = config
  }

  /// A line of train.log.
  static func line(
    _ at: Checkpoint, of epochs: Int, _ config: TrainingConfig, when: Int
  ) -> String {
    let speed = 12 + Double((at.seed &+ UInt64(at.epoch)) % 10) / 10
    return "\(timestamp(when)) epoch \(at.epoch)/\(epochs) loss=\(fixed(at.loss, 4))"
      + " acc=\(fixed(at.accuracy, 3)) lr=\(trimmed(config.lr)) \(fixed(speed, 1)) it/s\n"
  }

  /// Checkpoints at the multiples of `every` and a log; of a long past only the end.
  func write(to files: TrainingFiles, _ every: Int) {
    let now = time(nil)
    let epochTime = context.options.decimal("epoch-time")
    let epochs = context.options.whole("epochs")
    func moment(_ epoch: Int) -> Int { now - Int(Double(last.epoch - epoch) * epochTime) - 1 }
    var lines = ""
    for epoch in max(1, last.epoch - 999)...last.epoch {
      let at = Checkpoint(epoch: epoch, seed: last.seed)
      lines += TrainingPast.line(at, of: epochs, config, when: moment(epoch))
    }
    files.logLines(lines)
    let newest = last.epoch / every
    for number in stride(from: max(1, newest - 49), through: newest, by: 1) {
      let at = Checkpoint(epoch: number * every, seed: last.seed)
      let saved = moment(at.epoch)
      let name = Checkpoint.name(at.epoch)
      let json = at.json(
        .regular, nonce: context.nonce, run: context.run, lr: config.lr, savedAt: saved)
      if files.replace(name, json) { backdate(context.file(name), to: saved) }
    }
  }
}
