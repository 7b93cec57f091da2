internal import CLinux
internal import Observation
internal import ProcFS
internal import Record

extension Supervisor {
  /// The ten-times-a-second work, while an attempt is open.
  func tick(at now: UInt64) {
    sample(at: now)
    nextSample += Supervisor.samplePeriod
    if nextSample <= now { nextSample = now + Supervisor.samplePeriod }
  }

  /// Binds roles, reads the bound processes, and journals what changed.
  ///
  /// - Parameter lists: An attempt whose CPU times are listed though nothing else changed.
  func sample(at now: UInt64, lists id: String? = nil) {
    if now - min(now, sampledAt) > Supervisor.longestPause {
      for attempt in attempts.values where !attempt.isClosing {
        record(.gap(from: sampledAt, to: now), in: attempt, at: now)
      }
    }
    sampledAt = now
    sampleCount += 1
    for attempt in attempts.values where !attempt.isClosing {
      // Families are looked at in every other sample: they cost more than all the reading.
      if id != nil || sampleCount % 2 == 0, attempt.looksAround {
        bindRoles(of: attempt, at: now, thorough: attempt.id == id)
      }
      attempt.actions.removeAll { now - min(now, $0.at) > 10_000_000_000 }
    }
    // For all at the same moment: shares are worked out between moments that they have in common.
    let listsTimes = now - min(now, timesListedAt) >= Supervisor.timesPeriod
    if listsTimes { timesListedAt = now }
    for process in Array(processes.values) where process.isBound {
      guard let facts = read(process, isThorough: id != nil) else {
        if process.goneSince == nil { process.goneSince = now }
        continue
      }
      list(facts, of: process, at: now, always: id, withTimes: listsTimes)
    }
    if id != nil || sampleCount % 2 == 0 { lookAround(at: now, thorough: id) }
  }

  /// What a sample reads of a process; nil once it is gone.
  private func read(_ process: TrackedProcess, isThorough: Bool) -> ProcessFacts? {
    var groups = process.groups
    // smaps_rollup is dear: once a second is enough.
    if groups.contains(.memory), sampleCount % 10 != 0 { groups.remove(.memory) }
    if sampleCount % 2 == 0, !isThorough { groups = groups.filter { !$0.isSettled } }
    // Two descriptors a process: not for a whole flood of them.
    return process.read(groups, observer, keepsOpen: processes.count <= 150)
  }

  private func list(
    _ facts: ProcessFacts, of process: TrackedProcess, at now: UInt64, always id: String?,
    withTimes: Bool
  ) {
    if let before = process.sampled {
      for field in Transition(from: before, to: facts).fields {
        process.flicker.changed(field, at: now)
      }
    }
    if process.sampled == nil { process.sampled = facts } else { process.sampled?.merge(facts) }
    var mayListScheduling: Bool?
    for (name, var membership) in process.memberships where membership.isBound {
      guard let attempt = attempts[name], !attempt.isClosing else { continue }
      var transition = Transition(
        from: membership.listed, to: facts, watchesMemory: membership.groups.contains(.memory)
      ) { field in
        // A stop or a death is never one of too many.
        if field == "state",
          !(Transition.isSchedulers(facts.state)
            && Transition.isSchedulers(membership.listed.state))
        {
          return false
        }
        return process.flicker.isFlickering(field, at: now)
      }
      if transition.isScheduling {
        let mayList = mayListScheduling ?? process.flicker.spend(at: now)
        mayListScheduling = mayList
        if !mayList { transition = Transition(from: facts, to: facts) }
      }
      if transition.isEmpty {
        let isDue = withTimes && membership.groups.contains(.cpuTime)
        // Who asks is told how much CPU time was used, but not at every question.
        let isAsked =
          name == id && facts.cpuTicks != membership.listed.cpuTicks
          && now - min(now, membership.listedAt) >= 1_000_000_000
        guard isDue || isAsked else { continue }
        transition.changed.cpuTicks = facts.cpuTicks
        if isAsked { transition.changed.residentKiB = facts.residentKiB }
      }
      membership.listed.merge(transition.changed)
      membership.listedAt = now
      process.memberships[name] = membership
      record(
        .observed(process: process.identity, facts: transition.changed), in: attempt, at: now)
    }
    reportFlicker(of: process, at: now)
  }

  /// Journals how often fields changed that were not listed.
  func reportFlicker(of process: TrackedProcess, at now: UInt64, final: Bool = false) {
    for (field, times) in process.flicker.report(at: now, final: final) {
      for (name, membership) in process.memberships where membership.isBound {
        guard let attempt = attempts[name] else { continue }
        record(
          .flickered(process: process.identity, field: field, times: times), in: attempt, at: now)
      }
    }
  }

  /// Binds what newly fits the roles of an attempt.
  ///
  /// - Parameter thorough: Look at every process of the machine where a role could match it.
  func bindRoles(of attempt: WatchedAttempt, at now: UInt64, thorough: Bool = false) {
    let everybodys = shells.map(\.process)
    let situation = RoleBinder.Situation(
      bindings: attempt.bound, registrations: attempt.registrations, bench: attempt.header.bench,
      shells: Set(attempt.shells + everybodys).subtracting(attempt.ended).map(\.pid).sorted(),
      supervisor: identity, reaper: attempt.header.reaper,
      units: attempt.looks?.sights ?? [:], cgroups: cgroups)
    for match in attempt.binder.newMatches(attempt.rules, in: situation, thorough: thorough) {
      bind(match.process, to: match.role, in: attempt, at: now)
    }
  }

  /// Gives a process a role: journals it with what is known now, and samples it from here on.
  func bind(
    _ process: ProcessIdentity, to role: String, in attempt: WatchedAttempt, at now: UInt64
  ) {
    guard attempt.bound[role]?.contains(process) != true, !attempt.ended.contains(process),
      let watched = watch(process)
    else { return }
    let groups = attempt.groups(of: role)
    let wanted = groups.union([.stat, .status, .image, .descriptors])
    guard let facts = try? observer.facts(of: process.pid, groups: wanted) else { return }
    attempt.bound[role, default: []].append(process)
    var membership = watched.memberships[attempt.id] ?? TrackedProcess.Membership()
    membership.isBound = true
    membership.groups.formUnion(groups)
    membership.listed.merge(facts)
    membership.listedAt = now
    watched.memberships[attempt.id] = membership
    if watched.sampled == nil { watched.sampled = facts }
    record(.bound(role: role, process: process, facts: facts), in: attempt, at: now)
  }
}
