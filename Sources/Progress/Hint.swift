internal import GRDB

extension ProgressStore {
  /// Records that a learner took a hint; the same hint again is no second one.
  ///
  /// - Parameters:
  ///   - number: 1 for the first hint; the solution is the last number.
  ///   - time: seconds since 1970.
  public func recordHint(
    exercise: String, learner: String, number: Int, at time: Double = ProgressStore.now()
  ) throws(ProgressError) {
    try write { database in
      try database.execute(
        sql: "INSERT OR IGNORE INTO hint (exercise, learner, number, at) VALUES (?, ?, ?, ?)",
        arguments: [exercise, learner, number, time])
    }
  }

  /// How many hints of an exercise a learner has taken, over all attempts.
  public func hintsTaken(exercise: String, learner: String) throws(ProgressError) -> Int {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM hint WHERE exercise = ? AND learner = ?",
        arguments: [exercise, learner]) ?? 0
    }
  }
}
