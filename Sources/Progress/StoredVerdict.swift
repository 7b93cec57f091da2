internal import GRDB
public import Record

/// A verdict with its evidence, and when it was recorded.
public struct StoredVerdict: Codable, Hashable, Sendable {
  /// What was judged, and why.
  public var verdict: CheckVerdict
  /// Seconds since 1970.
  public var at: Double

  /// A verdict of that moment.
  public init(verdict: CheckVerdict, at: Double) {
    self.verdict = verdict
    self.at = at
  }
}

extension ProgressStore {
  /// Records what the checks of an attempt are worth now.
  ///
  /// Passed is sticky: a passed verdict stays with its evidence, unless a passed one with more points
  /// comes. Everything else is replaced by what is newer.
  ///
  /// - Parameter time: seconds since 1970.
  /// - Returns: the verdicts of the attempt as they stand after this.
  /// - Throws: `unknownAttempt`.
  @discardableResult
  public func record(
    verdicts: [CheckVerdict], attempt id: String, at time: Double = ProgressStore.now()
  ) throws(ProgressError) -> [CheckVerdict] {
    var texts: [String] = []
    for verdict in verdicts { texts.append(try json(verdict)) }
    return try write { database in
      try self.require(id, database)
      for (verdict, text) in zip(verdicts, texts) {
        try database.execute(
          sql: """
            INSERT INTO verdict (attempt, check_id, verdict, score, detail, at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (attempt, check_id) DO UPDATE
            SET verdict = excluded.verdict, score = excluded.score, detail = excluded.detail,
              at = excluded.at
            WHERE verdict.verdict <> 'passed'
              OR (excluded.verdict = 'passed' AND excluded.score > verdict.score)
            """,
          arguments: [id, verdict.id, verdict.verdict.rawValue, verdict.score, text, time])
      }
      return try Self.verdicts(of: id, database).map(\.verdict)
    }
  }

  /// The verdicts of an attempt, in the order in which its checks were first recorded.
  public func verdicts(attempt id: String) throws(ProgressError) -> [CheckVerdict] {
    try storedVerdicts(attempt: id).map(\.verdict)
  }

  /// As `verdicts(attempt:)`, with the time of each.
  public func storedVerdicts(attempt id: String) throws(ProgressError) -> [StoredVerdict] {
    try read { try Self.verdicts(of: id, $0) }
  }

  private static func verdicts(of id: String, _ database: Database) throws -> [StoredVerdict] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT detail, at FROM verdict WHERE attempt = ? ORDER BY rowid",
      arguments: [id])
    return try rows.map { row in
      let text: String = try row.decode(forColumn: "detail")
      return StoredVerdict(
        verdict: try JSONLineDecoder.decode(CheckVerdict.self, from: Array(text.utf8)),
        at: try row.decode(forColumn: "at"))
    }
  }
}
