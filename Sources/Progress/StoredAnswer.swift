internal import GRDB

/// An answer as it was given; its snapshot of the machine is in the journal.
public struct StoredAnswer: Codable, Hashable, Sendable {
  /// The attempt's id.
  public var attempt: String
  /// The answer's name in the exercise.
  public var name: String
  /// As typed.
  public var text: String
  /// Seconds since 1970.
  public var at: Double
  /// 1 for the first answer of this name in this attempt, then 2, …
  public var tries: Int

  /// An answer, the `tries`-th of its name.
  public init(attempt: String, name: String, text: String, at: Double, tries: Int) {
    self.attempt = attempt
    self.name = name
    self.text = text
    self.at = at
    self.tries = tries
  }
}

extension ProgressStore {
  /// Records an answer beside the earlier ones of the same name.
  ///
  /// - Parameter time: seconds since 1970.
  /// - Returns: the answer with its `tries`.
  /// - Throws: `unknownAttempt`.
  @discardableResult
  public func recordAnswer(
    attempt: String, name: String, text: String, at time: Double = ProgressStore.now()
  ) throws(ProgressError) -> StoredAnswer {
    try write { database in
      try self.require(attempt, database)
      let tries =
        try Int.fetchOne(
          database,
          sql: "SELECT COALESCE(MAX(try), 0) + 1 FROM answer WHERE attempt = ? AND name = ?",
          arguments: [attempt, name]) ?? 1
      try database.execute(
        sql: "INSERT INTO answer (attempt, name, try, text, at) VALUES (?, ?, ?, ?, ?)",
        arguments: [attempt, name, tries, text, time])
      return StoredAnswer(attempt: attempt, name: name, text: text, at: time, tries: tries)
    }
  }

  /// Every answer of an attempt, in the order in which they were given.
  public func answers(attempt: String) throws(ProgressError) -> [StoredAnswer] {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT * FROM answer WHERE attempt = ? ORDER BY at, name, try",
        arguments: [attempt])
      return try rows.map { row in
        StoredAnswer(
          attempt: try row.decode(forColumn: "attempt"), name: try row.decode(forColumn: "name"),
          text: try row.decode(forColumn: "text"), at: try row.decode(forColumn: "at"),
          tries: try row.decode(forColumn: "try"))
      }
    }
  }
}
