import Checking
import Course
import LabTestSupport
import Systemd
import Testing

@testable import Attempts

/// A question about a unit is judged by what its manager says when the reply is given.
@Suite struct LiveUnitsTests {
  private let fake: FakeManager
  private let quiz: Quiz

  init() throws {
    fake = try FakeManager()
    let course = try CourseLibrary(root: TestLab.checkout).load()
    let pages = course.module("systemd")?.lessons.flatMap(\.pages) ?? []
    quiz = try #require(pages.compactMap(\.quiz).first { $0.id == "Q9.2" })
  }

  private func answers(_ restarts: Int, load: String = "loaded") throws {
    try fake.answers(
      "Id=first.service\nLoadState=\(load)\nActiveState=active\nNRestarts=\(restarts)")
  }

  private func question() throws -> (units: LiveUnits, spec: AnswerSpec) {
    guard case .live(_, let spec, let match) = quiz.form else {
      throw AttemptError("Q9.2 is no live question")
    }
    let check = Check(answer: spec.name, match: match)
    return (LiveUnits(quiz, check, Systemctl(.user, environment: fake.environment)), spec)
  }

  @Test func `what counts is the number at the time of the reply`() throws {
    try answers(0)
    let (units, spec) = try question()
    #expect(try units.judge("2", spec: spec).get() == false)
    try answers(3)
    #expect(try units.judge("2", spec: spec).get() == false)
    #expect(try units.judge("3", spec: spec).get() == true)
    #expect(quiz.why.filled { units.value($0) }.contains("says 3:"))
  }

  @Test func `a unit that isn't there, or no manager, counts against nobody`() throws {
    try answers(0, load: "not-found")
    let (units, spec) = try question()
    let absent = #expect(throws: LiveUnits.Obstacle.self) {
      try units.judge("0", spec: spec).get()
    }
    #expect(absent?.description.hasPrefix("first.service isn't there") ?? false)
    try fake.folder.write("Failed to connect to bus: No medium found\n", to: "fails")
    let silent = #expect(throws: LiveUnits.Obstacle.self) {
      try units.judge("0", spec: spec).get()
    }
    #expect(silent?.description.contains("No medium found") ?? false)
    #expect(throws: LiveUnits.Obstacle.self) { try units.judge("few", spec: spec).get() }
  }
}
