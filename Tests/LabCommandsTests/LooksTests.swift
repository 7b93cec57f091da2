import LabTestSupport
import Testing

@testable import LabCommands

extension EndToEnd {
  /// Terminals that can do less, and none at all.
  @Suite struct LooksTests {
    @Test func `without UTF-8 and colours the marks are words and no escape is written`()
      async throws
    {
      let home = try LabHome(more: ["LANG": "C", "NO_COLOR": "1"])
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "lab learner$")
      try await screen.type("start signals/term-first", until: ".. 1  the trainer")
      try await screen.wait(for: "0/3 learner$")
      let trainer = try await home.pidFile("signals/term-first")
      try await screen.type("kill -9 \(trainer)", until: "NO 1")
      try await screen.type("retry", until: "Fresh trainer")
      let second = try await home.pidFile("signals/term-first", otherThan: trainer)
      try await screen.type("kill \(second)", until: "ok 3")
      try await screen.wait(for: "signals/term-first passed")
      let text = try screen.coloured()
      #expect(!text.contains("\u{1b}"))
      #expect(text.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test func `with colours, meaning is in the marks too`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "lab learner$")
      try await screen.type("next", until: "page 1 of")
      #expect(try screen.coloured().contains("\u{1b}["))
    }

    @Test func `lines from a pipe are done one by one, in plain text`() throws {
      let home = try LabHome()
      let outcome = try home.run([], input: "map\ncd /usr\npwd\necho hi | tr h H\nfalse\n")
      #expect(outcome.output.contains("0 of 51 passed"))
      #expect(outcome.output.contains("\n/usr\n"))
      #expect(outcome.output.contains("Hi\n"))
      #expect(!outcome.output.contains("\u{1b}"))
      #expect(!outcome.output.contains("\r"))
      // As bash: the status of the last command.
      #expect(outcome.status == 1)
      #expect(outcome.errors.isEmpty)
    }

    @Test func `a narrow and a dumb terminal are lived with`() async throws {
      let home = try LabHome(more: ["TERM": "dumb"])
      let screen = try TmuxScreen(home, columns: 20)
      try await screen.wait(for: "lab learner$")
      try await screen.type("next", until: "Your shell is one")
      try screen.keys(["-l", "echo al''ive"])
      try screen.keys(["Enter"])
      try await screen.wait(for: "\nalive")
      #expect(!(try screen.coloured()).contains("\u{1b}"))
    }
  }
}
