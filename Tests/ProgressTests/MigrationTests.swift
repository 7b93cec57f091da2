import LabTestSupport
import Record
import Testing

@testable import Progress

@Suite struct MigrationTests {
  /// The first version, as it went out. A migration that has shipped is never changed: add another.
  @Test func `version 1 is what it was`() throws {
    let directory = try TemporaryDirectory()
    let store = try ProgressStore(
      path: directory.path("lab.sqlite"), migrations: Array(Schema.migrations.prefix(1)))
    let text = try store.schema().joined(separator: ";")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(Self.checksum(text) == Self.version1, "\(text)")
  }

  @Test func `version 2 is what it was`() throws {
    let directory = try TemporaryDirectory()
    let store = try ProgressStore(
      path: directory.path("lab.sqlite"), migrations: Array(Schema.migrations.prefix(2)))
    let text = try store.schema().joined(separator: ";")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(Self.checksum(text) == Self.version2, "\(text)")
  }

  private static let version2: UInt64 = 5_524_539_163_562_963_130
  private static let version1: UInt64 = 2_410_865_853_164_866_506

  /// FNV-1a, 64 bits.
  private static func checksum(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  @Test func `what version 1 kept is there after every migration`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("lab.sqlite")
    try Self.fill(ProgressStore(path: path, migrations: Array(Schema.migrations.prefix(1))))
    let store = try ProgressStore(path: path)
    #expect(try store.learner()?.email == "alice@example.org")
    #expect(try store.attempt("a1")?.state == .passed)
    #expect(try store.verdicts(attempt: "a1") == [.sample("graceful", .passed, score: 5)])
    #expect(try store.answers(attempt: "a1").map(\.text) == ["42"])
    #expect(try store.hintsTaken(exercise: "signals/term-first", learner: "alice") == 1)
    #expect(try store.quizReplies(learner: "alice").map(\.reply) == ["b"])
    #expect(try store.position(learner: "alice")?.page == 3)
    #expect(try store.lastVisit(learner: "alice")?.how == .windowClosed)
    #expect(try store.value("key") == "value")
  }

  private static func fill(_ store: ProgressStore) throws {
    try store.setLearner(Learner(id: "alice", email: "alice@example.org", key: "00ff"))
    try store.open(.sample("a1"))
    try store.record(verdicts: [.sample("graceful", .passed, score: 5)], attempt: "a1")
    try store.recordAnswer(attempt: "a1", name: "pid", text: "42", at: 1)
    try store.close(attempt: "a1", state: .passed)
    try store.recordHint(exercise: "signals/term-first", learner: "alice", number: 1)
    try store.recordQuiz(QuizReply(quiz: "Q1.1", learner: "alice", reply: "b", correct: true))
    try store.setPosition(Position(module: "signals", lesson: "l1", page: 3), learner: "alice")
    var visit = try store.recordVisit(Visit(learner: "alice", opened: 5))
    visit.left = 6
    visit.how = .windowClosed
    try store.recordVisit(visit)
    try store.setValue("value", for: "key")
  }

  /// A step that a later version might take.
  private static let later =
    Schema.migrations + [
      Migration(
        name: "later",
        sql: """
          ALTER TABLE attempt ADD COLUMN place TEXT NOT NULL DEFAULT 'here';
          CREATE TABLE badge (name TEXT) STRICT;
          """)
    ]

  @Test func `a step is taken once, and keeps the rows`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("lab.sqlite")
    try Self.fill(ProgressStore(path: path))
    for _ in 0..<2 {
      let store = try ProgressStore(path: path, migrations: Self.later)
      #expect(try store.attempt("a1")?.parameters == ["every": "7", "epoch": "3"])
      #expect(try store.schema().contains { $0.contains("badge") })
    }
  }

  @Test func `several processes that take the same step agree`() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("lab.sqlite")
    try Self.fill(ProgressStore(path: path))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<6 {
        group.addTask { _ = try ProgressStore(path: path, migrations: Self.later) }
      }
      try await group.waitForAll()
    }
  }

  @Test func `a database of a newer lab is left alone`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("lab.sqlite")
    try Self.fill(ProgressStore(path: path, migrations: Self.later))
    let error = #expect(throws: ProgressError.self) { try ProgressStore(path: path) }
    #expect(error?.code == .newer)
    let store = try ProgressStore(path: path, migrations: Self.later)
    #expect(try store.value("key") == "value")
  }

  @Test func `a step that fails changes nothing`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("lab.sqlite")
    try Self.fill(ProgressStore(path: path))
    let broken =
      Schema.migrations + [Migration(name: "broken", sql: "DELETE FROM setting; NONSENSE;")]
    let error = #expect(throws: ProgressError.self) {
      try ProgressStore(path: path, migrations: broken)
    }
    #expect(error?.code == .other)
    #expect(try ProgressStore(path: path).value("key") == "value")
  }
}
