internal import GRDB
internal import Record

/// Where an attempt stands.
public enum AttemptState: String, Codable, Hashable, Sendable, CaseIterable {
  /// The learner is at it; at most one of a learner's at an exercise.
  case open
  /// Every check passed. Stays so.
  case passed
  /// It can't pass any more, and was closed as it was.
  case failed
  /// Another one was begun in its place.
  case retried
  /// The learner stopped it.
  case stopped
  /// The machine was started again meanwhile: another boot id.
  case interrupted
  /// A workload reached its time limit before the learner acted; no failure.
  case expired
}

/// One start of an exercise, with what was drawn for it.
public struct StoredAttempt: Codable, Hashable, Sendable, Identifiable {
  /// Names the attempt's folder under the state directory.
  public var id: String
  /// Such as `signals/term-first`.
  public var exercise: String
  /// The learner's id.
  public var learner: String
  /// 0 is graded; later rounds serve review.
  public var round: Int
  /// The learner's first, second, … at this exercise: `open` counts.
  public var number: Int
  /// Where it stands.
  public var state: AttemptState
  /// Seconds since 1970.
  public var started: Double
  /// Seconds since 1970; nil while it is open.
  public var ended: Double?
  /// The run name that the workloads carry.
  public var run: String
  /// What the workloads carry in LAB_ID.
  public var nonce: String
  /// What was drawn, by parameter.
  public var parameters: [String: String]
  /// The working directory, absolute.
  public var bench: String
  /// The journal, absolute.
  public var journal: String
  /// The boot that it began on, in the kernel's spelling.
  public var boot: String
  /// The practice machine that it lives in, or lived in; nil is here.
  public var machine: String?

  /// An attempt that is about to be opened.
  public init(
    id: String, exercise: String, learner: String, round: Int = 0, started: Double, run: String,
    nonce: String, parameters: [String: String], bench: String, journal: String, boot: String
  ) {
    self.id = id
    self.exercise = exercise
    self.learner = learner
    self.round = round
    self.number = 0
    self.state = .open
    self.started = started
    self.ended = nil
    self.run = run
    self.nonce = nonce
    self.parameters = parameters
    self.bench = bench
    self.journal = journal
    self.boot = boot
    self.machine = nil
  }
}

extension ProgressStore {
  /// Records a new attempt as open, and counts it.
  ///
  /// - Returns: the attempt with its `number`.
  /// - Throws: `alreadyOpen` if the learner has an open one at this exercise; `detail` is its id.
  @discardableResult
  public func open(_ attempt: StoredAttempt) throws(ProgressError) -> StoredAttempt {
    let parameters = try json(attempt.parameters)
    return try write { database in
      let arguments: StatementArguments = [attempt.exercise, attempt.learner]
      let open = try String.fetchOne(
        database,
        sql: "SELECT id FROM attempt WHERE exercise = ? AND learner = ? AND state = 'open'",
        arguments: arguments)
      if let open {
        throw ProgressError(.alreadyOpen, path: attempt.exercise, detail: open)
      }
      var stored = attempt
      stored.state = .open
      stored.ended = nil
      stored.number =
        try Int.fetchOne(
          database,
          sql: """
            SELECT COALESCE(MAX(number), 0) + 1 FROM attempt WHERE exercise = ? AND learner = ?
            """,
          arguments: arguments) ?? 1
      try database.execute(
        sql: """
          INSERT INTO attempt (id, exercise, learner, round, number, state, started, ended, run,
            nonce, parameters, bench, journal, boot)
          VALUES (?, ?, ?, ?, ?, 'open', ?, NULL, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          stored.id, stored.exercise, stored.learner, stored.round, stored.number, stored.started,
          stored.run, stored.nonce, parameters, stored.bench, stored.journal, stored.boot,
        ])
      return stored
    }
  }

  /// Closes an open attempt; one that is closed already stays as it is, so that two may try.
  ///
  /// - Parameters:
  ///   - state: how it came to its end; `.open` changes nothing.
  ///   - time: seconds since 1970.
  /// - Returns: whether this call closed it.
  /// - Throws: `unknownAttempt`.
  @discardableResult
  public func close(
    attempt id: String, state: AttemptState, at time: Double = ProgressStore.now()
  ) throws(ProgressError) -> Bool {
    try write { database in
      guard state != .open else { return false }
      try database.execute(
        sql: "UPDATE attempt SET state = ?, ended = ? WHERE id = ? AND state = 'open'",
        arguments: [state.rawValue, time, id])
      if database.changesCount > 0 { return true }
      try self.require(id, database)
      return false
    }
  }

  /// The attempt with this id.
  public func attempt(_ id: String) throws(ProgressError) -> StoredAttempt? {
    try attempts(where: "id = ?", [id]).first
  }

  /// The open attempts of a learner, oldest first.
  public func openAttempts(learner: String) throws(ProgressError) -> [StoredAttempt] {
    try attempts(where: "learner = ? AND state = 'open'", [learner])
  }

  /// The one open attempt of a learner at an exercise.
  public func openAttempt(
    exercise: String, learner: String
  ) throws(ProgressError) -> StoredAttempt? {
    try attempts(
      where: "exercise = ? AND learner = ? AND state = 'open'", [exercise, learner]
    ).first
  }

  /// Every attempt at an exercise, oldest first; of one learner, if given.
  public func attempts(
    exercise: String, learner: String? = nil
  ) throws(ProgressError) -> [StoredAttempt] {
    guard let learner else { return try attempts(where: "exercise = ?", [exercise]) }
    return try attempts(where: "exercise = ? AND learner = ?", [exercise, learner])
  }

  /// Every attempt of a learner, oldest first.
  public func attempts(learner: String) throws(ProgressError) -> [StoredAttempt] {
    try attempts(where: "learner = ?", [learner])
  }

  /// The attempt that counts: the one with the highest score; of several, the earliest.
  ///
  /// An open attempt counts with what it has reached; one without verdicts has 0.
  public func bestAttempt(
    exercise: String, learner: String
  ) throws(ProgressError) -> StoredAttempt? {
    try read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT attempt.* FROM attempt LEFT JOIN verdict ON verdict.attempt = attempt.id
          WHERE exercise = ? AND learner = ?
          GROUP BY attempt.id ORDER BY TOTAL(verdict.score) DESC, number LIMIT 1
          """,
        arguments: [exercise, learner]
      ).map(StoredAttempt.init)
    }
  }

  /// The points of each exercise's best attempt; exercises without an attempt are absent.
  public func bestScores(learner: String) throws(ProgressError) -> [String: Double] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT exercise, MAX(points) AS best FROM (
            SELECT exercise, TOTAL(verdict.score) AS points
            FROM attempt LEFT JOIN verdict ON verdict.attempt = attempt.id
            WHERE learner = ? GROUP BY attempt.id)
          GROUP BY exercise
          """,
        arguments: [learner])
      var scores: [String: Double] = [:]
      for row in rows {
        let exercise: String = try row.decode(forColumn: "exercise")
        scores[exercise] = try row.decode(Double.self, forColumn: "best")
      }
      return scores
    }
  }

  /// The exercises that a learner has passed once.
  public func passedExercises(learner: String) throws(ProgressError) -> Set<String> {
    try read { database in
      try String.fetchSet(
        database,
        sql: "SELECT DISTINCT exercise FROM attempt WHERE learner = ? AND state = 'passed'",
        arguments: [learner])
    }
  }

  private func attempts(
    where condition: String, _ arguments: StatementArguments
  ) throws(ProgressError) -> [StoredAttempt] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM attempt WHERE \(condition) ORDER BY started, rowid",
        arguments: arguments
      ).map(StoredAttempt.init)
    }
  }

  /// Throws `unknownAttempt` unless there is one with this id.
  func require(_ id: String, _ database: Database) throws {
    let found = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM attempt WHERE id = ?)", arguments: [id])
    guard found == true else { throw ProgressError(.unknownAttempt, path: path, detail: id) }
  }

  /// The text of a value in a column; keys sorted, so that equal values are equal texts.
  func json(_ value: some Encodable) throws(ProgressError) -> String {
    do {
      return String(decoding: try JSONLineEncoder.encode(value), as: UTF8.self)
    } catch {
      throw ProgressError(.other, path: path, detail: "\(error)")
    }
  }
}

extension StoredAttempt {
  fileprivate init(row: Row) throws {
    let text: String = try row.decode(forColumn: "parameters")
    self.init(
      id: try row.decode(forColumn: "id"), exercise: try row.decode(forColumn: "exercise"),
      learner: try row.decode(forColumn: "learner"), round: try row.decode(forColumn: "round"),
      started: try row.decode(forColumn: "started"), run: try row.decode(forColumn: "run"),
      nonce: try row.decode(forColumn: "nonce"),
      parameters: try JSONLineDecoder.decode([String: String].self, from: Array(text.utf8)),
      bench: try row.decode(forColumn: "bench"), journal: try row.decode(forColumn: "journal"),
      boot: try row.decode(forColumn: "boot"))
    machine = row.hasColumn("machine") ? try row.decode(forColumn: "machine") : nil
    number = try row.decode(forColumn: "number")
    ended = try row.decode(forColumn: "ended")
    let word: String = try row.decode(forColumn: "state")
    guard let known = AttemptState(rawValue: word) else {
      throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "attempt \(id): state '\(word)'")
    }
    state = known
  }
}
