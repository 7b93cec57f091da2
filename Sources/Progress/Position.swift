internal import GRDB

/// Where a learner is in the course: on a page of a lesson, or at an exercise.
public struct Position: Codable, Hashable, Sendable {
  /// The module's id.
  public var module: String
  /// The lesson's id; nil at an exercise.
  public var lesson: String?
  /// 1 for the first page.
  public var page: Int
  /// Such as `signals/term-first`; nil on a page.
  public var exercise: String?

  /// A page of a lesson, or an exercise.
  public init(module: String, lesson: String? = nil, page: Int = 1, exercise: String? = nil) {
    self.module = module
    self.lesson = lesson
    self.page = page
    self.exercise = exercise
  }
}

extension ProgressStore {
  /// Where a learner was last; nil before the first `next`.
  public func position(learner: String) throws(ProgressError) -> Position? {
    try read { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT * FROM position WHERE learner = ?", arguments: [learner])
      return try row.map { row in
        Position(
          module: try row.decode(forColumn: "module"), lesson: try row.decode(forColumn: "lesson"),
          page: try row.decode(forColumn: "page"), exercise: try row.decode(forColumn: "exercise"))
      }
    }
  }

  /// Remembers where a learner is.
  public func setPosition(
    _ position: Position, learner: String, at time: Double = ProgressStore.now()
  ) throws(ProgressError) {
    try write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO position (learner, module, lesson, page, exercise, at)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          learner, position.module, position.lesson, position.page, position.exercise, time,
        ])
    }
  }
}
