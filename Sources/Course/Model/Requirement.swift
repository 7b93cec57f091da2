internal import Checking

/// Something that a machine must offer; whether it does, `lab doctor` probes.
public enum Requirement: Hashable, Sendable, CustomStringConvertible {
  case tty, root, repl, tmux, screen, gpu, systemd
  case userManager
  case network
  /// Only where the machine is nobody's: a practice machine.
  case practice
  case cpus(Int)
  /// Bytes that must be free.
  case memory(bytes: UInt64)
  /// A cgroup v2 controller.
  case cgroup(String)

  static let words: [String: Requirement] = [
    "tty": .tty, "root": .root, "repl": .repl, "tmux": .tmux, "screen": .screen, "gpu": .gpu,
    "systemd": .systemd, "user-manager": .userManager, "net": .network,
    "practice": .practice,
  ]

  /// Reads a word, or a map with one key: {cpus: 2}, {memory: 600M}, {cgroup: memory}.
  static func read(_ node: ContentNode, log: ContentLog) -> Requirement? {
    if let word = node.text, !node.isNull {
      if let known = words[word] { return known }
      let known = Array(words.keys) + ["{cpus: N}", "{memory: 600M}", "{cgroup: NAME}"]
      log.report(
        "unknown requirement '\(word)'\(Suggestion.ending(for: word, among: known))",
        at: node.place)
      return nil
    }
    let reader = KeyReader(node, log: log, what: "a requirement")
    let cpus = reader.plain("cpus", as: Int.self)
    let cgroup = reader.plain("cgroup", as: String.self)
    let memory = reader.value("memory")
    reader.finish()
    if let cpus { return .cpus(cpus) }
    if let cgroup { return .cgroup(cgroup) }
    guard let memory else { return nil }
    guard let bytes = memory.text.flatMap(Self.bytes) else {
      log.report("'\(memory.text ?? "")' is not a size such as 600M or 2G", at: memory.place)
      return nil
    }
    return .memory(bytes: bytes)
  }

  /// "600M" → 629145600.
  static func bytes(_ text: String) -> UInt64? {
    let units: [(String, UInt64)] = [("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("", 1)]
    for (unit, factor) in units where text.hasSuffix(unit) {
      guard let number = UInt64(text.dropLast(unit.count)), number < 1 << 30 else { continue }
      return number * factor
    }
    return nil
  }

  /// As exercise.yaml writes it.
  public var description: String {
    switch self {
    case .tty: "tty"
    case .root: "root"
    case .repl: "repl"
    case .tmux: "tmux"
    case .screen: "screen"
    case .gpu: "gpu"
    case .systemd: "systemd"
    case .userManager: "user-manager"
    case .network: "net"
    case .practice: "practice"
    case .cpus(let count): "cpus: \(count)"
    case .memory(let bytes): "memory: \(bytes >> 20)M"
    case .cgroup(let name): "cgroup: \(name)"
    }
  }
}
