import Course
import LabTestSupport
import Progress
import Record
import Testing

@testable import Attempts

@Suite struct WalkTests {
  @Test func `it begins with the first page and goes on page by page`() throws {
    let test = try TestLab()
    let walk = try test.lab.walk()
    #expect(try walk.current() == nil)
    #expect(try walk.next() == walk.steps.first)
    var seen: [Walk.Place] = []
    while true {
      let place = try walk.next()
      guard place != .end, seen.count < 1000 else { break }
      try walk.go(to: place)
      seen.append(place)
      #expect(try walk.current() == place)
    }
    #expect(seen == walk.steps)
    let exercises = seen.compactMap { place -> String? in
      if case .exercise(_, let id) = place { id } else { nil }
    }
    #expect(try Set(exercises) == Set(test.lab.library().exerciseIDs()))
    #expect(Set(exercises).count == exercises.count)
  }

  @Test func `back goes one step back, and not before the first`() throws {
    let test = try TestLab()
    let walk = try test.lab.walk()
    try walk.go(to: walk.steps[2])
    #expect(try walk.previous() == walk.steps[1])
    try walk.go(to: walk.steps[0])
    #expect(try walk.previous() == walk.steps[0])
  }

  @Test func `an exercise that is passed is passed by`() throws {
    let test = try TestLab()
    let walk = try test.lab.walk()
    let index = try #require(
      walk.steps.firstIndex { if case .exercise = $0 { true } else { false } })
    guard case .exercise(_, let id) = walk.steps[index] else { return }
    try walk.go(to: walk.steps[index - 1])
    #expect(try walk.next() == walk.steps[index])
    try pass(id, test)
    #expect(try walk.next() == walk.steps[index + 1])
  }

  @Test func `a place that the course no longer has begins anew`() throws {
    let test = try TestLab()
    let walk = try test.lab.walk()
    try walk.go(to: .page(module: "gone", lesson: "gone", page: 3))
    #expect(try walk.next() == walk.steps.first)
    #expect(try walk.previous() == walk.steps.first)
  }

  /// Has the progress say that an exercise was passed.
  private func pass(_ id: String, _ test: TestLab) throws {
    let learner = try test.lab.learner().learner.id
    let stored = try test.lab.store().open(
      StoredAttempt(
        id: "made-up", exercise: id, learner: learner, started: 1, run: "run", nonce: "n",
        parameters: [:], bench: "/", journal: "/none", boot: "none"))
    let verdict = CheckVerdict(
      id: "only", title: "only", verdict: .passed, score: 1, maxScore: 1, reason: nil,
      expected: "", observed: "", basis: .record, evidence: [], rationale: nil, help: nil)
    try test.lab.store().record(verdicts: [verdict], attempt: stored.id)
    try test.lab.store().close(attempt: stored.id, state: .passed)
  }
}
