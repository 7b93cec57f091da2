import Course
import LabTestSupport
import Progress
import Testing

@testable import Attempts

@Suite struct DrawingTests {
  private static func key(_ id: String, secret: String = "0123456789abcdef") -> LearnerKey {
    LearnerKey(learner: Learner(id: id, email: "", name: id, key: secret))
  }

  private func values(
    _ drawing: Drawing, _ key: LearnerKey, _ id: String, round: Int = 0
  ) throws -> [String: String] {
    let exercise = try CourseLibrary(root: TestLab.checkout).exercise(id)
    return drawing.draw(key, exercise: id, round: round).values(of: exercise.parameters)
  }

  @Test(arguments: ["signals/term-first", "processes/find-pid", "jobs/suspend-resume"])
  func `the same learner draws the same again, another one something else`(id: String) throws {
    let alice = Self.key("alice", secret: "00112233445566778899")
    let again = Self.key("alice", secret: "00112233445566778899")
    let mine = try values(.keyed, alice, id)
    #expect(try values(.keyed, again, id) == mine)
    let others = try (0..<8).map { number in
      try values(.keyed, Self.key("bob", secret: "99887766554433221100\(number)"), id)
    }
    #expect(others.allSatisfy { $0 != mine })
    #expect(Set(others).count == others.count)
  }

  @Test func `another round and another exercise draw something else`() throws {
    let alice = Self.key("alice")
    let rounds = try (0..<6).map { try values(.keyed, alice, "processes/find-pid", round: $0) }
    #expect(Set(rounds).count == rounds.count)
    #expect(
      alice.drawBytes(exercise: "a/b", round: 1) != alice.drawBytes(exercise: "a/b1", round: 0))
  }

  @Test func `every draw is within what the exercise says`() throws {
    for number in 0..<40 {
      let drawn = try values(
        .keyed, Self.key("x", secret: "secret-number-\(number)"), "signals/term-first")
      let every = try #require(drawn["every"].flatMap { Int($0) })
      let epoch = try #require(drawn["epoch"].flatMap { Int($0) })
      #expect((7...10).contains(every) && (11...13).contains(epoch))
      // There is always something to lose.
      #expect(epoch % every != 0)
    }
    #expect(try values(.low, Self.key("x"), "signals/term-first")["every"] == "7")
    #expect(try values(.high, Self.key("x"), "signals/term-first")["every"] == "10")
  }

  @Test func `a learner key is read from its file, and a broken one is an error`() throws {
    let folder = try TemporaryDirectory()
    let store = try ProgressStore(path: folder.path("lab.sqlite"))
    let path = try folder.write("id = \n", to: "broken")
    #expect(throws: AttemptError.self) {
      try LearnerKey.find(environment: ["LAB_LEARNER": path], store: store)
    }
    let good = try folder.write(
      "id=a.diallo\nemail=a@example.org\nname=Amadou\nkey=00112233445566778899\n", to: "good")
    let key = try #require(
      try LearnerKey.find(environment: ["LAB_LEARNER": good], store: store))
    #expect(key.learner.id == "a.diallo")
    #expect(key.learner.name == "Amadou")
    #expect(
      try LearnerKey.find(environment: ["LAB_LEARNER": folder.path("none")], store: store) == nil)
  }
}
