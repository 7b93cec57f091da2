internal import Observation
internal import ProcFS
internal import Record

/// An open attempt, as its supervisor sees it.
final class WatchedAttempt {
  let header: AttemptHeader
  var rules: [RoleRule]
  /// Its units and control groups; nil where it asks about none.
  var looks: AttemptLooks?
  let writer: JournalWriter
  var binder: RoleBinder
  /// What took each role, in that order; those that ended stay.
  var bound: [String: [ProcessIdentity]] = [:]
  /// Workloads and shells that made themselves known, in that order.
  var registrations: [Registration] = []
  /// What the lab started for it.
  var spawned: Set<ProcessIdentity> = []
  var ended: Set<ProcessIdentity> = []
  /// What the lab did lately, and when.
  var actions: [(action: LabAction, at: UInt64)] = []
  /// When closing began.
  var closingSince: UInt64?
  var isClosing: Bool { closingSince != nil }

  init(
    header: AttemptHeader, rules: [RoleRule], writer: JournalWriter, observer: Observer
  ) {
    binder = RoleBinder(observer: observer)
    self.header = header
    self.rules = rules
    self.writer = writer
  }

  var id: String { header.attempt }

  var shells: [ProcessIdentity] {
    registrations.filter { $0.who == .shell }.map(\.process)
  }

  /// The roles that a process has, in the order of the exercise.
  func roles(of process: ProcessIdentity) -> [String] {
    let named = rules.map(\.name).filter { bound[$0]?.contains(process) == true }
    let others = bound.filter { $0.value.contains(process) && !named.contains($0.key) }.keys
    return named + others.sorted()
  }

  /// Whether a role could match a process that nobody told of.
  var looksAround: Bool {
    rules.contains { rule in
      switch rule.source {
      case .learnerCommand, .children, .group, .tree, .pidFile, .readerOf, .unit, .unitGroup: true
      case .started, .registered, .learner, .shell, .supervisor, .reaper: false
      }
    }
  }

  /// What a role asks to have sampled.
  func groups(of role: String) -> Set<FactGroup> {
    rules.first { $0.name == role }?.watch ?? [.stat]
  }

  /// Whether a path is the bench or below it.
  func holds(_ path: String?) -> Bool {
    guard let path, !header.bench.isEmpty else { return false }
    return path == header.bench || path.hasPrefix(header.bench + "/")
  }

  /// Whether a workload says, or shows by where it is, that it belongs here.
  func claims(_ registration: Registration) -> Bool {
    if let nonce = registration.facts.environment?["LAB_ID"], !nonce.isEmpty {
      if nonce == header.nonce { return true }
    }
    if let run = registration.run, run == header.run { return true }
    if let group = registration.facts.cgroup, let looks, looks.owns(group) { return true }
    return holds(registration.facts.cwd)
  }

  /// Whether a signal that the kernel made, or that names nobody, follows from what the lab did.
  func explains(_ signal: Int32, of process: ProcessIdentity, at now: UInt64) -> Bool {
    actions.contains { entry in
      guard now - min(now, entry.at) < 2_000_000_000 else { return false }
      switch entry.action {
      case .hungUp: return signal == 1 || signal == 18
      case .typed(let text):
        let keys: [Int32: Unicode.Scalar] = [2: "\u{3}", 3: "\u{1c}", 20: "\u{1a}"]
        return keys[signal].map { text.unicodeScalars.contains($0) } ?? false
      case .signalled(let target, let number): return target == process && number == signal
      default: return false
      }
    }
  }

  /// Values of units and control groups, as a journal has them last.
  static func looked(_ records: [JournalRecord]) -> [Subject: [String: String]] {
    var listed: [Subject: [String: String]] = [:]
    for record in records {
      guard case .looked(let subject, let values) = record.event else { continue }
      listed[subject, default: [:]].merge(values) { $1 }
    }
    return listed
  }

  /// Takes up what a journal says; the facts as listed last, by process.
  ///
  /// - Returns: Processes that were known and whose end is not recorded.
  func restore(_ records: [JournalRecord]) -> [ProcessIdentity: ProcessFacts] {
    var facts: [ProcessIdentity: ProcessFacts] = [:]
    for record in records {
      switch record.event {
      case .bound(let role, let process, let seen):
        if bound[role]?.contains(process) != true { bound[role, default: []].append(process) }
        facts[process, default: ProcessFacts()].merge(seen)
      case .registered(let registration):
        registrations.append(registration)
        facts[registration.process, default: ProcessFacts()].merge(registration.facts)
      case .observed(let process, let seen):
        facts[process, default: ProcessFacts()].merge(seen)
      case .ended(let process, _):
        ended.insert(process)
      case .acted(.spawned(_, let process, _)):
        spawned.insert(process)
      default: break
      }
    }
    for process in ended { facts[process] = nil }
    return facts
  }
}
