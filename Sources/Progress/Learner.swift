internal import GRDB

/// Who learns here: from a learner key, or from the one question at the first run.
///
/// Never the Unix user: on class machines everybody is `student`.
public struct Learner: Codable, Hashable, Sendable, Identifiable {
  /// What attempts and reports name the learner by.
  public var id: String
  /// As on the class list; nil where the question was declined.
  public var email: String?
  /// To greet with.
  public var name: String?
  /// The learner key that parameters derive from: HMAC(course secret, id), or a random one; hexadecimal.
  public var key: String

  /// A learner as a key file or the first run tells.
  public init(id: String, email: String? = nil, name: String? = nil, key: String) {
    self.id = id
    self.email = email
    self.name = name
    self.key = key
  }
}

extension ProgressStore {
  /// The learner who learns here now; nil before the first run has asked.
  public func learner() throws(ProgressError) -> Learner? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM learner WHERE selected = 1").map(Learner.init)
    }
  }

  /// Makes `learner` the one who learns here; earlier learners and their attempts are kept.
  public func setLearner(_ learner: Learner) throws(ProgressError) {
    try write { database in
      try database.execute(sql: "UPDATE learner SET selected = 0")
      try database.execute(
        sql: """
          INSERT INTO learner (id, email, name, key, selected) VALUES (?, ?, ?, ?, 1)
          ON CONFLICT (id) DO UPDATE
          SET email = excluded.email, name = excluded.name, key = excluded.key, selected = 1
          """,
        arguments: [learner.id, learner.email, learner.name, learner.key])
    }
  }

  /// Everybody who ever learned here, by id.
  public func learners() throws(ProgressError) -> [Learner] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM learner ORDER BY id").map(Learner.init)
    }
  }
}

extension Learner {
  fileprivate init(row: Row) throws {
    self.init(
      id: try row.decode(forColumn: "id"), email: try row.decode(forColumn: "email"),
      name: try row.decode(forColumn: "name"), key: try row.decode(forColumn: "key"))
  }
}
