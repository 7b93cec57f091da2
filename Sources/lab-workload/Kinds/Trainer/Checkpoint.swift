import Glibc

/// What a checkpoint file holds: enough to go on, and to see that somebody else went on rightly.
struct Checkpoint {
  enum Reason: String {
    case regular, signal, usr2
  }

  var epoch: Int
  var seed: UInt64

  static func name(_ epoch: Int) -> String {
    let digits = String(epoch)
    return "checkpoint_epoch_" + String(repeating: "0", count: max(0, 3 - digits.utf8.count))
      + digits + ".json"
  }

  func json(_ reason: Reason, nonce: String, run: String, lr: Double, savedAt: Int) -> String {
    """
    {
      "epoch": \(epoch),
      "loss": \(fixed(loss, 4)),
      "seed": \(seed),
      "nonce": \(quoted(nonce)),
      "reason": \(quoted(reason.rawValue)),
      "run": \(quoted(run)),
      "lr": \(trimmed(lr)),
      "saved": \(quoted(timestamp(savedAt)))
    }

    """
  }

  var loss: Double { Checkpoint.loss(seed: seed, epoch: epoch) }
  var accuracy: Double { max(0.1, 1 - loss / 2.56) }

  /// Falls with the epoch, with a noise that only seed and epoch decide.
  static func loss(seed: UInt64, epoch: Int) -> Double {
    // SplitMix64
    var mixed = (seed &+ UInt64(epoch) &+ 1) &* 0x9e37_79b9_7f4a_7c15
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    let noise = Double((mixed ^ (mixed >> 31)) >> 40) / 16_777_216 - 0.5
    return 2.22 * exp(-Double(epoch) / 18) + 0.09 + 0.04 * noise
  }

  /// Reads a checkpoint. The loss must be the one of its seed and epoch, if it names one.
  static func read(_ path: String) -> Result<Checkpoint, UsageError> {
    guard let text = readFile(path) else {
      return .failure(UsageError(text: "cannot read \(path): \(explain(errno))"))
    }
    guard let epoch = field("epoch", of: text).flatMap({ Int($0) }), (0...1_000_000) ~= epoch else {
      return .failure(UsageError(text: "\(path) is no checkpoint: it names no epoch"))
    }
    let seed = field("seed", of: text).flatMap { UInt64($0) }
    let found = Checkpoint(epoch: epoch, seed: seed ?? 0)
    if seed != nil, let loss = field("loss", of: text), loss != fixed(found.loss, 4) {
      return .failure(UsageError(text: "\(path) is damaged: its loss is not that of its seed"))
    }
    return .success(found)
  }

  /// The file of the highest epoch in a directory.
  static func latest(in directory: String) -> String? {
    let found = names(in: directory).compactMap { name -> (Int, String)? in
      guard name.hasPrefix("checkpoint_epoch_"), name.hasSuffix(".json") else { return nil }
      return Int(name.dropFirst(17).dropLast(5)).map { ($0, name) }
    }
    return found.max { $0.0 < $1.0 }.map { under(directory, $0.1) }
  }

  /// The value of a key in a flat JSON object, as it is written there; a string without its quotes.
  private static func field(_ key: String, of text: String) -> String? {
    for part in text.split(whereSeparator: { ",{}\n".contains($0) }) {
      let words = part.split(separator: ":", maxSplits: 1)
      guard words.count == 2, bare(words[0]) == key else { continue }
      return bare(words[1])
    }
    return nil
  }

  private static func bare(_ text: Substring) -> String {
    String(text.filter { $0 != "\"" && $0 != " " && $0 != "\t" && $0 != "\r" })
  }
}
