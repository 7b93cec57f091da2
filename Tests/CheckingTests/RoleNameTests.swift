import Record
import Testing

@testable import Checking

/// How a role is called in sentences for the learner.
@Suite struct RoleNameTests {
  private func called(_ role: String, _ set: (inout ExampleJournal) -> Void) -> String {
    var journal = ExampleJournal()
    set(&journal)
    return Scene(world: journal.world, roles: journal.roles).called(role)
  }

  @Test(arguments: [
    (RoleRule.Source.pidFile(path: "run.pid"), "the process in run.pid"),
    (.learner(kind: "trainer", run: nil), "your trainer"),
    (.learner(kind: "burner", run: "web-2"), "your burner (--run web-2)"),
    (.learner(kind: nil, run: nil), "your process"),
    (.learnerCommand(comm: "tar"), "your tar"),
    (.unit(name: "etl.service"), "the main process of etl.service"),
    (.shell, "your shell"),
  ])
  func `what is found is called by how it is found`(source: RoleRule.Source, words: String) {
    #expect(called("mine") { $0.declare("mine", source) } == words)
  }

  @Test func `what hangs on another role names that`() {
    let words = called("reader") {
      $0.declare("mine", .learner(kind: "trainer", run: nil))
      $0.declare("reader", .readerOf(role: "mine", descriptor: 1))
    }
    #expect(words == "the reader of descriptor 1 of your trainer")
  }

  @Test func `what the lab started is called by its program and PID`() {
    let words = called("job") {
      $0.bind("job", 42, at: 1)
      $0.bind("job", 43, at: 1)
    }
    #expect(words == "lab-train 42, 43")
  }

  @Test func `an unknown role keeps its name`() {
    #expect(called("prod") { _ in } == "'prod'")
    #expect(called("shell") { _ in } == "your shell")
  }
}
