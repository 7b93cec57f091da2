import Record
import Testing

@testable import Progress

@Suite struct StoredAttemptTests {
  private let temporary: TemporaryStore
  private var store: ProgressStore { temporary.store }

  init() throws { temporary = try TemporaryStore() }

  @Test func `an attempt comes back as it was, with its number`() throws {
    var expected = StoredAttempt.sample("a1")
    let opened = try store.open(expected)
    expected.number = 1
    #expect(opened == expected)
    #expect(try store.attempt("a1") == expected)
    #expect(try store.attempt("none") == nil)
  }

  @Test func `attempts are counted for each learner and exercise`() throws {
    for (id, exercise, learner) in [
      ("a1", "m/x", "alice"), ("b1", "m/x", "bob"), ("a2", "m/x", "alice"), ("c1", "m/y", "alice"),
    ] {
      if let open = try store.openAttempt(exercise: exercise, learner: learner) {
        try store.close(attempt: open.id, state: .retried)
      }
      try store.open(.sample(id, exercise: exercise, learner: learner))
    }
    #expect(try store.attempts(exercise: "m/x").map(\.number) == [1, 1, 2])
    #expect(try store.attempts(exercise: "m/x", learner: "alice").map(\.id) == ["a1", "a2"])
    #expect(try store.openAttempts(learner: "alice").map(\.id) == ["a2", "c1"])
    #expect(try store.openAttempt(exercise: "m/x", learner: "bob")?.id == "b1")
    #expect(try store.openAttempt(exercise: "m/y", learner: "bob") == nil)
  }

  @Test(arguments: AttemptState.allCases.filter { $0 != .open })
  func `the first end of an attempt stands`(state: AttemptState) throws {
    try store.open(.sample("a1"))
    #expect(try store.close(attempt: "a1", state: .open) == false)
    #expect(try store.close(attempt: "a1", state: state, at: 7))
    #expect(try store.close(attempt: "a1", state: .stopped, at: 8) == false)
    let closed = try #require(try store.attempt("a1"))
    #expect((closed.state, closed.ended) == (state, 7))
    try store.open(.sample("a2"))
  }

  @Test func `the best attempt has the most points; of several, it is the earliest`() throws {
    for (id, scores) in [("a1", [1.0, 2]), ("a2", [5, 0]), ("a3", [2.5, 2.5]), ("a4", [])] {
      try store.open(.sample(id))
      let verdicts = scores.enumerated().map { index, score in
        CheckVerdict.sample("c\(index)", .failed, score: score)
      }
      try store.record(verdicts: verdicts, attempt: id)
      try store.close(attempt: id, state: .retried)
    }
    let exercise = "signals/term-first"
    #expect(try store.bestAttempt(exercise: exercise, learner: "alice")?.id == "a2")
    #expect(try store.bestAttempt(exercise: exercise, learner: "bob") == nil)
    #expect(try store.bestScores(learner: "alice") == [exercise: 5])
  }

  @Test func `of attempts without points the first counts`() throws {
    for id in ["a1", "a2"] {
      try store.open(.sample(id))
      try store.close(attempt: id, state: .stopped)
    }
    let best = try store.bestAttempt(exercise: "signals/term-first", learner: "alice")
    #expect(best?.id == "a1")
  }

  @Test func `an exercise passed once stays passed`() throws {
    for (id, state) in [("a1", AttemptState.failed), ("a2", .passed), ("a3", .stopped)] {
      try store.open(.sample(id))
      try store.close(attempt: id, state: state)
    }
    try store.open(.sample("b", exercise: "m/x"))
    #expect(try store.passedExercises(learner: "alice") == ["signals/term-first"])
    #expect(try store.passedExercises(learner: "bob") == [])
  }
}
