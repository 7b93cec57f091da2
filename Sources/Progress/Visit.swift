internal import GRDB

/// One time at the prompt, from its first line to its last.
public struct Visit: Codable, Hashable, Sendable, Identifiable {
  /// How a prompt came to its end.
  public enum Leaving: String, Codable, Hashable, Sendable, CaseIterable {
    /// bash was left: exit, logout or Ctrl-D.
    case exit
    /// The terminal hung up.
    case windowClosed = "window closed"
  }

  /// Given by `recordVisit`; nil before.
  public var id: Int64?
  /// The learner's id.
  public var learner: String
  /// Seconds since 1970.
  public var opened: Double
  /// Seconds since 1970; nil while it lasts, and where the prompt was killed.
  public var left: Double?
  /// nil while it lasts, and where the prompt was killed.
  public var how: Leaving?

  /// A visit that begins.
  public init(learner: String, opened: Double = ProgressStore.now()) {
    self.id = nil
    self.learner = learner
    self.opened = opened
    self.left = nil
    self.how = nil
  }
}

extension ProgressStore {
  /// Records a visit: a new one when it has no id, else how it went on.
  ///
  /// - Returns: the visit with its id, to be recorded again when it ends.
  @discardableResult
  public func recordVisit(_ visit: Visit) throws(ProgressError) -> Visit {
    try write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO visit (id, learner, opened, left, how) VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [visit.id, visit.learner, visit.opened, visit.left, visit.how?.rawValue])
      var stored = visit
      stored.id = visit.id ?? database.lastInsertedRowID
      return stored
    }
  }

  /// The learner's newest visit; of those before `id`, if given.
  public func lastVisit(learner: String, before id: Int64? = nil) throws(ProgressError) -> Visit? {
    try read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT * FROM visit WHERE learner = ? AND id < COALESCE(?, id + 1) ORDER BY id DESC LIMIT 1
          """,
        arguments: [learner, id])
      return try row.map { row in
        var visit = Visit(
          learner: try row.decode(forColumn: "learner"), opened: try row.decode(forColumn: "opened")
        )
        visit.id = try row.decode(forColumn: "id")
        visit.left = try row.decode(forColumn: "left")
        let how: String? = try row.decode(forColumn: "how")
        visit.how = how.flatMap(Visit.Leaving.init)
        return visit
      }
    }
  }
}
