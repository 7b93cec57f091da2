import LabTestSupport
import Testing

@testable import LabCommands

extension EndToEnd {
  /// What a learner does with their own bash behind the prompt.
  @Suite struct InsideTests {
    @Test func `full-screen programs have the whole terminal, and give it back`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "lab learner$")

      try home.folder.write((1...200).map { "line \($0)\n" }.joined(), to: "home/long")
      try screen.type("less long")
      try await screen.waitVisible(what: "less") { $0.contains("\nline 39\n") }
      try screen.keys(["G"])
      try await screen.waitVisible(what: "the end") { $0.contains("line 200") }
      try screen.keys(["q"])
      try await screen.type("echo after less", until: "\nafter less")

      try screen.type("vi note.txt")
      try await screen.waitVisible(what: "vi") { $0.contains("\n~\n~\n") }
      try screen.keys(["-l", "ihello from vi"])
      try screen.keys(["Escape"])
      try screen.keys(["-l", ":wq"])
      try screen.keys(["Enter"])
      try await screen.waitVisible(what: "the prompt") { !$0.contains("\n~\n~\n") }
      try await screen.type("cat note.txt", until: "\nhello from vi")

      try screen.type("top")
      try await screen.waitVisible(what: "top") { $0.contains("PID USER") }
      try screen.keys(["q"])
      // As it leaves, top throws away what was typed and not read.
      try await screen.waitVisible(what: "the prompt after top") { text in
        let last = text.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }
        return last?.hasPrefix("lab learner$") ?? false
      }
      try await screen.type("echo after top", until: "\nafter top")
    }

    @Test func `lines of several lines, pipes and interrupts are bash's`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "lab learner$")

      try await screen.type("for i in one two; do", until: "\n> ")
      try screen.type("echo \"got $i\"", at: "> ")
      try await screen.wait(for: "\n> ")
      try screen.type("done", at: "> ")
      try await screen.wait(for: "\ngot one\ngot two\n")

      let piped = try await screen.type("check | cat", until: "In a pipe: lab check | cat")
      #expect(piped.contains("bash: check: command not found"))
      try await screen.type("false; echo status=$?", until: "status=1")

      // Ctrl-C gives a half-typed line up, whatever it says.
      try screen.keys(["-l", "rm -rf half-typed"])
      try await screen.wait(for: "rm -rf half-typed")
      try screen.keys(["C-c"])
      try await screen.wait(for: "rm -rf half-typed^C")
      try await screen.type("echo alive", until: "\nalive")
      try await screen.type("fc -ln -1", until: "echo alive")
    }

    @Test func `a job is stopped and fetched by bash's own job control`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "lab learner$")
      try await screen.type("lab-train --run mine-a1b", until: "started, PID")
      try screen.keys(["C-z"])
      try await screen.wait(for: "[1]+  Stopped                 lab-train")
      try await screen.type("jobs -l", until: "Stopped")
      try screen.type("fg")
      try await screen.wait(for: "\nlab-train --run mine-a1b")
      // SIGINT saves and ends it, so that nothing of it is left.
      try await screen.press(["C-c"], until: "stopping")
      try await screen.wait(for: "saved checkpoint")
      try await screen.type("echo status=$?", until: "status=130")
    }

    @Test func `a resized window is resized for bash and its programs`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "lab learner$")
      try await screen.type("stty size", until: "\n40 80")
      try screen.resize(columns: 61, rows: 33)
      try await eventually("the new size", within: .seconds(30), every: .milliseconds(200)) {
        try await screen.type("stty size", until: "\n").contains("33 61")
      }
      let map = try await screen.type("map", until: "not yet")
      let rows = map.split(separator: "\n").filter { $0.contains(" min") }
      #expect(!rows.isEmpty && rows.allSatisfy { $0.count <= 61 }, "\(rows)")
    }
  }
}
