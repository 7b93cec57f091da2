import LabTestSupport
import Record
import Testing

@testable import Progress

@Suite struct ProgressParcelTests {
  private static let alice = Learner(id: "alice", email: "alice@example.org", key: "00ff")

  private func store(_ directory: TemporaryDirectory, _ name: String) throws -> ProgressStore {
    let store = try ProgressStore(path: directory.path(name))
    try store.setLearner(Self.alice)
    return store
  }

  @Test func `what was reached inside is there outside, with its evidence`() throws {
    let directory = try TemporaryDirectory()
    let inside = try store(directory, "in.sqlite")
    try inside.open(.sample("a1"))
    try inside.record(verdicts: [.sample("graceful", .passed, score: 5)], attempt: "a1", at: 7)
    try inside.recordAnswer(attempt: "a1", name: "pid", text: "42", at: 1)
    try inside.recordHint(exercise: "signals/term-first", learner: "alice", number: 1)
    try inside.recordQuiz(
      QuizReply(quiz: "Q1.1", learner: "alice", reply: "b", correct: true, at: 3))
    try inside.setPosition(Position(module: "signals", exercise: "signals/x"), learner: "alice")
    let parcel = try inside.parcel(for: Self.alice, withEvidence: true) { _ in true }

    let outside = try store(directory, "out.sqlite")
    for _ in 0..<2 {
      #expect(try outside.take(parcel) { $0.machine = "practice" } == [])
    }
    #expect(try outside.attempt("a1")?.machine == "practice")
    #expect(try outside.attempt("a1")?.state == .open)
    #expect(try outside.storedVerdicts(attempt: "a1") == inside.storedVerdicts(attempt: "a1"))
    #expect(try outside.answers(attempt: "a1").map(\.text) == ["42"])
    #expect(try outside.hintsTaken(exercise: "signals/term-first", learner: "alice") == 1)
    #expect(try outside.quizReplies(learner: "alice").count == 1)
    #expect(try outside.position(learner: "alice")?.exercise == "signals/x")

    try inside.close(attempt: "a1", state: .passed, at: 9)
    try outside.take(try inside.parcel(for: Self.alice, withEvidence: true) { _ in true })
    #expect(try outside.attempt("a1")?.state == .passed)
    #expect(try outside.attempt("a1")?.ended == 9)
    #expect(try outside.attempt("a1")?.machine == "practice")
  }

  @Test func `an attempt that is over here stays over`() throws {
    let directory = try TemporaryDirectory()
    let inside = try store(directory, "in.sqlite")
    try inside.open(.sample("a1"))
    let parcel = try inside.parcel(for: Self.alice, withEvidence: true) { _ in true }
    let outside = try store(directory, "out.sqlite")
    try outside.take(parcel)
    try outside.close(attempt: "a1", state: .interrupted)
    try outside.take(parcel)
    #expect(try outside.attempt("a1")?.state == .interrupted)
  }

  @Test func `two labs may count the same number`() throws {
    let directory = try TemporaryDirectory()
    let inside = try store(directory, "in.sqlite")
    let outside = try store(directory, "out.sqlite")
    try inside.open(.sample("a1"))
    try inside.close(attempt: "a1", state: .passed)
    try outside.open(.sample("b1"))
    try outside.close(attempt: "b1", state: .stopped)
    try outside.take(try inside.parcel(for: Self.alice, withEvidence: true) { _ in true })
    let numbers = try outside.attempts(exercise: "signals/term-first").map(\.number)
    #expect(Set(numbers) == [1, 2])
  }

  @Test func `a second open attempt of an exercise is refused`() throws {
    let directory = try TemporaryDirectory()
    let inside = try store(directory, "in.sqlite")
    let outside = try store(directory, "out.sqlite")
    try inside.open(.sample("a1"))
    try outside.open(.sample("b1"))
    let parcel = try inside.parcel(for: Self.alice, withEvidence: true) { _ in true }
    #expect(try outside.take(parcel) == ["a1"])
    #expect(try outside.openAttempts(learner: "alice").map(\.id) == ["b1"])
  }

  @Test func `evidence can stay behind`() throws {
    let directory = try TemporaryDirectory()
    let store = try store(directory, "out.sqlite")
    try store.open(.sample("a1"))
    try store.record(verdicts: [.sample("graceful", .passed, score: 5)], attempt: "a1")
    let parcel = try store.parcel(for: Self.alice, withEvidence: false) { _ in true }
    #expect(parcel.attempts.first?.verdicts.first?.verdict.evidence == [])
    #expect(parcel.attempts.first?.verdicts.first?.verdict.verdict == .passed)
  }
}
