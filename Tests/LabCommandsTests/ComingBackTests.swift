import Glibc
import LabTestSupport
import Testing

@testable import LabCommands

extension EndToEnd {
  @Suite struct ComingBackTests {
    @Test func `a closed window is a hang-up, and the next start tells what became of the job`()
      async throws
    {
      let home = try LabHome()
      let trainer: Int32
      do {
        let screen = try TmuxScreen(home)
        trainer = try await suspend(screen, home: home)
        try screen.close()
      }
      try await hungUp(trainer)

      let screen = try TmuxScreen(home)
      let greeting = try await screen.wait(for: "jobs/suspend-resume asks")
      #expect(greeting.contains("Welcome back, alice."))
      #expect(greeting.contains("when the window closed"))
      #expect(greeting.contains("What became of your processes"))
      #expect(greeting.contains(try Regex("\(trainer) +lab-train")))
      #expect(greeting.contains("jobs/suspend-resume is open"))
      // Being hung up is not what was asked for.
      #expect(greeting.contains("0 of 51 passed, 0 points"))
      // However the line is broken.
      let words = greeting.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("so it starts again"))
      #expect(!isThere(trainer))
      try await screen.type("task", until: "Two jobs, two places")
    }

    @Test func `a killed prompt loses nothing that was recorded`() async throws {
      let home = try LabHome()
      let first = try TmuxScreen(home)
      let trainer = try await suspend(first, home: home)
      // Ten looks a second: the stop has to be seen before the hang-up ends it.
      try await eventually("the stop is recorded", within: .seconds(30)) {
        try home.journals().contains { $0.contains("\"state\":\"T\"") }
      }
      let prompt = try #require(try first.program())
      kill(prompt, SIGKILL)
      try await eventually("the window has closed", within: .seconds(30)) { try !first.isOpen() }
      // bash's terminal went with the prompt, so its jobs are hung up.
      let isGone = try await hungUp(trainer)

      let screen = try TmuxScreen(home)
      let greeting = try await screen.wait(for: "jobs/suspend-resume asks")
      #expect(greeting.contains("Welcome back, alice."))
      if isGone { #expect(greeting.contains(try Regex("\(trainer) +lab-train"))) }
      #expect(!isThere(trainer))
      // What was seen before the prompt was killed is still there.
      #expect(try home.journals().contains { $0.contains("\"state\":\"T\"") })
      try await screen.type("check", until: "not yet")
    }

    @Test func `a killed supervisor is replaced while the learner works on`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home, columns: 100)
      try await screen.wait(for: "lab learner$")
      let page = try await screen.type("start jobs/background", until: "typed for you")
      let command = try #require(page.firstMatch(of: #/lab-burn --run .* --duty \d+/#)).0
      try await screen.wait(for: "0/1 learner$")
      let first = try #require(try home.supervisor())
      kill(first, SIGKILL)
      try await eventually("another supervisor", within: .seconds(30)) {
        guard let pid = try home.supervisor() else { return false }
        return pid != first
      }
      try await screen.type("\(command) &", until: "jobs/background passed")
    }

    @Test func `exit warns of stopped jobs, as bash does, and then leaves`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "lab learner$")
      try screen.type("sleep 600")
      try await suspendForeground(screen, until: "Stopped")
      try await screen.type("exit", until: "There are stopped jobs.")
      try screen.type("exit")
      try await eventually("the window has closed", within: .seconds(30)) { try !screen.isOpen() }
    }

    /// Waits until a hang-up has done what it does, and says whether it ended the process.
    ///
    /// bash sends a stopped job SIGHUP and SIGCONT, and then SIGTERM to what it still takes to be
    /// stopped: the trainer, which catches SIGHUP, may come through without a terminal.
    @discardableResult
    private func hungUp(_ pid: Int32) async throws -> Bool {
      func settled() async throws -> Bool {
        try await eventually("\(pid) is hung up", within: .seconds(60)) {
          !isThere(pid) || statField(7, of: pid) == "0" && statField(3, of: pid) != "T"
        }
        return !isThere(pid)
      }
      if try await settled() { return true }
      // A trainer that was told to end takes a moment for its checkpoint.
      let limit = ContinuousClock.now + .seconds(6)
      while ContinuousClock.now < limit, isThere(pid) {
        try await Task.sleep(for: .milliseconds(50))
      }
      return !isThere(pid)
    }

    /// Starts the exercise and its trainer, and suspends that; gives its PID.
    private func suspend(_ screen: TmuxScreen, home: LabHome) async throws -> Int32 {
      try await screen.wait(for: "lab learner$")
      let page = try await screen.type("start jobs/suspend-resume", until: "typed for you")
      let run = try #require(page.firstMatch(of: #/lab-train --run ([-a-z0-9]+)/#)).1
      try await screen.wait(for: "0/2 learner$")
      try await screen.type("lab-train --run \(run)", until: "started, PID")
      let trainer = try await home.pidFile("jobs/suspend-resume")
      try await suspendForeground(screen, until: "Stopped                 lab-train")
      return trainer
    }

    /// Presses Ctrl-Z until it took: the program may not have the terminal yet.
    private func suspendForeground(_ screen: TmuxScreen, until wanted: String) async throws {
      try await screen.press(["C-z"], until: wanted)
    }
  }
}
