import LabTestSupport
import Testing

@testable import LabCommands

extension EndToEnd {
  @Suite struct FirstRunTests {
    @Test func `a new learner sees a process born and gone before anything is explained`()
      async throws
    {
      let home = try LabHome(learner: nil)
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "Who are you? Your e-mail")
      try screen.keys(["Enter"])
      try await screen.wait(for: "try   sleep 600 &")
      try await screen.wait(for: "lab learner$")

      // Tab on the empty line types what the page proposes.
      try screen.keys(["Tab"])
      try await screen.wait(for: "lab learner$ sleep 600 &")
      try screen.keys(["Enter"])
      let born = try await screen.wait(for: "is born. Its parent is")
      let numbers = try #require(
        born.firstMatch(of: #/Process (\d+) is born. Its parent is (\d+): your shell/#))
      let pid = try #require(Int32(numbers.1))
      #expect(isThere(pid))
      try await screen.wait(for: "now   kill \(pid)")

      try await screen.type("kill \(pid)", until: "\(pid) is gone. It lived for")
      #expect(!isThere(pid))
      try await screen.wait(for: "exit   leave; nothing is lost")
      try await screen.type("echo shell=$$", until: "shell=\(numbers.2)")
    }

    @Test func `next draws pages with the learner's own numbers, back goes back`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "Hello alice.")
      let page = try await screen.type("next", until: "page 1 of")
      let shell = try #require(page.firstMatch(of: #/Its number is (\d+); bash keeps it/#)).1
      try await screen.type("echo shell=$$", until: "shell=\(shell)")

      // Tab types the page's own line, which is run as any other.
      try screen.keys(["Tab"])
      try await screen.wait(for: "$ ps -o pid,ppid,stat,args -p $$")
      try screen.keys(["Enter"])
      try await screen.wait(what: "bash -i with PID \(shell)") {
        $0.contains(#/\d+ +\d+ Ss +bash -i/#)
      }
      try await screen.type("next", until: "The letters in STAT")
      try await screen.type("back", until: "page 1 of")
      try await screen.type("task", until: "Its number is \(shell)")
    }

    @Test func `a question is answered at the prompt, wrong and right`() async throws {
      let home = try LabHome()
      for _ in 1...4 { try home.run(["next"]) }
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "lab learner$")
      let page = try await screen.type("next", until: "What is the PPID of")
      let asked = try #require(page.firstMatch(of: #/What is the PPID of (\d+)\?/#)).1
      try await screen.type("answer 1", until: "Not 1. Look again.")
      try screen.type("ps -o ppid= -p \(asked)")
      let parent = try await screen.wait(what: "a PID") { $0.contains(/\n *\d+\n/) }
      let number = try #require(parent.firstMatch(of: /\d+/)).0
      try await screen.type("answer \(number)", until: "\(number) it is.")
      try await screen.wait(for: "field 4, is the parent")

      try await screen.type("next", until: "Which field of /proc/PID/stat")
      try await screen.type("answer b", until: "Not b. Look again.")
      try await screen.type("answer a", until: "the first, the PID")
      // The processes of the question before are gone with it.
      let pid = try #require(Int32(asked))
      try await eventually("\(pid) is gone", within: .seconds(30)) { !isThere(pid) }
    }

    @Test func `help names seven words; help of a builtin is bash's`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "lab learner$")
      try await screen.type("help", until: "where you are, what there is")
      try await screen.type("help kill", until: "Send a signal to a job.")
    }
  }
}
