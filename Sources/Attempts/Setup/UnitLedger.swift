import Course
import FoundationEssentials
import Glibc
import Systemd

/// The units that an attempt may have left with a service manager: written before the first of them
/// is, and removed when they are taken down, so that a kill in between loses none.
struct UnitLedger: Codable {
  /// One unit.
  struct Entry: Codable, Hashable {
    var name: String
    var manager: Manager
  }

  var attempt: String
  var entries: [Entry]
  /// Where each manager's units are, by `Manager.rawValue`: it may not be there to be asked any more.
  var folders: [String: UnitFolders]
  /// The slices that each manager had before, by `Manager.rawValue`; nil in older ones.
  var slices: [String: [String]]? = nil
  /// The slices that the attempt's units were in when they were ended, likewise.
  var lived: [String: [String]]? = nil

  static func folder(_ state: String) -> String { "\(state)/units" }

  private static func path(_ attempt: String, _ state: String) -> String {
    "\(folder(state))/\(attempt).json"
  }

  func write(_ state: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: Self.folder(state), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      let data = try JSONEncoder().encode(self)
      try data.write(to: URL(filePath: Self.path(attempt, state)), options: .atomic)
    } catch {
      throw AttemptError("\(Self.path(attempt, state)): can't be written: \(brief(error))")
    }
  }

  /// The ledger of an attempt; nil where it left nothing.
  static func read(_ attempt: String, _ state: String) -> UnitLedger? {
    guard let data = try? Data(contentsOf: URL(filePath: path(attempt, state))) else { return nil }
    return try? JSONDecoder().decode(UnitLedger.self, from: data)
  }

  /// The attempts that may have left something.
  static func attempts(_ state: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder(state))) ?? []).sorted()
      .compactMap { $0.hasSuffix(".json") ? String($0.dropLast(5)) : nil }
  }

  static func remove(_ attempt: String, _ state: String) { unlink(path(attempt, state)) }
}

/// Takes units down: they are ended at once, and nothing of them is left. Idempotent.
///
/// A manager that isn't there, as after a reboot, leaves only files, and those are removed.
struct UnitTeardown {
  let ledger: UnitLedger
  /// What systemctl gets.
  var environment: (Manager) -> [String: String] = { $0.environment() }

  /// How long units may take to be gone after SIGKILL.
  static let patience = Duration.seconds(8)

  /// - Returns: What could not be done, in one line each.
  @discardableResult
  func run() -> [String] {
    managers().flatMap { manager, units, systemctl -> [String] in
      let isThere = systemctl.state() != nil
      var problems: [String] = []
      if isThere { problems += end(units, systemctl) }
      var didRemove = false
      let folders = (isThere ? try? systemctl.folders() : nil) ?? ledger.folders[manager.rawValue]
      if let folders {
        for unit in units {
          let remains = UnitRemains(of: unit, in: folders)
          didRemove = didRemove || !remains.paths.isEmpty
          problems += remains.remove().map { "\($0)" }
        }
      }
      if isThere {
        // What is failed stays loaded, with its counters, until it is said that it was seen.
        _ = try? systemctl.run(["reset-failed", "--"] + patterns(units))
        if didRemove { do { try systemctl.daemonReload() } catch { problems.append("\(error)") } }
      }
      return problems
    }
  }

  /// The slices in which the attempt's units are, by `Manager.rawValue`: to be asked before they are
  /// ended.
  func lived() -> [String: [String]] {
    var lived: [String: [String]] = [:]
    for (manager, units, systemctl) in managers() {
      let loaded = (try? systemctl.loaded(patterns(units), ["Id", "Slice"])) ?? []
      let slices =
        units.filter { $0.type == "slice" }.map(\.text) + loaded.compactMap { $0["Slice"] }
      lived[manager.rawValue] = slices.filter { !$0.isEmpty }
    }
    return lived
  }

  /// Takes down the slices that only the attempt's units lived in; once its processes have ended, too.
  ///
  /// - Parameter groups: The control groups that the attempt's processes were seen in: of a unit that
  ///   was gone before nothing else says in which slice it was.
  /// - Returns: What could not be done, in one line each.
  func runSlices(_ groups: Set<String>) -> [String] {
    managers().flatMap { manager, units, systemctl -> [String] in
      guard let before = ledger.slices?[manager.rawValue], systemctl.state() != nil,
        let own = try? systemctl.ownProperties(["ControlGroup"]),
        let folders = (try? systemctl.folders()) ?? ledger.folders[manager.rawValue]
      else { return [] }
      let lived = Set(units.filter { $0.type == "slice" }.map(\.text))
        .union(ledger.lived?[manager.rawValue] ?? [])
        .union(groups.flatMap { SliceTeardown.slices(on: $0, below: own["ControlGroup"] ?? "") })
      return SliceTeardown(systemctl: systemctl, before: Set(before)).run(lived, in: folders)
    }
  }

  /// The managers that the attempt had units with.
  private func managers() -> [(Manager, [UnitName], Systemctl)] {
    Manager.allCases.compactMap { manager in
      let units = ledger.entries.filter { $0.manager == manager }.compactMap { UnitName($0.name) }
      guard !units.isEmpty else { return nil }
      return (manager, units, Systemctl(manager, environment: environment(manager)))
    }
  }

  /// Instances of a template are known to the manager only.
  private func patterns(_ units: [UnitName]) -> [String] {
    units.map { unit in
      guard unit.isTemplate, let at = unit.text.lastIndex(of: "@") else { return unit.text }
      return "\(unit.text[...at])*\(unit.text[unit.text.index(after: at)...])"
    }
  }

  private func end(_ units: [UnitName], _ systemctl: Systemctl) -> [String] {
    let patterns = patterns(units)
    var problems: [String] = []
    func run(_ words: [String]) {
      do { _ = try systemctl.run(words + ["--"] + patterns) } catch { problems.append("\(error)") }
    }
    // What is frozen takes no signal but KILL, and its manager waits for it.
    thaw(units, systemctl)
    run(["stop", "--no-block"])
    // Whatever it would still have done: the attempt is over, and nobody waits for TimeoutStopSec.
    run(["kill", "--signal=KILL"])
    let deadline = ContinuousClock.now + Self.patience
    while ContinuousClock.now < deadline {
      let groups = living(units, systemctl)
      guard !groups.isEmpty else { return problems }
      for group in groups { kill(group) }
      run(["kill", "--signal=KILL"])
      usleep(50_000)
    }
    let names = units.map(\.text).joined(separator: ", ")
    return problems + ["\(names): still there after \(Self.patience)"]
  }

  /// The control groups of units that aren't down yet; "" for one without.
  private func living(_ units: [UnitName], _ systemctl: Systemctl) -> [String] {
    guard let shown = try? systemctl.show(units, ["ActiveState", "ControlGroup"]) else { return [] }
    return shown.values.filter {
      !["inactive", "failed", nil].contains($0["ActiveState"]) || $0.controlGroup != nil
    }.map { $0.controlGroup ?? "" }
  }

  private func thaw(_ units: [UnitName], _ systemctl: Systemctl) {
    for group in living(units, systemctl) where !group.isEmpty {
      ControlGroupFile.write("0", to: "cgroup.freeze", of: group)
    }
  }

  private func kill(_ group: String) {
    guard !group.isEmpty else { return }
    ControlGroupFile.write("1", to: "cgroup.kill", of: group)
  }
}
