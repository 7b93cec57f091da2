import Testing

@testable import Progress

/// Learners, hints, answers, quizzes, positions, visits and settings.
@Suite struct SmallRecordsTests {
  private let temporary: TemporaryStore
  private var store: ProgressStore { temporary.store }

  init() throws { temporary = try TemporaryStore() }

  @Test func `there is no learner before the first run, then the one set last`() throws {
    #expect(try store.learner() == nil)
    let alice = Learner(id: "alice", email: "alice@example.org", name: "Alice", key: "00ff")
    let guest = Learner(id: "guest-1", key: "aa")
    try store.setLearner(alice)
    try store.setLearner(guest)
    #expect(try store.learner() == guest)
    try store.setLearner(alice)
    #expect(try store.learner() == alice)
    #expect(try store.learners() == [alice, guest])
  }

  @Test func `the same hint twice is one hint`() throws {
    for number in [1, 2, 1] {
      try store.recordHint(exercise: "m/x", learner: "alice", number: number)
    }
    #expect(try store.hintsTaken(exercise: "m/x", learner: "alice") == 2)
    #expect(try store.hintsTaken(exercise: "m/y", learner: "alice") == 0)
    #expect(try store.hintsTaken(exercise: "m/x", learner: "bob") == 0)
  }

  @Test func `answers are kept with how often each was tried`() throws {
    try store.open(.sample("a1"))
    #expect(try store.recordAnswer(attempt: "a1", name: "pid", text: "41", at: 1).tries == 1)
    #expect(try store.recordAnswer(attempt: "a1", name: "map", text: "41=R 42=S", at: 2).tries == 1)
    #expect(try store.recordAnswer(attempt: "a1", name: "pid", text: "'; DROP", at: 3).tries == 2)
    let answers = try store.answers(attempt: "a1")
    #expect(answers.map(\.text) == ["41", "41=R 42=S", "'; DROP"])
    #expect(answers.map(\.tries) == [1, 1, 2])
  }

  @Test func `quiz replies are kept in order`() throws {
    for (quiz, reply, correct) in [("Q1.1", "a", false), ("Q1.2", "b", true), ("Q1.1", "c", true)] {
      try store.recordQuiz(
        QuizReply(quiz: quiz, learner: "alice", reply: reply, correct: correct, at: 1))
    }
    #expect(try store.quizReplies(learner: "alice").map(\.reply) == ["a", "b", "c"])
    #expect(
      try store.quizReplies(learner: "alice", quiz: "Q1.1").map(\.correct) == [false, true])
    #expect(try store.quizReplies(learner: "bob") == [])
  }

  @Test func `the position is the last one set`() throws {
    #expect(try store.position(learner: "alice") == nil)
    let page = Position(module: "processes", lesson: "01-what", page: 2)
    try store.setPosition(page, learner: "alice")
    #expect(try store.position(learner: "alice") == page)
    let exercise = Position(module: "signals", exercise: "signals/term-first")
    try store.setPosition(exercise, learner: "alice")
    #expect(try store.position(learner: "alice") == exercise)
  }

  @Test func `a visit without an end was killed; one with an end says how`() throws {
    #expect(try store.lastVisit(learner: "alice") == nil)
    var first = try store.recordVisit(Visit(learner: "alice", opened: 10))
    let second = try store.recordVisit(Visit(learner: "alice", opened: 20))
    try store.recordVisit(Visit(learner: "bob", opened: 30))
    first.left = 40
    first.how = .windowClosed
    #expect(try store.recordVisit(first) == first)
    #expect(try store.lastVisit(learner: "alice") == second)
    #expect(try store.lastVisit(learner: "alice", before: second.id) == first)
  }

  @Test func `settings are set, replaced and forgotten`() throws {
    #expect(try store.value("greeted") == nil)
    try store.setValue("yes", for: "greeted")
    try store.setValue("é\u{1b}\"'", for: "greeted")
    #expect(try store.value("greeted") == "é\u{1b}\"'")
    try store.setValue(nil, for: "greeted")
    #expect(try store.value("greeted") == nil)
  }
}
