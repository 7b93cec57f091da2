internal import ProcFS
internal import Record

/// What is known of a unit when roles are bound.
public struct UnitSight: Hashable, Sendable {
  /// Its main process, as the manager said at the last look; it may be gone, and its number another's.
  public var mainPID: Int32?
  /// Where its control group is, or may be.
  public var groups: [String]

  /// A value of these parts.
  public init(mainPID: Int32? = nil, groups: [String] = []) {
    self.mainPID = mainPID
    self.groups = groups
  }
}

extension Look {
  /// The unit's main process: as its manager told, if it still is in the unit's group; and a workload
  /// that registered from there while its parent is elsewhere, which the manager has just started.
  mutating func mainProcess(ofUnit name: String) -> [ProcessIdentity] {
    var found: [ProcessIdentity] = []
    for registration in situation.registrations where registration.who == .workload {
      guard let group = registration.facts.cgroup, UnitGroups.belongs(group, to: name),
        let parent = registration.facts.parent, !isMember(parent, ofUnit: name)
      else { continue }
      found.append(registration.process)
    }
    if let pid = situation.units[name]?.mainPID, isMember(pid, ofUnit: name),
      let process = identity(of: pid)
    {
      found.append(process)
    }
    return found
  }

  /// Everybody in the unit's control group, and below it.
  mutating func members(ofUnit name: String) -> [ProcessIdentity] {
    guard let mount = situation.cgroups, let sight = situation.units[name] else { return [] }
    var pids: Set<Int32> = []
    for path in sight.groups {
      if let group = KeptGroup(path, in: mount) { pids.formUnion(group.processIDs(in: mount)) }
    }
    return pids.sorted().compactMap { identity(of: $0) }
  }

  private func isMember(_ pid: Int32, ofUnit name: String) -> Bool {
    guard let process = try? observer.root.process(pid),
      let group = try? process.cgroup().unifiedPath
    else { return false }
    return UnitGroups.belongs(group, to: name)
  }
}
