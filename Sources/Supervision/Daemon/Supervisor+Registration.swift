internal import CLinux
internal import Glibc
internal import Observation
internal import ProcFS
internal import Record

extension Supervisor {
  /// A workload made itself known: what it is, is read from the kernel while it waits.
  ///
  /// Who runs anything but the lab's own lab-workload is hung up on, and goes on unrecorded.
  func register(_ connection: Connection, kind: String, run: String?) {
    if connection.pidfd < 0 { connection.pidfd = lab_pidfd_open(connection.peer) }
    guard connection.pidfd >= 0, isOwnWorkload(connection.peer),
      let process = observer.identity(of: connection.peer),
      let facts = try? observer.facts(of: process.pid, groups: snapshotGroups),
      !isDead(connection.pidfd)
    else {
      connection.isAtEnd = true
      return
    }
    let now = lab_boottime()
    let watched = processes[process] ?? take(connection, process)
    watched.connection = connection.descriptor
    connection.role = .workload(process)
    // The full snapshot holds every descriptor: what a sample later sees of them is compared alike.
    watched.sampled = watched.sampled ?? facts
    // It came back after its supervisor died: it is in the journal already.
    if watched.memberships.keys.contains(where: { id in
      attempts[id]?.registrations.contains { $0.process == process } == true
    }) {
      connection.send(Array("ok\n".utf8))
      return
    }
    let starter = attempts.values.first { $0.spawned.contains(process) }
    let ancestors = Set(observer.ancestors(of: process.pid))
    var registration = Registration(
      process: process, who: .workload, kind: kind, run: run, byLab: starter != nil,
      belowShell: false, facts: facts)
    if starter == nil, isTooLate(registration) { return endLate(process) }
    let open = attempts.values.filter { !$0.isClosing }.sorted { $0.id < $1.id }
    func isBelow(_ shell: ProcessIdentity) -> Bool {
      guard let stat = observer.stat(of: shell) else { return false }
      // Who was left by its parent, as in `(nohup … &)`, is still of the shell's session.
      return ancestors.contains(shell.pid) || stat.session == facts.session
    }
    let everybodys = shells.map(\.process).filter(isBelow)
    registration.belowShell =
      !everybodys.isEmpty || open.contains { $0.shells.contains(where: isBelow) }
    let relevant = starter.map { [$0] } ?? relevantAttempts(for: registration, among: open)
    for attempt in relevant {
      registration.belowShell = !everybodys.isEmpty || attempt.shells.contains(where: isBelow)
      enter(registration, in: attempt, at: now)
      bindRoles(of: attempt, at: now)
      // Before it goes on: it may end, or be ended, before the next look.
      lookAtGroups(of: attempt, at: now)
      if let group = facts.cgroup, let looks = attempt.looks, looks.owns(group) {
        looks.units.trigger(at: now)
      }
    }
    connection.send(Array("ok\n".utf8))
  }

  /// What is read of who registers: a variable that is asked about would else seem to be unset.
  private var snapshotGroups: Set<FactGroup> {
    attempts.values.reduce(into: [.everything]) { groups, attempt in
      for rule in attempt.rules { groups.formUnion(rule.watch.filter(\.isVariable)) }
    }
  }

  /// The attempts that a workload belongs to, best first: those that it names or stands in; else
  /// those with a role for it; else all.
  private func relevantAttempts(
    for registration: Registration, among open: [WatchedAttempt]
  ) -> [WatchedAttempt] {
    let claimed = open.filter { $0.claims(registration) }
    if !claimed.isEmpty { return claimed }
    // It names an attempt that is not open here, or not open yet after a restart.
    let nonce = registration.facts.environment?["LAB_ID"] ?? ""
    if !nonce.isEmpty, !registration.belowShell { return [] }
    let matching = open.filter { attempt in
      attempt.rules.contains { rule in
        switch rule.source {
        case .registered(let kind, let run), .learner(let kind, let run):
          return (kind == nil || kind == registration.kind)
            && (run == nil || run == registration.run)
        default: return false
        }
      }
    }
    return matching.isEmpty ? open : matching
  }

  /// Journals a registration, and watches the process for this attempt.
  func enter(_ registration: Registration, in attempt: WatchedAttempt, at now: UInt64) {
    guard let watched = watch(registration.process) else { return }
    attempt.registrations.append(registration)
    watched.memberships[attempt.id, default: .init()].listed.merge(registration.facts)
    watched.memberships[attempt.id]?.listedAt = now
    record(.registered(registration), in: attempt, at: now)
  }

  func registerShell(_ pid: Int32, for id: String?, at now: UInt64) -> SupervisorReply {
    guard let process = observer.identity(of: pid),
      let facts = try? observer.facts(of: pid, groups: snapshotGroups)
    else { return .failed("no such process: \(pid)") }
    guard facts.uid == geteuid() || geteuid() == 0 else {
      return .failed("process \(pid) belongs to somebody else")
    }
    let known = shells.map(\.process) + attempts.values.flatMap(\.shells)
    let ancestors = Set(observer.ancestors(of: pid))
    let registration = Registration(
      process: process, who: .shell, kind: nil, run: nil, byLab: false,
      belowShell: known.contains { $0 != process && ancestors.contains($0.pid) }, facts: facts)
    var targets = attempts.values.filter { !$0.isClosing }.sorted { $0.id < $1.id }
    if let id {
      targets = targets.filter { $0.id == id }
      guard !targets.isEmpty else { return .failed("no such attempt is open here: \(id)") }
    } else if !shells.contains(where: { $0.process == process }) {
      shells.append(registration)
    }
    for attempt in targets where !attempt.shells.contains(process) {
      enter(registration, in: attempt, at: now)
      bindRoles(of: attempt, at: now)
    }
    return .done
  }

  /// A workload's line: a signal that reached it, or what it did.
  func heard(_ line: [UInt8], from process: ProcessIdentity) {
    guard let watched = processes[process], let said = WorkloadLine(line) else { return }
    let now = lab_boottime()
    let members = watched.memberships.keys.sorted().compactMap { attempts[$0] }
    switch said {
    case .hello: return
    case .signal(let number, let senderPID, let senderUID, let code):
      let fromKernel = code == WorkloadLine.siKernel
      let comm = senderPID > 0 ? commandName(of: senderPID) : nil
      for attempt in members {
        let receipt = SignalReceipt(
          process: process, signal: number, senderPID: senderPID, senderUID: senderUID,
          senderComm: comm, fromKernel: fromKernel,
          byLab: senderPID == identity.pid
            || (senderPID == 0 && attempt.explains(number, of: process, at: now)))
        record(.received(receipt), in: attempt, at: now)
      }
    case .event(let name, let detail):
      if name == "exiting" { watched.reportedCode = detail["code"].flatMap { Int32($0) } }
      for attempt in members {
        record(.reported(process: process, event: name, detail: detail), in: attempt, at: now)
      }
    }
  }

  /// The watched process, watched from now on if it still lives; nil if it is gone.
  func watch(_ process: ProcessIdentity) -> TrackedProcess? {
    if let known = processes[process] { return known }
    guard process.boot == boot else { return nil }
    let pidfd = lab_pidfd_open(process.pid)
    // Looked at after the descriptor was had: then it is of this process and no later one.
    guard observer.isAlive(process) else {
      if pidfd >= 0 { close(pidfd) }
      return nil
    }
    let watched = TrackedProcess(identity: process, pidfd: pidfd, isChild: false)
    processes[process] = watched
    return watched
  }

  private func take(_ connection: Connection, _ process: ProcessIdentity) -> TrackedProcess {
    let watched = TrackedProcess(
      identity: process, pidfd: fcntl(connection.pidfd, F_DUPFD_CLOEXEC, 3), isChild: false)
    processes[process] = watched
    return watched
  }

  /// Whether a process runs the very file that the lab brought.
  func isOwnWorkload(_ pid: Int32) -> Bool {
    var own = stat()
    var its = stat()
    guard stat(configuration.workload, &own) == 0, stat("/proc/\(pid)/exe", &its) == 0 else {
      return false
    }
    return own.st_dev == its.st_dev && own.st_ino == its.st_ino
  }

  func isDead(_ pidfd: Int32) -> Bool {
    var entry = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  private func commandName(of pid: Int32) -> String? {
    (try? observer.stat(of: pid))?.comm.description
  }
}
