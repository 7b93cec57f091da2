internal import Observation
internal import ProcFS
internal import Record
internal import Systemd

/// What one attempt has looked at beside processes: its units, and the control groups it asks about.
final class AttemptLooks {
  let plan: LookPlan
  let units: UnitWatch
  /// nil where no hierarchy of version 2 is mounted.
  let groups: GroupWatch?
  let mount: CgroupMounts.Mount?

  /// - Parameter listed: What the record has already, where an attempt is taken up.
  init(
    _ plan: LookPlan, header: AttemptHeader, mount: CgroupMounts.Mount?,
    listed: [Subject: [String: String]] = [:], at now: UInt64
  ) {
    var ofUnits: [String: [String: String]] = [:]
    var ofGroups: [String: [String: String]] = [:]
    for (subject, values) in listed {
      switch subject {
      case .unit(let name): ofUnits[name] = values
      case .cgroup(let path): ofGroups[path] = values
      }
    }
    self.plan = plan
    self.mount = mount
    units = UnitWatch(plan, journalSince: header.wallTime, listed: ofUnits, at: now)
    groups =
      plan.groups.isEmpty ? nil : mount.map { GroupWatch(plan, in: $0, listed: ofGroups) }
  }

  /// What the binder may know of each unit.
  var sights: [String: UnitSight] {
    Dictionary(
      plan.units.map {
        ($0.name, UnitSight(mainPID: mainPID(of: $0.name), groups: groups(of: $0)))
      },
      uniquingKeysWith: { first, _ in first })
  }

  private func mainPID(of unit: String) -> Int32? {
    UnitProperties(units.listed[unit] ?? [:]).mainPID
  }

  /// Where a unit's group is as its manager said, and where it would be by default.
  private func groups(of rule: UnitRule) -> [String] {
    let told = UnitProperties(units.listed[rule.name] ?? [:]).controlGroup
    let usual = plan.managerGroups[rule.manager.rawValue].flatMap {
      UnitGroups.usual(rule.name, below: $0, isUser: rule.manager == .user)
    }
    return [told, told == usual ? nil : usual].compactMap { $0 }
  }

  /// Where a unit's group is, or may be.
  func groups(ofUnit name: String) -> [String] {
    plan.units.first { $0.name == name }.map { groups(of: $0) } ?? []
  }

  /// Whether a control group is that of one of the attempt's units, or below it.
  func owns(_ group: String) -> Bool {
    plan.units.contains { UnitGroups.belongs(group, to: $0.name) }
  }
}
