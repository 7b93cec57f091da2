internal import Observation
package import ProcFS
package import Record

/// The control groups that one attempt asks about: which they are, and what changed in them.
///
/// A look costs one small read a file. What changes by itself (used CPU time, memory) is listed once a
/// second at most, everything else at the look that sees it. What is compared between groups is listed
/// for all of them at the same look. When a group is gone, its last values stay listed, and
/// `GroupValue.exists` says so.
package final class GroupWatch {
  /// What is known of one group.
  private final class Watched {
    var kept: KeptGroup?
    /// As the journal has it.
    var listed: [String: String] = [:]
    var restlessListedAt: UInt64 = 0
    /// When something changed that doesn't change by itself.
    var changedAt: UInt64 = 0
  }

  /// A group, with the values of it that changed.
  package struct Change: Hashable, Sendable {
    package var path: String
    package var values: [String: String]
  }

  /// Where processes and units of the attempt are now.
  package struct Situation {
    /// Groups of the living processes of a role.
    package var ofRole: (String) -> Set<String>
    /// Groups that a unit has, or may have.
    package var ofUnit: (String) -> [String]

    package init(
      ofRole: @escaping (String) -> Set<String>, ofUnit: @escaping (String) -> [String]
    ) {
      self.ofRole = ofRole
      self.ofUnit = ofUnit
    }
  }

  /// What is looked at in a group.
  private struct Wanted {
    var keys: Set<CgroupKey> = []
    /// Names of those that are compared with other groups'.
    var together: Set<String> = []
  }

  static let restlessPeriod: UInt64 = 1_000_000_000
  /// How often what is compared is listed; half a sample less than a second, so that it is each
  /// fifth look.
  static let togetherPeriod: UInt64 = 950_000_000
  /// When nobody has done anything to a group for so long, it is listed less often.
  static let calm: UInt64 = 600_000_000_000
  static let calmPeriod: UInt64 = 5_000_000_000
  /// Looks between two looks at the groups above.
  static let ancestorsEvery = 5

  private let plan: LookPlan
  private let mount: CgroupMounts.Mount
  /// Groups that were there when the attempt was begun, or taken up, and weren't looked at.
  private var old: Set<String>
  private var watched: [String: Watched] = [:]
  private var looks = 0
  /// When what is compared was last listed, of all groups.
  private var togetherAt: UInt64 = 0

  /// - Parameter listed: What the journal has already, where an attempt is taken up.
  package init(
    _ plan: LookPlan, in mount: CgroupMounts.Mount, listed: [String: [String: String]] = [:]
  ) {
    self.plan = plan
    self.mount = mount
    old = UnitGroups.all(in: mount)
    for (path, values) in listed {
      let entry = Watched()
      entry.listed = values
      watched[path] = entry
    }
  }

  /// Looks at every group that is asked about.
  ///
  /// - Parameter isThorough: Also at the groups above, whoever's turn it is.
  /// - Returns: What changed, in the order of paths.
  package func look(
    _ situation: Situation, at now: UInt64, isThorough: Bool = false
  ) -> [Change] {
    looks += 1
    let includesAncestors = isThorough || looks % Self.ancestorsEvery == 1
    let comparesNow = now - min(now, togetherAt) >= Self.togetherPeriod
    if comparesNow { togetherAt = now }
    var changes: [Change] = []
    for (path, wanted) in wanted(situation, includesAncestors).sorted(by: { $0.key < $1.key }) {
      let entry = watched[path] ?? Watched()
      watched[path] = entry
      if let values = look(at: path, wanted, entry, comparesNow: comparesNow, now) {
        changes.append(Change(path: path, values: values))
      }
    }
    return changes
  }

  /// Which values of which groups.
  private func wanted(
    _ situation: Situation, _ includesAncestors: Bool
  ) -> [String: Wanted] {
    var result: [String: Wanted] = [:]
    for rule in plan.groups {
      let keys = Set(rule.keys.compactMap { CgroupKey($0) })
      let counters = keys.filter { $0.kind == .counter }
      let limits = keys.filter { [.bandwidth, .sizeLimit, .numberLimit].contains($0.kind) }
      var paths: Set<String>
      switch rule.whose {
      case .role(let role): paths = situation.ofRole(role)
      case .unit(let unit): paths = Set(situation.ofUnit(unit))
      }
      for path in paths {
        result[path, default: Wanted()].keys.formUnion(keys)
        result[path]?.together.formUnion(rule.together)
        let above = CgroupMounts.Mount.ancestors(of: path)
        if rule.watchesParent {
          for group in counting(above) { result[group, default: Wanted()].keys.formUnion(counters) }
        }
        if rule.watchesAncestors, includesAncestors {
          for group in above where group != "/" {
            result[group, default: Wanted()].keys.formUnion(limits)
          }
        }
      }
      // Whoever is started by a manager will be below one of these: their counters before that.
      if rule.watchesParent {
        for group in usualParents {
          result[group, default: Wanted()].keys.formUnion(counters)
        }
      }
    }
    return result
  }

  /// The groups above one that count what happens to it: the nearest, and where a manager made it,
  /// all below the manager's own. Those further up belong to others.
  private func counting(_ above: [String]) -> [String] {
    guard let manager = plan.managerGroups.values.first(where: { above.contains($0) }),
      let end = above.firstIndex(of: manager), end > 0
    else { return Array(above.prefix(1)) }
    return Array(above[..<end])
  }

  private var usualParents: [String] {
    plan.managerGroups.values.flatMap { root in
      let below = root == "/" ? "" : root
      return ["\(below)/app.slice", "\(below)/system.slice"]
    }
  }

  /// What changed in one group; nil where nothing did that is to be listed now.
  private func look(
    at path: String, _ wanted: Wanted, _ entry: Watched, comparesNow: Bool, _ now: UInt64
  ) -> [String: String]? {
    let keys = wanted.keys
    let comparesNow = comparesNow && !wanted.together.isEmpty
    var values: [String: String]?
    if let kept = entry.kept {
      values = kept.values(keys)
      if values == nil { entry.kept = nil }
    }
    if entry.kept == nil, let kept = KeptGroup(path, in: mount) {
      // One of the same name may have taken its place between two looks: all of it is new.
      values = kept.values(keys)
      if values != nil { entry.kept = kept }
    }
    guard var found = values else {
      guard entry.listed[GroupValue.exists] == "yes" else { return nil }
      // The next one of this name is another one.
      old.remove(path)
      entry.listed[GroupValue.exists] = "no"
      entry.changedAt = now
      return [GroupValue.exists: "no"]
    }
    found[GroupValue.exists] = "yes"
    let appears = entry.listed[GroupValue.exists] != "yes"
    if appears { found[GroupValue.isNew] = old.contains(path) ? "no" : "yes" }
    var changed = found.filter { entry.listed[$0.key] != $0.value }
    let isStirred = changed.keys.contains { !(CgroupKey($0)?.isRestless ?? false) }
    if isStirred {
      entry.changedAt = now
    } else if !comparesNow {
      let period =
        now - min(now, entry.changedAt) > Self.calm ? Self.calmPeriod : Self.restlessPeriod
      guard now - min(now, entry.restlessListedAt) >= period else { return nil }
      // Its turn comes when the others' does.
      for name in wanted.together { changed[name] = nil }
    }
    // Also what stands still: one that uses nothing has that to tell, too.
    if comparesNow { for name in wanted.together { changed[name] = found[name] } }
    guard !changed.isEmpty else { return nil }
    // One that came anew tells everything: its counters may stand as the last one's did.
    if appears { changed = found }
    entry.restlessListedAt = now
    entry.listed.merge(changed) { $1 }
    return changed
  }
}
