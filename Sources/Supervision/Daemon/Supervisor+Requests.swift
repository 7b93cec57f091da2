internal import CLinux
internal import Glibc
internal import Observation
internal import ProcFS
internal import Record

extension Supervisor {
  /// Answers one request of a client, now or, where it takes time, later.
  func answer(_ line: [UInt8], to connection: Connection) {
    let request: SupervisorRequest
    do {
      request = try WireCodec.request(line)
    } catch {
      reply(.failed("not a request"), to: connection)
      return
    }
    let now = lab_boottime()
    switch request {
    case .hello:
      reply(
        .hello(
          process: identity, version: configuration.version, attempts: attempts.keys.sorted()),
        to: connection)
    case .open(let attempt): reply(open(attempt, at: now), to: connection)
    case .adopt(let attempt): reply(adopt(attempt, at: now), to: connection)
    case .shell(let pid, let attempt):
      reply(registerShell(pid, for: attempt, at: now), to: connection)
    case .retire:
      isRetiring = true
      reply(.done, to: connection)
    case .spawn(let id, let spec):
      withAttempt(id, connection) { spawn(spec, for: $0, at: now, connection) }
    case .signal(let id, let process, let number):
      withAttempt(id, connection) {
        reply(signal(process, number, for: $0, at: now), to: connection)
      }
    case .note(let id, let event):
      withAttempt(id, connection) { attempt in
        if case .acted(let action) = event { attempt.actions.append((action, now)) }
        record(event, in: attempt, at: now)
        reply(.done, to: connection)
      }
    case .ready(let id):
      withAttempt(id, connection) { attempt in
        record(.ready, in: attempt, at: now)
        reply(.done, to: connection)
      }
    case .sync(let id):
      withAttempt(id, connection) { attempt in
        settle(at: now)
        sample(at: now, lists: id)
        guard let looks = attempt.looks, looks.units.ask(at: now) else {
          return reply(.done, to: connection)
        }
        lookAtUnits(at: now)
        connection.isWaiting = true
        pending.append(
          Pending(
            matter: .looking(attempt: id, since: now), connection: connection,
            deadline: now + Supervisor.lookingLimit))
      }
    case .living(let id):
      withAttempt(id, connection) { reply(.processes(living(in: $0)), to: connection) }
    case .close(let id, let reason):
      withAttempt(id, connection) { beginClosing($0, reason: reason, at: now, connection) }
    }
  }

  /// Says something to a client; what cannot be said in JSON becomes an error.
  func reply(_ reply: SupervisorReply, to connection: Connection) {
    let failure = Array(#"{"failed":{"_0":"the reply cannot be said"}}"#.utf8) + [10]
    connection.send((try? WireCodec.encode(reply)) ?? failure)
  }

  private func withAttempt(
    _ id: String, _ connection: Connection, _ body: (WatchedAttempt) -> Void
  ) {
    guard let attempt = attempts[id], !attempt.isClosing else {
      reply(.failed("no such attempt is open here: \(id)"), to: connection)
      return
    }
    body(attempt)
  }

  private func open(_ request: OpenAttempt, at now: UInt64) -> SupervisorReply {
    let id = request.header.attempt
    guard attempts[id] == nil else { return .failed("attempt \(id) is open already") }
    do {
      try UnixSocket.makePrivate(UnixSocket.folder(of: request.journal))
      let writer = try JournalWriter(path: request.journal)
      guard writer.nextSequence == 0 else {
        return .failed("\(request.journal) is there already: adopt it")
      }
      let attempt = WatchedAttempt(
        header: request.header, rules: request.roles, writer: writer, observer: observer)
      attempt.looks = looks(request, at: now)
      record(.begun(request.header), in: attempt, at: now)
      guard writer.nextSequence > 0 else { return .failed("\(request.journal): cannot be written") }
      take(attempt, at: now)
      return .done
    } catch let error as JournalError {
      return .failed(error.description)
    } catch {
      return .failed("\(error)")
    }
  }

  private func adopt(_ request: OpenAttempt, at now: UInt64) -> SupervisorReply {
    let id = request.header.attempt
    if let known = attempts[id] {
      known.rules = request.roles
      return .done
    }
    let batch = JournalReader.all(of: request.journal)
    guard let last = batch.records.last else {
      return .failed(batch.error?.description ?? "\(request.journal): nothing to adopt")
    }
    guard last.boot == boot else { return .failed("interrupted") }
    if case .closed(let reason) = last.event { return .failed("closed: \(reason)") }
    do {
      let writer = try JournalWriter(path: request.journal)
      let attempt = WatchedAttempt(
        header: request.header, rules: request.roles, writer: writer, observer: observer)
      record(.resumed(supervisor: identity), in: attempt, at: now)
      record(.gap(from: last.at, to: now), in: attempt, at: now)
      // Read again: a record that lacked its newline only counts by now.
      let records = JournalReader.all(of: request.journal).records
      let known = attempt.restore(records)
      attempt.looks = looks(request, listed: WatchedAttempt.looked(records), at: now)
      for (process, facts) in known.sorted(by: { $0.key.pid < $1.key.pid }) {
        guard let watched = watch(process) else {
          attempt.ended.insert(process)
          record(
            .ended(process: process, ending: Ending(cause: .unknown, source: .nobody)),
            in: attempt, at: now)
          continue
        }
        var membership = TrackedProcess.Membership()
        membership.listed = facts
        membership.listedAt = last.at
        let roles = attempt.roles(of: process)
        membership.isBound = !roles.isEmpty
        for role in roles { membership.groups.formUnion(attempt.groups(of: role)) }
        watched.memberships[id] = membership
      }
      take(attempt, at: now)
      return .done
    } catch {
      return .failed(error.description)
    }
  }

  private func looks(
    _ request: OpenAttempt, listed: [Subject: [String: String]] = [:], at now: UInt64
  ) -> AttemptLooks? {
    guard !request.looks.isEmpty else { return nil }
    return AttemptLooks(
      request.looks, header: request.header, mount: cgroups, listed: listed, at: now)
  }

  /// Begins to watch for an attempt, and tells it of the shells that are everybody's.
  private func take(_ attempt: WatchedAttempt, at now: UInt64) {
    isRetiring = false
    if attempts.isEmpty {
      sampledAt = now
      nextSample = now + Supervisor.samplePeriod
    }
    attempts[attempt.id] = attempt
    for shell in shells where observer.isAlive(shell.process) {
      if !attempt.shells.contains(shell.process) { enter(shell, in: attempt, at: now) }
    }
    bindRoles(of: attempt, at: now)
    // What counters stand at before anybody acts.
    lookAtGroups(of: attempt, at: now, isThorough: true)
  }

  private func spawn(
    _ spec: SpawnSpec, for attempt: WatchedAttempt, at now: UInt64, _ connection: Connection
  ) {
    var spec = spec
    let socket = configuration.paths.socket
    if spec.environment["LAB_SOCK"] == nil { spec.environment["LAB_SOCK"] = socket }
    for index in spec.companions.indices where spec.companions[index].environment["LAB_SOCK"] == nil
    {
      spec.companions[index].environment["LAB_SOCK"] = socket
    }
    let all: [StartedProcess]
    do {
      all = try ProcessStarter.start(spec)
    } catch {
      reply(.failed(error.message), to: connection)
      return
    }
    for started in all {
      if let terminal = started.terminal { terminals.insert(terminal) }
    }
    var starts: [Start] = []
    for (spec, started) in zip([spec] + spec.companions, all) {
      // Our child, and not waited for yet: its number cannot be another's.
      guard let process = observer.identity(of: started.pid) else {
        for other in all where other.pidfd >= 0 { close(other.pidfd) }
        reply(.failed("\(spec.executable): cannot be seen in /proc"), to: connection)
        return
      }
      starts.append(Start(process: process, spec: spec))
    }
    for (start, started) in zip(starts, all) {
      let process = start.process
      processes[process] = TrackedProcess(identity: process, pidfd: started.pidfd, isChild: true)
      attempt.spawned.insert(process)
      record(
        .acted(.spawned(role: start.spec.role, process: process, arguments: start.spec.arguments)),
        in: attempt, at: now)
      bind(process, to: start.spec.role, in: attempt, at: lab_boottime())
    }
    if let told = answer(to: starts, isLate: false) {
      reply(told, to: connection)
      return
    }
    connection.isWaiting = true
    pending.append(
      Pending(
        matter: .starts(starts), connection: connection,
        deadline: now + Supervisor.registrationLimit))
  }

  private func signal(
    _ process: ProcessIdentity, _ number: Int32, for attempt: WatchedAttempt, at now: UInt64
  ) -> SupervisorReply {
    guard let watched = processes[process], watched.memberships[attempt.id] != nil else {
      return .failed("process \(process.pid) is not of attempt \(attempt.id), or has ended")
    }
    let action = LabAction.signalled(process: process, signal: number)
    // Before the signal: its receipt must find it in the journal.
    attempt.actions.append((action, now))
    record(.acted(action), in: attempt, at: now)
    guard watched.signal(number) else {
      return .failed("signal \(number) to \(process.pid): \(String(cString: strerror(errno)))")
    }
    return .done
  }

  /// What still lives and has a role, or registered without one.
  private func living(in attempt: WatchedAttempt) -> [RoleMember] {
    var result: [RoleMember] = []
    func add(_ role: String, _ process: ProcessIdentity) {
      guard let watched = processes[process], watched.deadSince == nil else { return }
      let comm = watched.sampled?.comm ?? watched.memberships[attempt.id]?.listed.comm ?? ""
      result.append(RoleMember(role: role, process: process, comm: comm))
    }
    let names = attempt.rules.map(\.name)
    for role in names + attempt.bound.keys.filter({ !names.contains($0) }).sorted() {
      for process in attempt.bound[role] ?? [] { add(role, process) }
    }
    for registration in attempt.registrations
    where registration.who == .workload && attempt.roles(of: registration.process).isEmpty {
      add("registered", registration.process)
    }
    return result
  }

  /// What is to be said of starts; nil while one of them may still register.
  private func answer(to starts: [Start], isLate: Bool) -> SupervisorReply? {
    for start in starts where start.spec.awaitRegistration {
      let hasRegistered = attempts.values.contains { attempt in
        attempt.registrations.contains { $0.process == start.process }
      }
      if hasRegistered || isLate { continue }
      guard processes[start.process] != nil else {
        return .failed("process \(start.process.pid) ended before it registered")
      }
      return nil
    }
    for start in starts {
      guard let nice = start.spec.firstThreadNice else { continue }
      // Known still, so not reaped: the number is no other's.
      guard processes[start.process] != nil,
        lab_set_nice(start.process.pid, nice) == 0
      else {
        return .failed("setpriority \(start.process.pid): \(String(cString: strerror(errno)))")
      }
    }
    guard let first = starts.first else { return .failed("nothing was started") }
    return .spawned(process: first.process)
  }

  /// Gives the answers that waited, where what they waited for has happened or never will.
  func answerPending(at now: UInt64) {
    var waiting: [Pending] = []
    var ready: [Connection] = []
    for entry in pending {
      let reply: SupervisorReply
      switch entry.matter {
      case .starts(let starts):
        guard let told = answer(to: starts, isLate: now >= entry.deadline) else {
          waiting.append(entry)
          continue
        }
        reply = told
      case .closing(let id, let reason, let ended):
        guard let attempt = attempts[id] else { continue }
        // Orphans may wait long for the reaper; dead they are.
        let isDone = ended.allSatisfy { member in
          guard let process = processes[member.process] else { return true }
          guard let since = process.deadSince, !process.isChild else { return false }
          return now - min(now, since) >= 200_000_000
        }
        guard isDone || now >= entry.deadline else {
          waiting.append(entry)
          continue
        }
        finishClosing(attempt, reason: reason, at: now)
        reply = .closed(ended: ended)
      case .looking(let id, let since):
        let looks = attempts[id]?.looks
        guard looks == nil || looks?.units.doneSince ?? 0 >= since || now >= entry.deadline else {
          waiting.append(entry)
          continue
        }
        reply = .done
      }
      guard let connection = entry.connection else { continue }
      connection.isWaiting = false
      self.reply(reply, to: connection)
      ready.append(connection)
    }
    pending = waiting
    // Lines that came while the reply waited.
    for connection in ready { serve(connection) }
  }
}
