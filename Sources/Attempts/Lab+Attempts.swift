import Checking
internal import Course
import FoundationEssentials
import Glibc
import Observation
internal import ProcFS
internal import Progress
public import Record
import Supervision

extension Lab {
  // MARK: - Which attempt

  /// The learner's open attempts that live here, oldest first.
  public func openAttempts() throws -> [Attempt] {
    let learner = try learner().learner.id
    return try store().openAttempts(learner: learner).compactMap { stored in
      stored.machine == nil ? try? attempt(stored) : nil
    }
  }

  /// The attempt that is meant: of the exercise named; else of the bench that holds the working
  /// directory, else `LAB_ATTEMPT`, else the only open one.
  ///
  /// - Parameter orLast: The last attempt will do when none is open.
  public func current(_ exercise: String?, orLast: Bool = false) throws -> Attempt {
    try attempt(currentStored(exercise, orLast: orLast))
  }

  /// As `current`, its row only: also of one that lives in a practice machine.
  func currentStored(_ exercise: String?, orLast: Bool = false) throws -> StoredAttempt {
    let learner = try learner().learner.id
    let open = try store().openAttempts(learner: learner)
    if let exercise {
      return try named(exercise, open: open, learner: learner, orLast: orLast)
    }
    let directory = FileManager.default.currentDirectoryPath
    if let found = open.last(where: { directory == $0.bench || directory.hasPrefix($0.bench + "/") }
    ) {
      return found
    }
    if let name = environment["LAB_ATTEMPT"], !name.isEmpty {
      if let found = try store().attempt(name) { return found }
      throw AttemptError("LAB_ATTEMPT names no attempt: '\(name)'", kind: .usage)
    }
    switch open.count {
    case 1: return open[0]
    case 0:
      let all = try store().attempts(learner: learner)
      let here = all.last { directory == $0.bench || directory.hasPrefix($0.bench + "/") }
      if orLast, let last = here ?? all.last { return last }
      if let here {
        throw AttemptError(
          "\(here.exercise) is over (\(here.state.rawValue)); to set it up afresh: "
            + "lab retry \(here.exercise)", kind: .usage)
      }
      throw AttemptError(
        "no exercise is open; set one up: lab start signals/term-first, or see: lab exercises",
        kind: .usage)
    default:
      let names = open.map(\.exercise).joined(separator: ", ")
      throw AttemptError(
        "more than one exercise is open (\(names)): name one, or work in its folder", kind: .usage)
    }
  }

  private func named(
    _ exercise: String, open: [StoredAttempt], learner: String, orLast: Bool
  ) throws -> StoredAttempt {
    // What is open is known by its own copy, whatever became of the course's files.
    let id = open.contains { $0.exercise == exercise } ? exercise : try self.exercise(exercise).id
    if let found = open.last(where: { $0.exercise == id }) { return found }
    let last = try store().attempts(exercise: id, learner: learner).last
    if orLast, let last { return last }
    let state = last.map { $0.state == .passed ? "is passed and over" : "is over" } ?? "is not open"
    throw AttemptError("\(id) \(state); to set it up: lab start \(id)", kind: .usage)
  }

  /// Takes up an attempt from its files.
  func attempt(_ stored: StoredAttempt) throws -> Attempt { try Attempt(stored, lab: self) }

  // MARK: - The supervisor

  /// Has the supervisor sample now, so that the record is up to this moment; a supervisor that
  /// died meanwhile is started again and takes the attempt up.
  func sync(_ attempt: Attempt) throws {
    do {
      try request(.sync(attempt: attempt.id))
    } catch {
      dropSupervisor()
      try adopt(attempt)
    }
  }

  /// Has another supervisor take the attempt up where the one that watched it died; cheap where
  /// it did not.
  public func keepSupervised(_ attempt: Attempt) throws {
    guard !isSupervised else { return }
    dropSupervisor()
    try sync(attempt)
  }

  /// A request that must succeed.
  @discardableResult
  func request(_ request: SupervisorRequest) throws -> SupervisorReply {
    let reply = try supervisor().request(request)
    if case .failed(let why) = reply { throw AttemptError(why) }
    return reply
  }

  /// Has a (new) supervisor take up an attempt; one of another boot is closed as interrupted.
  func adopt(_ attempt: Attempt) throws {
    guard attempt.isOfThisBoot else { return try interrupt(attempt) }
    let roles = attempt.exercise.roleRules { attempt.value($0) }
    let looks = looks(of: attempt.exercise) { attempt.value($0) }
    try request(
      .adopt(
        OpenAttempt(
          header: attempt.header, journal: paths.attempt(attempt.id).journal, roles: roles,
          looks: looks)))
  }

  /// Closes an attempt of another boot; what was recorded until then is judged, and counts.
  func interrupt(_ attempt: Attempt) throws {
    let verdicts = (try? attempt.judge(finalising: true)) ?? []
    let isPassed = !verdicts.isEmpty && verdicts.allSatisfy { $0.verdict == .passed }
    takeDownUnits(attempt.id)
    try store().close(attempt: attempt.id, state: isPassed ? .passed : .interrupted)
  }

  /// Makes a shell of the learner's known for every attempt.
  public func registerShell(_ pid: Int32) throws {
    replaceRenicedSupervisor()
    try request(.shell(pid: pid, attempt: nil))
  }

  /// `renice -u` reaches the supervisor as well. It can't go back, and whatever it starts would begin
  /// with that nice value: one that watches nothing makes room for another.
  func replaceRenicedSupervisor() {
    let observer = Observer()
    guard let client = try? SupervisorClient.existing(paths: paths),
      case .hello(let process, _, let open)? = try? client.request(.hello), open.isEmpty,
      let its = observer.stat(of: process)?.nice, let own = try? observer.stat(of: getpid()).nice,
      its > own
    else { return }
    _ = try? client.request(.retire)
    dropSupervisor()
    let deadline = ContinuousClock.now + .seconds(2)
    while observer.isAlive(process), ContinuousClock.now < deadline { usleep(10_000) }
  }

  // MARK: - Ending

  /// Ends an attempt and every process that was started for it.
  ///
  /// - Returns: what was ended.
  @discardableResult
  public func stop(_ attempt: Attempt, reason: String) throws -> [RoleMember] {
    _ = try? attempt.judge(finalising: true)
    var ended: [RoleMember] = []
    var areUnitsDown = false
    if UnitLedger.read(attempt.id, paths.state) != nil {
      // What comes of units from here on is the lab's doing; and a manager would start again what the
      // supervisor ends.
      if !attempt.isClosed {
        _ = try? request(.note(attempt: attempt.id, event: .acted(.closing(reason: reason))))
      }
      areUnitsDown = endUnits(attempt.id)
    }
    if !attempt.isClosed {
      do {
        if case .closed(let members) = try request(.close(attempt: attempt.id, reason: reason)) {
          ended = members
        }
      } catch {
        dropSupervisor()
        try adopt(attempt)
        if case .closed(let members) = try request(.close(attempt: attempt.id, reason: reason)) {
          ended = members
        }
      }
      attempt.hasNews()
    }
    // Processes that the learner started with units of their own have ended by now.
    if areUnitsDown { takeDownSlices(attempt.id) }
    let passed = try store().verdicts(attempt: attempt.id)
    let state: AttemptState =
      !passed.isEmpty && passed.allSatisfy { $0.verdict == .passed }
      ? .passed : reason == "retried" ? .retried : reason == "expired" ? .expired : .stopped
    try store().close(attempt: attempt.id, state: state)
    return ended
  }

  /// Ends the open attempt that is meant, as `current`; one whose record can't be read any more too.
  public func stopOpen(_ exercise: String?) throws -> StoppedAttempt {
    try end(try currentStored(exercise))
  }

  /// Ends every open attempt of the learner.
  public func stopAll() throws -> [StoppedAttempt] {
    let learner = try learner().learner.id
    return try store().openAttempts(learner: learner).filter { $0.machine == nil }
      .map { try end($0) }
  }

  private func end(_ stored: StoredAttempt) throws -> StoppedAttempt {
    guard let attempt = try? attempt(stored) else { return try abandon(stored) }
    return StoppedAttempt(
      exercise: stored.exercise, ended: try stop(attempt, reason: "stopped"))
  }

  /// Ends an attempt that can't be read any more: its processes, if the supervisor knows them still.
  @discardableResult
  func abandon(_ stored: StoredAttempt) throws -> StoppedAttempt {
    var ended: [RoleMember] = []
    takeDownUnits(stored.id)
    if stored.boot == Observer().boot.description,
      case .closed(let members)? = try? request(.close(attempt: stored.id, reason: "unreadable"))
    {
      ended = members
    }
    try store().close(attempt: stored.id, state: .stopped)
    return StoppedAttempt(exercise: stored.exercise, ended: ended)
  }

  /// The same exercise afresh: same numbers; no points are lost.
  public func retry(
    _ attempt: Attempt, host: (any TerminalHost)? = nil, drawing: Drawing = .keyed
  ) throws -> FreshAttempt {
    // What lived in a practice machine is over with it, or is set up afresh there.
    let ended = attempt.stored.machine == nil ? try stop(attempt, reason: "retried") : []
    let newNumbers = try answersUsedUp(attempt)
    let round = attempt.stored.round + (newNumbers ? 1 : 0)
    let fresh = try start(attempt.exercise.id, drawing: drawing, host: host, round: round)
    return FreshAttempt(attempt: fresh, ended: ended, newNumbers: newNumbers)
  }

  /// The attempt that is meant afresh, also where its record can't be read any more.
  public func retryCurrent(_ exercise: String?) throws -> FreshAttempt {
    let stored = try currentStored(exercise, orLast: true)
    if let attempt = try? attempt(stored) { return try retry(attempt) }
    let stopped = try abandon(stored)
    return FreshAttempt(
      attempt: try start(stored.exercise), ended: stopped.ended, newNumbers: false)
  }

  // MARK: - Coming back

  /// Gives a reaper the moment it needs: only after the reap does the kernel say how a process ended.
  private func awaitEndings(_ attempt: Attempt) throws {
    let deadline = ContinuousClock.now + .seconds(3)
    repeat {
      try sync(attempt)
      attempt.hasNews()
      let dead = attempt.timeline.tracks.values.contains {
        $0.endedAt == nil && $0.latest?.state == "Z" && !$0.roles.isEmpty
      }
      guard dead else { return }
      usleep(50_000)
    } while ContinuousClock.now < deadline
  }

  /// Takes up every open attempt when the learner comes back, and says what became of it.
  ///
  /// - Parameter since: When they left, seconds since 1970.
  public func resume(since left: Double?) throws -> [ResumedAttempt] {
    try openAttempts().map { attempt in
      if !attempt.isOfThisBoot {
        try interrupt(attempt)
        return ResumedAttempt(
          attempt: attempt, fates: [],
          note: "The machine was restarted while \(attempt.exercise.id) was open, so its "
            + "processes are gone. It costs you nothing: start \(attempt.exercise.id)")
      }
      try awaitEndings(attempt)
      let verdicts = try attempt.judge()
      let fates = Fates(attempt: attempt, since: left).list()
      if verdicts.allSatisfy({ $0.verdict == .passed }) {
        try stop(attempt, reason: "passed")
        return ResumedAttempt(
          attempt: attempt, fates: fates, note: "\(attempt.exercise.id) is passed.")
      }
      if attempt.ranOut() {
        try stop(attempt, reason: "expired")
        return ResumedAttempt(
          attempt: attempt, fates: fates,
          note: "Its processes reached their time limit: no failure. start \(attempt.exercise.id) "
            + "sets it up afresh, with the same numbers.")
      }
      if access(attempt.bench, F_OK) != 0 {
        return ResumedAttempt(
          attempt: attempt, fates: fates,
          note: "The folder \(attempt.shownBench) is gone. retry sets it up afresh.")
      }
      return ResumedAttempt(
        attempt: attempt, fates: fates,
        note: attempt.canStillPass(verdicts)
          ? "\(attempt.exercise.id) is open; go on where you were."
          : "\(attempt.exercise.id) is open, but it can't pass any more as it stands: retry")
    }
  }
}

/// An attempt that was ended, with what ended with it.
public struct StoppedAttempt {
  /// Such as "signals/term-first".
  public let exercise: String
  /// Processes that were ended with it.
  public let ended: [RoleMember]
}

/// An attempt set up in place of another.
public struct FreshAttempt {
  /// The new one, which waits for its learner.
  public let attempt: Attempt
  /// What was left of the one before.
  public let ended: [RoleMember]
  /// The answers were used up, so the numbers are drawn anew.
  public let newNumbers: Bool
}

/// What became of an open attempt while the learner was away.
public struct ResumedAttempt {
  /// Open, or just closed, as `note` says.
  public let attempt: Attempt
  /// Of each process that ended meanwhile.
  public let fates: [Fate]
  /// How it goes on, in a sentence or two.
  public let note: String
}
