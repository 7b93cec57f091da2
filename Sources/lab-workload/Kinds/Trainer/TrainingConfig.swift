/// What `--config` sets: lines of `key=value` (or `key: value`), `#` begins a comment.
struct TrainingConfig {
  var lr = 0.001
  var batch = 32
  var checkpointEvery: Int?
  var log: String?

  /// Reads a configuration; the error names the line.
  static func read(_ path: String, _ text: String) -> Result<TrainingConfig, UsageError> {
    var config = TrainingConfig()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let content = trim(line.prefix { $0 != "#" })
      if content.isEmpty { continue }
      if let problem = config.take(content) {
        return .failure(UsageError(text: "\(path):\(index + 1): \(problem)"))
      }
    }
    return .success(config)
  }

  /// What is wrong with a line, or nil.
  private mutating func take(_ line: Substring) -> String? {
    guard let at = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
      return "'\(line)' is not key=value"
    }
    let key = trim(line[..<at])
    let value = String(trim(line[line.index(after: at)...]))
    switch key {
    case "lr":
      guard let number = Double(value), number > 0, number <= 100 else {
        return "lr must be a number above 0, not '\(value)'"
      }
      lr = number
    case "batch":
      guard let number = Int(value), (1...1_000_000).contains(number) else {
        return "batch must be a whole number above 0, not '\(value)'"
      }
      batch = number
    case "ckpt_every":
      guard let number = Int(value), (1...100_000).contains(number) else {
        return "ckpt_every must be a whole number above 0, not '\(value)'"
      }
      checkpointEvery = number
    case "log":
      if value.isEmpty { return "log must name a file" }
      log = value
    default:
      let near = nearest(String(key), in: ["lr", "batch", "ckpt_every", "log"])
      return "unknown key '\(key)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
    }
    return nil
  }
}

private func trim(_ text: Substring) -> Substring {
  var text = text
  while let first = text.first, first.isWhitespace { text.removeFirst() }
  while let last = text.last, last.isWhitespace { text.removeLast() }
  return text
}
