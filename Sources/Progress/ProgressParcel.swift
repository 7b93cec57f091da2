internal import GRDB
internal import Record

/// What of a learner's progress goes from one lab to another: into a practice machine, and out again.
public struct ProgressParcel: Codable, Hashable, Sendable {
  /// An attempt with everything that hangs on it.
  public struct Attempt: Codable, Hashable, Sendable {
    /// The row.
    public var stored: StoredAttempt
    /// What its checks were worth.
    public var verdicts: [StoredVerdict]
    /// In the order in which they were given.
    public var answers: [StoredAnswer]

    /// All members, as they are.
    public init(stored: StoredAttempt, verdicts: [StoredVerdict], answers: [StoredAnswer]) {
      self.stored = stored
      self.verdicts = verdicts
      self.answers = answers
    }
  }

  /// A hint that was taken.
  public struct Hint: Codable, Hashable, Sendable {
    /// Such as `signals/term-first`.
    public var exercise: String
    /// 1 for the first.
    public var number: Int
    /// Seconds since 1970.
    public var at: Double
  }

  /// Whose it is.
  public var learner: Learner
  /// Where they are; nil leaves it as it is.
  public var position: Position?
  /// Oldest first.
  public var attempts: [Attempt]
  /// Of all exercises.
  public var hints: [Hint]
  /// Of all questions.
  public var replies: [QuizReply]

  /// All members, as they are.
  public init(
    learner: Learner, position: Position? = nil, attempts: [Attempt] = [], hints: [Hint] = [],
    replies: [QuizReply] = []
  ) {
    self.learner = learner
    self.position = position
    self.attempts = attempts
    self.hints = hints
    self.replies = replies
  }
}

extension ProgressStore {
  /// A learner's progress, ready to go elsewhere.
  ///
  /// - Parameters:
  ///   - withEvidence: Whether verdicts go with what they rest on.
  ///   - choose: Which attempts go.
  public func parcel(
    for learner: Learner, withEvidence: Bool, where choose: (StoredAttempt) -> Bool
  ) throws(ProgressError) -> ProgressParcel {
    var parcel = ProgressParcel(learner: learner, position: try position(learner: learner.id))
    for stored in try attempts(learner: learner.id) where choose(stored) {
      var verdicts = try storedVerdicts(attempt: stored.id)
      if !withEvidence {
        for index in verdicts.indices { verdicts[index].verdict.evidence = [] }
      }
      parcel.attempts.append(
        .init(stored: stored, verdicts: verdicts, answers: try answers(attempt: stored.id)))
    }
    parcel.hints = try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM hint WHERE learner = ? ORDER BY exercise, number",
        arguments: [learner.id]
      ).map { row in
        ProgressParcel.Hint(
          exercise: try row.decode(forColumn: "exercise"),
          number: try row.decode(forColumn: "number"), at: try row.decode(forColumn: "at"))
      }
    }
    parcel.replies = try quizReplies(learner: learner.id)
    return parcel
  }

  /// Takes in what comes from another lab; what is known already is brought up to date, nothing that
  /// was reached is lost, and the same parcel again changes nothing.
  ///
  /// - Parameter change: What becomes of an attempt's row on its way in: where it lives, its paths.
  /// - Returns: the ids of attempts that can't be taken in, since another one of the same exercise is
  ///   open here.
  @discardableResult
  public func take(
    _ parcel: ProgressParcel, changing change: (inout StoredAttempt) -> Void = { _ in }
  ) throws(ProgressError) -> [String] {
    let learner = parcel.learner.id
    var refused: [String] = []
    for attempt in parcel.attempts {
      var stored = attempt.stored
      change(&stored)
      guard try put(stored) else {
        refused.append(stored.id)
        continue
      }
      try put(attempt.verdicts, attempt: stored.id)
      try put(attempt.answers)
    }
    let kept = try quizReplies(learner: learner)
    let hints = parcel.hints
    try write { database in
      for hint in hints {
        try database.execute(
          sql: "INSERT OR IGNORE INTO hint (exercise, learner, number, at) VALUES (?, ?, ?, ?)",
          arguments: [hint.exercise, learner, hint.number, hint.at])
      }
    }
    for reply in parcel.replies where !kept.contains(reply) { try recordQuiz(reply) }
    if let position = parcel.position, try self.position(learner: learner) != position {
      try setPosition(position, learner: learner)
    }
    return refused
  }

  /// - Returns: false where another attempt of the exercise is open.
  private func put(_ attempt: StoredAttempt) throws(ProgressError) -> Bool {
    let parameters = try json(attempt.parameters)
    return try write { database in
      let known = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM attempt WHERE id = ?)",
        arguments: [attempt.id])
      if known == true {
        // What is over stays over.
        try database.execute(
          sql: """
            UPDATE attempt SET state = ?, ended = ?, machine = COALESCE(?, machine)
            WHERE id = ? AND state = 'open'
            """,
          arguments: [attempt.state.rawValue, attempt.ended, attempt.machine, attempt.id])
        return true
      }
      let pair: StatementArguments = [attempt.exercise, attempt.learner]
      if attempt.state == .open {
        let open = try Bool.fetchOne(
          database,
          sql: """
            SELECT EXISTS (SELECT 1 FROM attempt
              WHERE exercise = ? AND learner = ? AND state = 'open')
            """, arguments: pair)
        if open == true { return false }
      }
      let taken = try Int.fetchSet(
        database, sql: "SELECT number FROM attempt WHERE exercise = ? AND learner = ?",
        arguments: pair)
      // Two labs may have counted the same number; this one's stands.
      let number = taken.contains(attempt.number) ? (taken.max() ?? 0) + 1 : attempt.number
      try database.execute(
        sql: """
          INSERT INTO attempt (id, exercise, learner, round, number, state, started, ended, run,
            nonce, parameters, bench, journal, boot, machine)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          attempt.id, attempt.exercise, attempt.learner, attempt.round, number,
          attempt.state.rawValue, attempt.started, attempt.ended, attempt.run, attempt.nonce,
          parameters, attempt.bench, attempt.journal, attempt.boot, attempt.machine,
        ])
      return true
    }
  }

  /// As `record(verdicts:attempt:at:)`, with the time of each.
  private func put(_ verdicts: [StoredVerdict], attempt id: String) throws(ProgressError) {
    let known = try storedVerdicts(attempt: id)
    for verdict in verdicts where !known.contains(verdict) {
      try record(verdicts: [verdict.verdict], attempt: id, at: verdict.at)
    }
  }

  private func put(_ answers: [StoredAnswer]) throws(ProgressError) {
    try write { database in
      for answer in answers {
        try database.execute(
          sql: "INSERT OR IGNORE INTO answer (attempt, name, try, text, at) VALUES (?, ?, ?, ?, ?)",
          arguments: [answer.attempt, answer.name, answer.tries, answer.text, answer.at])
      }
    }
  }
}
