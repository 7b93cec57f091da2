import Checking
import Course
import FoundationEssentials
import Glibc
import Progress
import Record
import Supervision
import Systemd

/// Writes, enables and starts the units of an attempt; everything is in the record as the lab's.
struct UnitSetup {
  let lab: Lab
  let attempt: Attempt

  /// How long a unit may take to be active after its start is done.
  static let patience = Duration.seconds(10)

  func run() throws {
    let units = attempt.exercise.units
    guard !units.isEmpty else { return }
    let ledger = try self.ledger(units)
    // Before anything is there: then a kill leaves nothing that nobody knows of. A name bears the run,
    // so what has it already is of an attempt that was lost.
    try ledger.write(lab.paths.state)
    if hasRemains(ledger) { UnitTeardown(ledger: ledger).run() }
    for unit in units where unit.isWritten { try write(unit, ledger) }
    for manager in Manager.allCases
    where units.contains(where: { $0.manager == manager && $0.isWritten }) {
      try must(manager, ["daemon-reload"])
    }
    for unit in units where unit.isEnabled { try must(unit.manager, ["enable"], unit) }
    for unit in units {
      switch unit.start {
      case .no: break
      case .ignore: _ = try ran(unit.manager, ["start", "--no-block"], unit)
      case .yes:
        try must(unit.manager, ["start"], unit)
        try awaitActive(unit)
      }
    }
  }

  private func name(_ unit: UnitSpec) throws -> UnitName {
    guard let name = unit.unitName({ attempt.value($0) }) else {
      throw AttemptError("\(unit.place): '\(unit.name)' gives no unit's name with these numbers")
    }
    return name
  }

  private func ledger(_ units: [UnitSpec]) throws -> UnitLedger {
    var folders: [String: UnitFolders] = [:]
    var slices: [String: [String]] = [:]
    for manager in Set(units.map(\.manager)) {
      try asking(manager) { (systemctl) throws(SystemdError) in
        let found = try systemctl.folders()
        folders[manager.rawValue] = found
        slices[manager.rawValue] = try SliceTeardown.all(systemctl, found)
      }
    }
    return UnitLedger(
      attempt: attempt.id,
      entries: try units.map { UnitLedger.Entry(name: try name($0).text, manager: $0.manager) },
      folders: folders, slices: slices)
  }

  private func hasRemains(_ ledger: UnitLedger) -> Bool {
    ledger.entries.contains { entry in
      guard let name = UnitName(entry.name), let folders = ledger.folders[entry.manager.rawValue]
      else { return false }
      if !UnitRemains(of: name, in: folders).paths.isEmpty { return true }
      let shown = try? Systemctl(entry.manager).show([name], ["ActiveState"])[name]
      return !["inactive", nil].contains(shown?["ActiveState"])
    }
  }

  private func write(_ unit: UnitSpec, _ ledger: UnitLedger) throws {
    guard let folders = ledger.folders[unit.manager.rawValue], !folders.configuration.isEmpty else {
      throw AttemptError("no folder for unit files is known to the \(unit.manager) manager")
    }
    let name = try name(unit)
    var files: [(path: String, content: String)] = []
    if let file = unit.file {
      files.append((folders.file(of: name), file.filled { attempt.value($0) }))
    }
    for dropIn in unit.dropIns {
      files.append(
        ("\(folders.dropIns(of: name))/\(dropIn.name)", dropIn.content.filled { attempt.value($0) })
      )
    }
    for file in files {
      do {
        let folder = String(file.path[..<(file.path.lastIndex(of: "/") ?? file.path.endIndex)])
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(file.content.utf8).write(to: URL(filePath: file.path))
      } catch {
        throw AttemptError("\(file.path): can't be written: \(brief(error))")
      }
      let digest = FileDigest.sha256(file.content.utf8)
      try lab.request(
        .note(attempt: attempt.id, event: .acted(.wrote(path: file.path, sha256: digest))))
    }
  }

  // MARK: - The manager

  private func asking<Value>(
    _ manager: Manager, _ body: (Systemctl) throws(SystemdError) -> Value
  ) throws -> Value {
    do { return try body(Systemctl(manager)) } catch {
      throw AttemptError("\(error)", kind: .unsupported)
    }
  }

  /// Runs systemctl, journalled as the lab's.
  @discardableResult
  func ran(
    _ manager: Manager, _ words: [String], _ unit: UnitSpec? = nil
  ) throws -> CommandRun.Outcome {
    let systemctl = Systemctl(manager)
    let words = words + (try unit.map { [try name($0).text] } ?? [])
    let outcome = try asking(manager) { (systemctl) throws(SystemdError) in
      try systemctl.run(words, limit: .seconds(30))
    }
    try lab.request(
      .note(
        attempt: attempt.id,
        event: .acted(
          .ran(
            arguments: ["systemctl"] + systemctl.manager.option + words, status: outcome.status))))
    return outcome
  }

  private func must(_ manager: Manager, _ words: [String], _ unit: UnitSpec? = nil) throws {
    let outcome = try ran(manager, words, unit)
    guard outcome.status != 0 else { return }
    throw failed(unit, outcome.complaint)
  }

  private func failed(_ unit: UnitSpec?, _ why: String) -> AttemptError {
    let place = unit.map { "\($0.place): " } ?? ""
    var last = ""
    if let unit, let name = try? name(unit),
      let lines = try? UnitJournal(unit.manager).lines(name, since: attempt.header.wallTime),
      let line = lines.last
    {
      last = "; its journal's last line: \(line)"
    }
    return AttemptError(
      "\(place)the set-up of \(attempt.exercise.id) failed: \(why)\(last); it was taken down again")
  }

  private func awaitActive(_ unit: UnitSpec) throws {
    let name = try name(unit)
    let deadline = ContinuousClock.now + Self.patience
    while true {
      let shown = try asking(unit.manager) { (systemctl) throws(SystemdError) in
        try systemctl.show([name], ["ActiveState", "Result", "Type"])[name]
      }
      let state = shown?["ActiveState"] ?? "unknown"
      if state == "active" { return }
      // What runs once and ends well is done when its start is.
      if state == "inactive", shown?["Type"] == "oneshot", shown?["Result"] == "success" { return }
      guard state != "failed", ContinuousClock.now < deadline else {
        throw failed(unit, "\(name) is \(state) (\(shown?["Result"] ?? "?"))")
      }
      usleep(50_000)
    }
  }
}

extension Lab {
  /// Takes down what an attempt left with service managers; nothing where it left nothing.
  func takeDownUnits(_ attempt: String) {
    if endUnits(attempt) { takeDownSlices(attempt) }
  }

  /// Ends an attempt's units and removes their files; their slices may hold processes still.
  ///
  /// - Returns: whether all are down.
  func endUnits(_ attempt: String) -> Bool {
    guard var ledger = UnitLedger.read(attempt, paths.state) else { return false }
    ledger.lived = UnitTeardown(ledger: ledger).lived().merging(ledger.lived ?? [:]) { $0 + $1 }
    // Somebody else may have to go on from here, and can't ask units that are gone.
    try? ledger.write(paths.state)
    return isDown(attempt, UnitTeardown(ledger: ledger).run())
  }

  /// Takes down the slices that nobody but the attempt lived in, and forgets its units.
  func takeDownSlices(_ attempt: String) {
    guard let ledger = UnitLedger.read(attempt, paths.state) else { return }
    let groups = GroupsOfAttempt.read(paths.attempt(attempt).journal)
    guard isDown(attempt, UnitTeardown(ledger: ledger).runSlices(groups)) else { return }
    UnitLedger.remove(attempt, paths.state)
  }

  private func isDown(_ attempt: String, _ problems: [String]) -> Bool {
    guard !problems.isEmpty else { return true }
    // The ledger stays: the next start tries again.
    onNotice?("not all units of \(attempt) could be taken down: \(problems[0])")
    return false
  }

  /// Takes down what attempts left that are no longer open: somebody was killed half-way.
  func takeDownForgottenUnits() throws {
    let left = UnitLedger.attempts(paths.state)
    guard !left.isEmpty else { return }
    let open = Set(try store().openAttempts(learner: try learner().learner.id).map(\.id))
    for attempt in left where !open.contains(attempt) { takeDownUnits(attempt) }
  }

  /// What templates of an exercise stand for beside parameters and roles: where the lab's programs
  /// and units are, and the units' names.
  func namesForTemplates(
    of exercise: Exercise, _ values: (String) -> String?
  ) throws -> [String: String] {
    var names = ["bin": try Self.workloadFolder(), "socket": paths.socket]
    for unit in exercise.units {
      guard let name = unit.unitName(values) else { continue }
      names["\(unit.key).unit"] = name.text
      names["\(unit.key).manager"] = unit.manager.rawValue
    }
    if let manager = exercise.units.first?.manager {
      do { names["unit-folder"] = try Systemctl(manager).folders().configuration } catch {
        throw AttemptError("\(exercise.id) can't run here: \(error)", kind: .unsupported)
      }
    }
    return names
  }

  /// What the supervisor is to look at for an exercise, with where the managers' own groups are.
  func looks(of exercise: Exercise, _ values: (String) -> String?) -> LookPlan {
    var plan = exercise.lookPlan(values)
    guard !plan.isEmpty else { return plan }
    let used = Set(exercise.units.map(\.manager)).union(plan.groups.isEmpty ? [] : [.user])
    for manager in used {
      guard let own = try? Systemctl(manager).ownProperties(["ControlGroup"]) else { continue }
      // Of the system's own manager it is empty: the root.
      let group = own["ControlGroup"] ?? ""
      plan.managerGroups[manager.rawValue] = group.isEmpty ? "/" : group
    }
    return plan
  }
}
