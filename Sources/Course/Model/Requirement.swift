internal import Checking
public import ProcFS

/// Something that a machine must offer; whether it does, `lab doctor` probes.
public enum Requirement: Hashable, Sendable, CustomStringConvertible {
  case tty, root, repl, tmux, screen, gpu, systemd
  case userManager
  case network
  /// Only where the machine is nobody's: a practice machine.
  case practice
  /// Sessions share CPU time as groups: sched(7), "The autogroup feature".
  case autogroup
  /// The lab itself has nice 0, and so have the processes that it starts.
  case usualNice
  /// So many CPUs that the lab may use.
  case cpus(Int)
  /// CPUs with these numbers, for tasks that name one.
  case theseCPUs(CPUList)
  /// Bytes that must be free.
  case memory(bytes: UInt64)
  /// A cgroup v2 controller in a group that may be written; "any": such a group, whatever it has.
  case cgroup(String)

  static let words: [String: Requirement] = [
    "tty": .tty, "root": .root, "repl": .repl, "tmux": .tmux, "screen": .screen, "gpu": .gpu,
    "systemd": .systemd, "user-manager": .userManager, "net": .network,
    "practice": .practice, "autogroup": .autogroup,
    "usual-nice": .usualNice,
  ]

  /// What `cgroup:` may name.
  static let controllers = ["any", "cpu", "cpuset", "io", "memory", "pids"]

  /// Reads a word, or a map with one key: {cpus: 2}, {cpus: "0-1"}, {memory: 600M}, {cgroup: memory}.
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
    let cpus = reader.value("cpus")
    let cgroup = reader.value("cgroup")
    let memory = reader.value("memory")
    reader.finish()
    if let cpus {
      let text = cpus.text ?? ""
      if let count = Int(text), count > 0 { return .cpus(count) }
      if let list = CPUList(text) { return .theseCPUs(list) }
      log.report("'\(text)' is neither a number of CPUs nor a list such as 0-1", at: cpus.place)
      return nil
    }
    if let cgroup {
      let name = cgroup.text ?? ""
      if controllers.contains(name) { return .cgroup(name) }
      log.report(
        "unknown controller '\(name)'\(Suggestion.ending(for: name, among: controllers))",
        at: cgroup.place)
      return nil
    }
    guard let memory else { return nil }
    guard let bytes = memory.text.flatMap(Self.bytes) else {
      log.report("'\(memory.text ?? "")' is not a size such as 600M or 2G", at: memory.place)
      return nil
    }
    return .memory(bytes: bytes)
  }

  /// The list at a key `requires`; empty where there is no such key.
  static func list(_ node: ContentNode?, log: ContentLog) -> [Requirement] {
    if let node, node.list == nil { log.report("'requires' is a list", at: node.place) }
    return (node?.list ?? []).compactMap { read($0, log: log) }
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
    case .autogroup: "autogroup"
    case .usualNice: "usual-nice"
    case .cpus(let count): "cpus: \(count)"
    case .theseCPUs(let list): "cpus: \(list)"
    case .memory(let bytes): "memory: \(bytes >> 20)M"
    case .cgroup(let name): "cgroup: \(name)"
    }
  }
}
