internal import GRDB

/// A reply to a quiz page.
public struct QuizReply: Codable, Hashable, Sendable {
  /// Such as `Q1.2`.
  public var quiz: String
  /// The learner's id.
  public var learner: String
  /// As given.
  public var reply: String
  /// Whether it was right when it was given.
  public var correct: Bool
  /// Seconds since 1970.
  public var at: Double

  /// A reply of that moment.
  public init(
    quiz: String, learner: String, reply: String, correct: Bool, at: Double = ProgressStore.now()
  ) {
    self.quiz = quiz
    self.learner = learner
    self.reply = reply
    self.correct = correct
    self.at = at
  }
}

extension ProgressStore {
  /// Records a reply beside the earlier ones.
  public func recordQuiz(_ reply: QuizReply) throws(ProgressError) {
    try write { database in
      try database.execute(
        sql: "INSERT INTO quiz_reply (quiz, learner, reply, correct, at) VALUES (?, ?, ?, ?, ?)",
        arguments: [reply.quiz, reply.learner, reply.reply, reply.correct, reply.at])
    }
  }

  /// Every reply of a learner's, oldest first; to one quiz, if given.
  public func quizReplies(
    learner: String, quiz: String? = nil
  ) throws(ProgressError) -> [QuizReply] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM quiz_reply WHERE learner = ? AND quiz = COALESCE(?, quiz) ORDER BY id
          """,
        arguments: [learner, quiz])
      return try rows.map { row in
        QuizReply(
          quiz: try row.decode(forColumn: "quiz"), learner: try row.decode(forColumn: "learner"),
          reply: try row.decode(forColumn: "reply"), correct: try row.decode(forColumn: "correct"),
          at: try row.decode(forColumn: "at"))
      }
    }
  }
}
