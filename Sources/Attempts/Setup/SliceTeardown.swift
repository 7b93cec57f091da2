import FoundationEssentials
import Glibc
import Record
import Systemd

/// Takes down the slices that an attempt's units lived in, with their files, where nobody else lives in
/// them and none of them was there before the attempt.
///
/// A manager makes slices by itself, for each name that a unit mentions and for each part of a name
/// with hyphens, and keeps them when nothing is left in them.
///
/// Interface: systemd.slice(5).
struct SliceTeardown {
  let systemctl: Systemctl
  /// Slices that were there before the attempt.
  let before: Set<String>

  /// Those that come with a manager, or with a login.
  static let standard: Set<String> = [
    "-.slice", "app.slice", "background.slice", "session.slice", "machine.slice", "system.slice",
    "user.slice",
  ]

  /// How long a manager may take to see that the last process of a unit was ended.
  static let patience = Duration.seconds(1)

  /// Takes down what can be.
  ///
  /// - Parameters:
  ///   - lived: The slices in which units of the attempt were seen.
  ///   - folders: Where their files are looked for.
  /// - Returns: What could not be done, in one line each.
  func run(_ lived: Set<String>, in folders: UnitFolders) -> [String] {
    let candidates = Set(lived.flatMap(Self.withParents)).filter(isOfAttempt)
    guard !candidates.isEmpty else { return [] }
    var loaded: [UnitProperties] = []
    var used: Set<String> = []
    let deadline = ContinuousClock.now + Self.patience
    repeat {
      guard let found = try? systemctl.loaded(["*"], ["ActiveState", "Id", "Slice"]) else {
        return []
      }
      loaded = found
      used = Self.used(loaded, except: candidates)
      if used.isDisjoint(with: candidates) { break }
      usleep(50_000)
    } while ContinuousClock.now < deadline
    let idle = candidates.subtracting(used).sorted()
    let there = Set(loaded.compactMap { $0["Id"] })
    var problems: [String] = []
    let stopped = idle.filter(there.contains)
    do {
      if !stopped.isEmpty { _ = try systemctl.run(["stop", "--"] + stopped) }
    } catch { problems.append("\(error)") }
    // A unit of the learner's whose process the lab ended stays as failed, and keeps its slice loaded.
    let failed = loaded.filter {
      $0["ActiveState"] == "failed" && idle.contains($0["Slice"] ?? "")
    }.compactMap { $0["Id"] }.sorted()
    if !failed.isEmpty { _ = try? systemctl.run(["reset-failed", "--"] + failed) }
    var didRemove = false
    for slice in idle.compactMap(UnitName.init) where !before.contains(slice.text) {
      let remains = UnitRemains(of: slice, in: folders)
      didRemove = didRemove || !remains.paths.isEmpty
      problems += remains.remove().map { "\($0)" }
    }
    if didRemove { do { try systemctl.daemonReload() } catch { problems.append("\(error)") } }
    return problems
  }

  private func isOfAttempt(_ slice: String) -> Bool {
    if Self.standard.contains(slice) || slice.hasPrefix("user-") { return false }
    // The one above all that exercises name: it may be there since another attempt.
    return slice == "lab.slice" || !before.contains(slice)
  }

  // MARK: - Where units live

  /// The slices that a path of a control group leads through, below the manager's own group.
  static func slices(on group: String, below own: String) -> [String] {
    guard own.isEmpty || own == "/" || group.hasPrefix(own + "/") else { return [] }
    return group.dropFirst(own == "/" ? 0 : own.count).split(separator: "/")
      .filter { $0.hasSuffix(".slice") }.map(String.init)
  }

  /// A slice, and those that its name says are above it: "a-b.slice" is in "a.slice".
  static func withParents(_ slice: String) -> [String] {
    var result = [slice]
    var rest = slice.dropLast(".slice".count)
    while let hyphen = rest.lastIndex(of: "-"), hyphen != rest.startIndex {
      rest = rest[..<hyphen]
      result.append("\(rest).slice")
    }
    return result
  }

  /// The slices that somebody is in who is none of the candidates.
  static func used(_ loaded: [UnitProperties], except candidates: Set<String>) -> Set<String> {
    var used: Set<String> = []
    for unit in loaded {
      guard let id = unit["Id"], !candidates.contains(id), let slice = unit["Slice"],
        !slice.isEmpty, !["inactive", "failed"].contains(unit["ActiveState"])
      else { continue }
      used.formUnion(withParents(slice))
    }
    return used
  }

  /// Every slice that a manager has loaded, or has files of: none of them is an attempt's that begins
  /// now.
  static func all(_ systemctl: Systemctl, _ folders: UnitFolders) throws(SystemdError) -> [String] {
    var names = Set(try systemctl.loaded(["*.slice"], ["Id"]).compactMap { $0["Id"] })
    for folder in folders.writable {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
        let unit = name.hasSuffix(".d") ? String(name.dropLast(2)) : name
        if unit.hasSuffix(".slice") { names.insert(unit) }
      }
    }
    return names.sorted()
  }
}

/// The control groups that an attempt's own processes and units were seen in.
enum GroupsOfAttempt {
  /// - Parameter journal: Of the attempt; a line that can't be read ends it.
  static func read(_ journal: String) -> Set<String> {
    var groups: Set<String> = []
    func add(_ facts: ProcessFacts) {
      // The path in the unified hierarchy; "0::" stands before it where it is as the kernel says it.
      for line in (facts.cgroup ?? "").split(separator: "\n") {
        let group = line.hasPrefix("0::") ? line.dropFirst(3) : line
        if group.hasPrefix("/") { groups.insert(String(group)) }
      }
    }
    for record in JournalReader.all(of: journal).records {
      switch record.event {
      case .registered(let registration) where registration.who == .workload:
        add(registration.facts)
      case .bound(_, _, let facts), .observed(_, let facts): add(facts)
      case .looked(.unit, let values):
        if let group = values["ControlGroup"], !group.isEmpty { groups.insert(group) }
      default: break
      }
    }
    return groups
  }
}
