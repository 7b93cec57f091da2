internal import CLinux
internal import Glibc
internal import Observation
internal import ProcFS
internal import Record

extension Supervisor {
  /// Ends what an attempt started, and replies when it has ended.
  func beginClosing(
    _ attempt: WatchedAttempt, reason: String, at now: UInt64, _ connection: Connection
  ) {
    bindRoles(of: attempt, at: now, thorough: true)
    record(.acted(.closing(reason: reason)), in: attempt, at: lab_boottime())
    var ended: [RoleMember] = []
    // Who sees its children die may start others: look again until nobody is left.
    for _ in 0..<5 {
      let targets = remains(of: attempt).filter { target in
        !ended.contains { $0.process == target.identity }
      }
      if targets.isEmpty { break }
      for target in targets {
        let action = LabAction.signalled(process: target.identity, signal: SIGKILL)
        let comm =
          (try? observer.stat(of: target.identity.pid))?.comm.description ?? ""
        record(.acted(action), in: attempt, at: lab_boottime())
        guard target.signal(SIGKILL) else { continue }
        let role = attempt.roles(of: target.identity).first ?? ""
        ended.append(RoleMember(role: role, process: target.identity, comm: comm))
      }
    }
    attempt.closingSince = now
    connection.isWaiting = true
    pending.append(
      Pending(
        matter: .closing(attempt: attempt.id, reason: reason, ended: ended),
        connection: connection, deadline: now + Supervisor.closingLimit))
  }

  /// Writes the last line and forgets the attempt.
  func finishClosing(_ attempt: WatchedAttempt, reason: String, at now: UInt64) {
    for process in Array(processes.values) where process.memberships[attempt.id] != nil {
      if process.deadSince != nil, !process.isChild {
        attempt.ended.insert(process.identity)
        record(
          .ended(process: process.identity, ending: lastWord(of: process)), in: attempt, at: now)
      }
      process.memberships[attempt.id] = nil
      let isShell = shells.contains { $0.process == process.identity }
      if process.memberships.isEmpty, !process.isChild, !isShell {
        processes[process.identity] = nil
      }
    }
    record(.closed(reason: reason), in: attempt, at: now)
    attempts[attempt.id] = nil
    closedLately.append(attempt)
  }

  /// Whether a workload was begun before its attempt was closed, and only now gets to say so: then
  /// it is ended as the others were.
  ///
  /// Between its fork and its first line a moment passes, in which a closing finds a shell at most.
  func isTooLate(_ registration: Registration) -> Bool {
    let now = lab_boottime()
    closedLately.removeAll { now - min(now, $0.closingSince ?? 0) > Supervisor.lateLimit }
    return (closedLately + attempts.values.filter(\.isClosing)).contains { attempt in
      let tick = 1_000_000_000 / max(1, attempt.header.clockTicksPerSecond)
      return attempt.claims(registration)
        && registration.process.startTimeTicks * tick <= attempt.closingSince ?? 0
    }
  }

  /// Ends a process with what it started.
  func endLate(_ process: ProcessIdentity) {
    let children = observer.descendants(of: process.pid).compactMap { observer.identity(of: $0) }
    for target in children + [process] { _ = watch(target)?.signal(SIGKILL) }
  }

  /// The attempt's processes that still live, the youngest first: children before their parents.
  ///
  /// Never a shell, the supervisor or the reaper; never what is not known to be the attempt's.
  private func remains(of attempt: WatchedAttempt) -> [TrackedProcess] {
    var found: Set<ProcessIdentity> = attempt.spawned
    for registration in attempt.registrations where registration.who == .workload {
      let isBound = !attempt.roles(of: registration.process).isEmpty
      if attempt.claims(registration) || (registration.belowShell && isBound) {
        found.insert(registration.process)
      }
    }
    for rule in attempt.rules {
      for process in attempt.bound[rule.name] ?? [] where isOwn(process, by: rule, of: attempt) {
        found.insert(process)
      }
    }
    for process in found where observer.isAlive(process) {
      for pid in observer.descendants(of: process.pid) {
        if let child = observer.identity(of: pid) { found.insert(child) }
      }
    }
    let others = attempts.values.filter { $0 !== attempt }
    let spared = Set(shells.map(\.process) + attempts.values.flatMap(\.shells) + [identity])
    // Nor what a shell lives in: a terminal, a tmux server.
    let above = spared.reduce(into: Set<Int32>()) { above, process in
      if observer.isAlive(process) { above.formUnion(observer.ancestors(of: process.pid)) }
    }
    return
      found.subtracting(spared).subtracting(attempt.ended)
      .filter { process in
        process.pid > 1 && process != attempt.header.reaper && !above.contains(process.pid)
          && !others.contains { $0.spawned.contains(process) }
      }
      .sorted { ($0.startTimeTicks, $0.pid) > ($1.startTimeTicks, $1.pid) }
      .compactMap { process in
        guard let watched = watch(process), watched.deadSince == nil else { return nil }
        if watched.memberships[attempt.id] == nil { watched.memberships[attempt.id] = .init() }
        return watched
      }
  }

  /// Whether a bound process is the attempt's own to end, by how its role found it.
  private func isOwn(
    _ process: ProcessIdentity, by rule: RoleRule, of attempt: WatchedAttempt
  ) -> Bool {
    switch rule.source {
    // A unit of an exercise bears the run's name: it is nobody else's.
    case .started, .unit, .unitGroup: return true
    // Registered ones were looked at by what they said.
    case .registered, .learner, .shell, .supervisor, .reaper: return false
    case .children(let role, _), .tree(let role):
      // Also those whose parent is gone: they were bound while it was there.
      if isStarted(role, in: attempt, depth: 0) { return true }
      return isOwnWorkload(process.pid) && isPlaced(process, in: attempt)
    case .group, .pidFile, .readerOf:
      return isOwnWorkload(process.pid) && isPlaced(process, in: attempt)
    // A real tool of the learner's: only what was begun in the bench.
    case .learnerCommand: return isPlaced(process, in: attempt)
    }
  }

  /// Whether a role goes back to what the lab itself started, through children and trees only.
  private func isStarted(_ role: String, in attempt: WatchedAttempt, depth: Int) -> Bool {
    guard depth < 8, let rule = attempt.rules.first(where: { $0.name == role }) else {
      return false
    }
    switch rule.source {
    case .started: return true
    case .children(let parent, _), .tree(let parent):
      return isStarted(parent, in: attempt, depth: depth + 1)
    default: return false
    }
  }

  /// Whether a process lives in the bench, or carries the attempt's nonce.
  private func isPlaced(_ process: ProcessIdentity, in attempt: WatchedAttempt) -> Bool {
    guard let facts = try? observer.facts(of: process.pid, groups: [.everything]),
      observer.isAlive(process)
    else { return false }
    let nonce = facts.environment?["LAB_ID"] ?? ""
    return attempt.holds(facts.cwd) || (!nonce.isEmpty && nonce == attempt.header.nonce)
  }
}
