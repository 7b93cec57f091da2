import LabTestSupport
import Testing

@testable import LabCommands

/// Going to a lesson by its name, and what is said where its lines can't be tried.
@Suite struct LessonTests {
  private static func course() throws -> TemporaryDirectory {
    let course = try TemporaryDirectory(prefix: "lab-course")
    try course.write(
      "format: 1\nid: cards\nversion: \"1\"\ntitle: Cards\nmodules: [cards]\n",
      to: "Lessons/course.yaml")
    try course.write(
      """
      format: 1
      title: Cards
      summary: Two lessons.
      minutes: 5
      prerequisites: []
      objectives: [read]
      path: [{lesson: 01-plain}, {lesson: 02-card}]
      """, to: "Lessons/01-cards/module.yaml")
    let page = "```try\nnvidia-smi\n```\n"
    try course.write(
      "---\ntitle: Plain\n---\n# One\n\(page)---\n# Two\n\(page)",
      to: "Lessons/01-cards/01-plain.md")
    try course.write(
      "---\ntitle: Card\nrequires: [gpu]\n---\n# Three\n\(page)", to: "Lessons/01-cards/02-card.md")
    return course
  }

  @Test func `a lesson begins at its first page, and next goes on from there`() throws {
    let course = try Self.course()
    let home = try LabHome(more: ["LAB_COURSE": course.path])
    let outcome = try home.run([], input: "lesson cards/plain\nnext\nlesson\nlesson cards/9\n")
    let text = outcome.output
    let one = try #require(text.firstRange(of: "cards · page 1 of 2"))
    #expect(text[one.upperBound...].contains("cards · page 2 of 2"))
    #expect(text.contains("  cards/02-card   Card"))
    #expect(text.contains("There is no lesson 'cards/9'"))
    #expect(!text.contains("can't be tried here"))
  }

  @Test func `a lesson that no machine can host is read all the same`() throws {
    let course = try Self.course()
    let home = try LabHome(more: ["LAB_COURSE": course.path])
    for outcome in [
      try home.run([], input: "lesson cards/card\n"), try home.run(["lesson", "cards/2"]),
    ] {
      #expect(outcome.output.contains("nvidia-smi"))
      #expect(outcome.output.contains("Read on: its lines can't be tried here"))
    }
    #expect(try home.run(["map", "cards"]).output.contains("Card  (not on this machine)"))
  }

  @Test func `exercises say where they run`() throws {
    let home = try LabHome()
    let list = try home.run(["exercises", "--format", "json"]).output
    #expect(list.contains("\"runsIn\" : \"host\""))
  }
}
