public import Checking
public import Course
import FoundationEssentials
import Observation
public import ProcFS
public import Progress
public import Record
import Supervision

/// One start of an exercise: its content as it was then, its record, and what the record says.
public final class Attempt {
  /// As the progress keeps it.
  public let stored: StoredAttempt
  /// From the attempt's own copy, so that editing a course breaks no open attempt.
  public let exercise: Exercise
  /// The first line of its record.
  public let header: AttemptHeader
  /// The record so far, in the order in which judging asks.
  public private(set) var timeline: Timeline
  /// Kept alive by its attempts, which ask its store and its supervisor.
  let lab: Lab
  private var reader: JournalReader
  /// When the first line was written, nanoseconds.
  private let begun: UInt64
  /// The journal could not be read on from some line; nothing after it counts.
  private(set) var damage: String?

  /// Such as "signals-term-first-1a2b3c4d".
  public var id: String { stored.id }
  /// Absolute path of its working directory.
  public var bench: String { stored.bench }

  init(_ stored: StoredAttempt, lab: Lab) throws {
    self.stored = stored
    self.lab = lab
    let files = lab.paths.attempt(stored.id)
    do {
      exercise = try CourseLibrary.exercise(id: stored.exercise, inFolder: files.exercise)
    } catch let error as CourseError {
      let problem = error.problems.first?.message ?? error.message
      throw AttemptError(
        "\(files.exercise): the attempt's copy of \(stored.exercise) can't be read (\(problem)); "
          + "to set it up afresh: lab retry \(stored.exercise)")
    }
    reader = JournalReader(path: files.journal)
    timeline = Timeline()
    let batch = reader.read()
    for record in batch.records { timeline.append(record) }
    guard let header = timeline.header else {
      throw AttemptError(
        "\(files.journal): the record of \(stored.exercise) can't be read; "
          + "to set it up afresh: lab retry \(stored.exercise)")
    }
    self.header = header
    begun = batch.records.first?.at ?? 0
    damage = batch.error.map { "\($0)" }
  }

  /// The bench as a learner would write it.
  public var shownBench: String {
    guard let home = lab.environment["HOME"], bench.hasPrefix(home + "/") else { return bench }
    return "~" + bench.dropFirst(home.count)
  }

  /// Whether it is over: stopped, retried, expired.
  public var isClosed: Bool { timeline.closed != nil }

  /// Whether any check looks at files, which change without a line in the record.
  public var dependsOnFiles: Bool { !fileRequests.isEmpty }

  /// Whether a verdict may change without a line in the record: files do, and so does what has to
  /// last, or is given time.
  public var changesSilently: Bool { dependsOnFiles || dependsOnTime }

  private var dependsOnTime: Bool {
    exercise.checks.contains { check in
      check.lasting != nil
        || (check.predicates + check.because.map(\.when)).flatMap(\.flattened).contains {
          $0.lasting != nil || ($0.kind as? GonePredicate)?.patience != nil
        }
    }
  }

  private var fileRequests: [FileRequest] { exercise.files(for: timeline) }

  private var names: Names { Names(timeline: timeline) }

  /// How many records have been taken: whoever wants to miss none compares it, since anybody who
  /// judges takes what there is.
  public private(set) var recordCount = 0

  /// Takes what was recorded since the last call; true when there was something.
  @discardableResult
  public func hasNews() -> Bool {
    let batch = reader.read()
    for record in batch.records { timeline.append(record) }
    recordCount += batch.records.count
    if let error = batch.error { damage = "\(error)" }
    return !batch.records.isEmpty
  }

  // MARK: - Judging

  /// Judges now: the record up to this moment, and the bench's files as they are.
  ///
  /// What passed is kept, and stays passed. What was judged when it was closed stays: its bench is
  /// another attempt's by now.
  ///
  /// - Parameter samplesFirst: Have the supervisor look at the processes first. Who asks all the time
  ///   needs no more than what it sees ten times a second by itself.
  public func judge(
    finalising: Bool = false, samplesFirst: Bool = true
  ) throws -> [CheckVerdict] {
    if samplesFirst, !isClosed, isOfThisBoot { try lab.sync(self) }
    hasNews()
    let before = try lab.store().verdicts(attempt: id)
    if isClosed, !before.isEmpty { return before }
    let passed = Set(before.filter { $0.verdict == .passed }.map(\.id))
    let now = now()
    let world = World(
      timeline: timeline, files: FileObserver(bench: bench).facts(for: fileRequests), now: now,
      wallOffset: wallOffset(now: now), finalising: finalising || isClosed, passedBefore: passed)
    var verdicts = exercise.verdicts(in: world)
    for (index, verdict) in verdicts.enumerated() where passed.contains(verdict.id) {
      // The evidence of the moment when it passed, not of now.
      if let kept = before.first(where: { $0.id == verdict.id }) { verdicts[index] = kept }
    }
    // A write waits for the disk: only for what is new.
    if verdicts != before { try lab.store().record(verdicts: verdicts, attempt: id) }
    return verdicts
  }

  /// Whether every check is passed now.
  public func isPassed() throws -> Bool {
    try judge().allSatisfy { $0.verdict == .passed }
  }

  /// Whether every check is passed, or can still come to be.
  public func canStillPass(_ verdicts: [CheckVerdict]) -> Bool {
    let now = now()
    let world = World(
      timeline: timeline, files: FileObserver(bench: bench).facts(for: fileRequests), now: now,
      wallOffset: wallOffset(now: now),
      passedBefore: Set(verdicts.filter { $0.verdict == .passed }.map(\.id)))
    return exercise.judge(for: timeline).outcomes(in: world).allSatisfy(\.canStillPass)
  }

  /// Whether a predicate holds now: for set-up and trials.
  func holds(_ predicate: Checking.Predicate, subject: [String]) -> Bool {
    let now = now()
    let requests = predicate.files { self.value($0) }
    let world = World(
      timeline: timeline, files: FileObserver(bench: bench).facts(for: requests), now: now,
      wallOffset: wallOffset(now: now))
    return predicate.holds(
      in: world, roles: exercise.roleRules { self.value($0) }, subject: subject)
  }

  /// Whether a process of a role lives on without the terminal that it had: bash hangs its jobs up
  /// when the window closes, but who catches SIGHUP may stay.
  public var hasLostTerminal: Bool {
    timeline.tracks.values.contains { track in
      track.endedAt == nil && !track.roles.isEmpty && track.latest?.terminal == 0
        && track.moments.contains { ($0.facts.terminal ?? 0) != 0 }
    }
  }

  /// Whether a process that the lab started to be acted on ended by itself, at its time limit.
  func ranOut() -> Bool {
    exercise.processes.filter(\.isStarted).flatMap { timeline.processes(of: $0.name) }
      .contains { process in
        guard let track = timeline.track(process), case .exited(code: 0) = track.ending?.cause
        else { return false }
        return track.receipts.isEmpty
      }
  }

  /// A trial that is worth offering: all that is still open waits for it.
  public func trialToOffer(_ verdicts: [CheckVerdict]) -> (name: String, say: String)? {
    let open = verdicts.filter { $0.verdict != .passed }.map(\.id)
    guard
      let trial = exercise.trials.first(where: { trial in
        exercise.checks.contains { open.contains($0.id) && $0.after == trial.name }
          && timeline.trialEnded(trial.name) == nil
      })
    else { return nil }
    return (trial.name, trial.say.filled { self.value($0) })
  }

  // MARK: - For the screen

  /// The story, with this attempt's numbers in it.
  public var task: String { Template(exercise.task).filled { self.value($0) } }

  /// What a template's name stands for now.
  public func value(_ name: String) -> String? { names.value(name) }

  /// The processes that the learner may be told of: role, kind or command, PID.
  public func revealedProcesses() -> [(role: String, kind: String, pid: Int32)] {
    exercise.processes.flatMap { role -> [(role: String, kind: String, pid: Int32)] in
      guard role.reveal, role.isStarted else { return [] }
      return timeline.processes(of: role.name).map {
        (role.name, role.kindName { self.value($0) }, $0.pid)
      }
    }
  }

  /// Roles with their PIDs in decimal, blanks between, as scripts know them.
  func roleVariables() throws -> [(name: String, text: String)] {
    hasNews()
    return exercise.processes.compactMap { role in
      let pids = timeline.processes(of: role.name).map { "\($0.pid)" }
      let name = role.name.replacing("-", with: "_")
      return pids.isEmpty ? nil : (name, pids.joined(separator: " "))
    }
  }

  /// A signal that a process of a role said it received from somebody else than the lab.
  public struct Receipt {
    /// Who received it.
    public let process: ProcessIdentity
    /// Such as "SIGTERM".
    public let signalName: String
    /// si_pid.
    public let senderPID: Int32
    /// The sender's name, if it could still be read.
    public let senderComm: String?
  }

  /// Signals that came since the start from anybody but the lab and the kernel, in order.
  public func receiptsByLearner() -> [Receipt] {
    timeline.tracks.values.flatMap { track in
      track.receipts.filter { receipt in
        !receipt.receipt.byLab && !receipt.receipt.fromKernel
          && receipt.at >= timeline.ready ?? .max
      }
    }.sorted { $0.at < $1.at }.map { receipt in
      Receipt(
        process: receipt.receipt.process,
        signalName: "SIG" + ProcFS.Signal(number: receipt.receipt.signal).name,
        senderPID: receipt.receipt.senderPID, senderComm: receipt.receipt.senderComm)
    }
  }

  /// What happened, in words, for authors.
  func story() -> [(at: UInt64, text: String)] {
    hasNews()
    return JournalReader.all(of: reader.path).records.compactMap { record in
      let line = Story.line(record.event) { process in
        let role = timeline.track(process)?.roles.first
        return role.map { "\($0) \(process.pid)" } ?? "\(process.pid)"
      }
      return line.map { (record.at, $0) }
    }
  }

  /// The record's present: the clock's, or where another boot wrote it, that of its last line.
  private func now() -> UInt64 { isOfThisBoot ? boottime() : timeline.last }

  /// Whether the machine is still up that the attempt was begun on.
  var isOfThisBoot: Bool { header.supervisor.boot == Observer().boot }

  /// Nanoseconds from the record's clock to the wall's.
  private func wallOffset(now: UInt64) -> Int64 {
    isOfThisBoot
      ? Int64(ProgressStore.now() * 1e9) - Int64(now)
      : Int64(header.wallTime * 1e9) - Int64(begun)
  }
}

extension RoleSpec {
  /// The workload's kind, or the program's name.
  func kindName(_ names: (String) -> String?) -> String {
    switch origin {
    case .workload(let kind, _, _): kind.filled(names)
    case .command(let words): words.first?.filled(names) ?? ""
    case .found: ""
    }
  }
}
