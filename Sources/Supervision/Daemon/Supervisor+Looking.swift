internal import CLinux
internal import Observation
internal import ProcFS
internal import Record

extension Supervisor {
  /// Has what was looked at come into the record, and begins looks that are due.
  func lookAtUnits(at now: UInt64) {
    for attempt in attempts.values where !attempt.isClosing {
      guard let looks = attempt.looks, !looks.units.isIdle else { continue }
      let changes = looks.units.advance(at: now)
      for change in changes {
        record(.looked(.unit(change.unit), values: change.values), in: attempt, at: now)
      }
      // A main process that is new, or a group that was not known, is looked at at once.
      if !changes.isEmpty {
        bindRoles(of: attempt, at: now)
        lookAtGroups(of: attempt, at: now)
      }
    }
  }

  /// The five-times-a-second part: traces that managers leave, and control groups.
  func lookAround(at now: UInt64, thorough id: String? = nil) {
    for attempt in attempts.values where !attempt.isClosing {
      guard let looks = attempt.looks else { continue }
      if !looks.units.isIdle { looks.units.notice(at: now) }
      lookAtGroups(of: attempt, at: now, isThorough: attempt.id == id)
    }
  }

  /// Lists what changed in the control groups of an attempt.
  func lookAtGroups(of attempt: WatchedAttempt, at now: UInt64, isThorough: Bool = false) {
    guard let looks = attempt.looks, let groups = looks.groups else { return }
    let situation = GroupWatch.Situation(
      ofRole: { role in self.groups(ofRole: role, in: attempt) },
      ofUnit: { looks.groups(ofUnit: $0) })
    for change in groups.look(situation, at: now, isThorough: isThorough) {
      record(.looked(.cgroup(change.path), values: change.values), in: attempt, at: now)
    }
  }

  /// A process of a unit, or in a group that is asked about, ended: it will look otherwise soon.
  func noticeEnd(of process: TrackedProcess, at now: UInt64) {
    for id in process.memberships.keys {
      guard let looks = attempts[id]?.looks,
        let group = process.memberships[id]?.listed.cgroup ?? process.sampled?.cgroup,
        looks.owns(group)
      else { continue }
      looks.units.trigger(at: now)
      // Its group may be gone in a moment, and what it counted with it.
      if let attempt = attempts[id] { lookAtGroups(of: attempt, at: now) }
    }
  }

  private func groups(ofRole role: String, in attempt: WatchedAttempt) -> Set<String> {
    var found: Set<String> = []
    for process in attempt.bound[role] ?? [] where !attempt.ended.contains(process) {
      if let group = processes[process]?.sampled?.cgroup
        ?? processes[process]?.memberships[attempt.id]?.listed.cgroup
      {
        found.insert(group)
      }
    }
    return found
  }
}
