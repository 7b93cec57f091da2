internal import Glibc
package import Record
package import Systemd

/// The units that one attempt names: looked at by `systemctl show`, beside the supervisor's loop.
///
/// A look costs about ten milliseconds of CPU, here and in the manager. So it is made when something
/// gives a reason to (the manager's own files say that a unit was started or stopped, or that units
/// were read again; a process of a unit ended), for some seconds after, and else every few seconds;
/// never more than twice a second, except for who asks.
package final class UnitWatch {
  /// A unit, with the values of it that changed.
  package struct Change: Hashable, Sendable {
    package var unit: String
    package var values: [String: String]
  }

  static let shortestPause: UInt64 = 500_000_000
  static let patience = Duration.seconds(3)

  private let rules: [UnitRule]
  private let journalSince: Double
  /// What systemctl and journalctl get.
  private let environment: (Manager) -> [String: String]
  /// Where a manager leaves traces.
  private let stateDirectory: (Manager) -> String?
  private let managers: [Manager]
  /// As the record has it, by unit.
  package private(set) var listed: [String: [String: String]]

  /// The show that runs now, by manager, and the journal that is read now, by unit.
  private var shows: [Manager: CommandRun] = [:]
  private var journals: [String: CommandRun] = [:]
  private var beganAt: UInt64?
  private var begunLast: UInt64 = 0
  /// When the last look that is done was begun: what it saw is not older.
  package private(set) var doneSince: UInt64 = 0
  private var dueAt: UInt64 = 0
  /// Who asked last: a look that begins no earlier is wanted at once.
  private var askedAt: UInt64?
  private var triggeredAt: UInt64 = 0
  private var traces: [String] = []
  private var journalReadAt: UInt64 = 0

  /// - Parameters:
  ///   - journalSince: Seconds since 1970: what is older in a unit's journal doesn't count.
  ///   - listed: What the record has already, where an attempt is taken up.
  package init(
    _ plan: LookPlan, journalSince: Double, listed: [String: [String: String]] = [:],
    at now: UInt64,
    environment: @escaping (Manager) -> [String: String] = { $0.environment() },
    stateDirectory: @escaping (Manager) -> String? = { $0.stateDirectory() }
  ) {
    self.environment = environment
    self.stateDirectory = stateDirectory
    // A template has no state, and its name would spoil the look at all the others.
    rules = plan.units.filter { UnitName($0.name).map { !$0.isTemplate } ?? false }
    let used = Set(rules.map(\.manager))
    managers = Manager.allCases.filter { used.contains($0) }
    self.journalSince = journalSince
    self.listed = listed
    triggeredAt = now
  }

  /// Whether there is anything to look at.
  package var isIdle: Bool { rules.isEmpty }

  /// What to poll for POLLIN.
  package var descriptors: [Int32] {
    shows.values.flatMap(\.descriptors) + journals.values.flatMap(\.descriptors)
  }

  /// There is a reason to look soon.
  package func trigger(at now: UInt64) {
    triggeredAt = now
    dueAt = min(dueAt, max(now, begunLast + Self.shortestPause))
  }

  /// Somebody wants a look that begins no earlier than now.
  ///
  /// - Returns: Whether it is worth waiting for: not while no manager answers.
  package func ask(at now: UInt64) -> Bool {
    guard !rules.isEmpty else { return false }
    askedAt = now
    return rules.contains { (listed[$0.name]?[UnitValue.failure] ?? "").isEmpty }
  }

  /// Goes on: takes in what runs, and begins a look when it is time. Never waits.
  ///
  /// - Returns: What changed, in the order of the rules.
  package func advance(at now: UInt64) -> [Change] {
    guard !rules.isEmpty else { return [] }
    var changes: [Change] = []
    for manager in managers {
      guard let run = shows[manager], run.advance() else { continue }
      shows[manager] = nil
      changes += shown(run, by: manager)
    }
    for (unit, run) in journals where run.advance() {
      journals[unit] = nil
      changes += read(run, of: unit)
    }
    if let began = beganAt, shows.isEmpty, journals.isEmpty {
      beganAt = nil
      doneSince = began
      dueAt = began + pause(at: now)
      if let asked = askedAt, began >= asked { askedAt = nil }
    }
    if beganAt == nil, now >= dueAt || askedAt != nil { changes += begin(at: now) }
    return changes
  }

  /// Looks at the manager's own traces of starts, stops and reloads: a few calls of stat(2).
  package func notice(at now: UInt64) {
    let found = managers.flatMap { manager -> [String] in
      guard let folder = stateDirectory(manager) else { return [] }
      var traces = [Self.modified(folder), Self.modified(folder + "/units")]
      for rule in rules where rule.manager == manager {
        traces.append(Self.target(of: "\(folder)/units/invocation:\(rule.name)"))
      }
      return traces
    }
    if found != traces {
      if !traces.isEmpty { trigger(at: now) }
      traces = found
    }
  }

  // MARK: - One look

  /// - Returns: What is known already: that a manager can't even be asked.
  private func begin(at now: UInt64) -> [Change] {
    beganAt = now
    begunLast = now
    var changes: [Change] = []
    for manager in managers {
      let names = rules(of: manager).compactMap { UnitName($0.name) }
      let systemctl = Systemctl(manager, environment: environment(manager))
      do throws(SystemdError) {
        shows[manager] = try CommandRun(
          systemctl.showWords(names, properties(of: manager)), environment: systemctl.environment,
          limit: Self.patience)
      } catch {
        changes += fail(manager, error.description)
      }
    }
    // Texts that are found already, or for whom it is too soon, cost nothing.
    guard askedAt != nil || now - min(now, journalReadAt) >= 1_000_000_000 else { return changes }
    journalReadAt = now
    for rule in rules where rule.journal.contains(where: { !isFound($0, rule) }) {
      guard let name = UnitName(rule.name) else { continue }
      journals[rule.name] = try? CommandRun(
        UnitJournal(rule.manager).words(name, since: journalSince),
        environment: environment(rule.manager), limit: Self.patience)
    }
    return changes
  }

  private func isFound(_ text: String, _ rule: UnitRule) -> Bool {
    listed[rule.name]?[UnitValue.journal(text)] != nil
  }

  private func rules(of manager: Manager) -> [UnitRule] { rules.filter { $0.manager == manager } }

  private func properties(of manager: Manager) -> Set<String> {
    rules(of: manager).reduce(into: UnitValue.always) { $0.formUnion($1.properties) }
  }

  private func shown(_ run: CommandRun, by manager: Manager) -> [Change] {
    guard let outcome = run.outcome, outcome.status == 0, !outcome.isLate else {
      let complaint = run.outcome.map { $0.isLate ? "no answer in time" : $0.complaint } ?? ""
      return fail(manager, complaint.isEmpty ? "no answer" : complaint)
    }
    let mine = rules(of: manager)
    let names = mine.compactMap { UnitName($0.name) }
    guard
      let found = try? Systemctl.match(names, outcome.output, properties(of: manager))
    else { return fail(manager, "its answer is not of as many units as were asked about") }
    return mine.compactMap { rule in
      guard let name = UnitName(rule.name), let shown = found[name] else { return nil }
      let wanted = rule.properties.union(UnitValue.always)
      var values = shown.values.filter { wanted.contains($0.key) }
      // systemctl prints no line for some lists that are empty, such as EnvironmentFiles.
      for name in rule.properties where values[name] == nil { values[name] = "" }
      values[UnitValue.failure] = ""
      if rule.readsFiles { values[UnitValue.files] = UnitFiles.text(of: shown.files) }
      return list(values, rule.name)
    }
  }

  private func fail(_ manager: Manager, _ why: String) -> [Change] {
    rules(of: manager).compactMap { list([UnitValue.failure: why], $0.name) }
  }

  private func read(_ run: CommandRun, of unit: String) -> [Change] {
    guard let outcome = run.outcome, outcome.status == 0,
      let rule = rules.first(where: { $0.name == unit })
    else { return [] }
    let lines = UnitJournal.lines(parsing: outcome.output)
    var values: [String: String] = [:]
    for text in rule.journal where !isFound(text, rule) {
      if let line = lines.first(where: { $0.contains(text) }) {
        values[UnitValue.journal(text)] = String(line.prefix(300))
      }
    }
    return list(values, unit).map { [$0] } ?? []
  }

  /// What of it is new.
  private func list(_ values: [String: String], _ unit: String) -> Change? {
    let known = listed[unit] ?? [:]
    var changed = values.filter { known[$0.key] != $0.value }
    // That it answers is news only after it didn't.
    if changed[UnitValue.failure] == "", known[UnitValue.failure] == nil {
      changed[UnitValue.failure] = nil
    }
    guard !changed.isEmpty else { return nil }
    listed[unit, default: [:]].merge(changed) { $1 }
    return Change(unit: unit, values: changed)
  }

  /// How long to leave the manager alone after a look.
  private func pause(at now: UInt64) -> UInt64 {
    switch now - min(now, triggeredAt) {
    case ..<5_000_000_000: Self.shortestPause
    case ..<60_000_000_000: 2_000_000_000
    case ..<600_000_000_000: 5_000_000_000
    default: 15_000_000_000
    }
  }

  private static func modified(_ path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return "" }
    return "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }

  private static func target(of path: String) -> String {
    var buffer = [CChar](repeating: 0, count: 65)
    let count = readlink(path, &buffer, 64)
    guard count > 0 else { return "" }
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The files of a unit, as `systemctl cat` prints them.
enum UnitFiles {
  /// More than this of one file isn't read.
  static let limit = 1 << 16

  static func text(of paths: [String]) -> String {
    var parts: [String] = []
    for path in paths.prefix(32) {
      // O_NONBLOCK: a FIFO of that name must not hold anybody up.
      let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
        count = max(0, Glibc.read(descriptor, buffer.baseAddress, limit))
      }
      parts.append("# \(path)\n" + String(decoding: bytes, as: UTF8.self))
    }
    return parts.joined(separator: "\n")
  }
}
