import LabTestSupport
import Testing

@testable import LabCommands

extension EndToEnd {
  @Suite struct ExerciseTests {
    @Test func `the wrong way is seen at once, explained, and set up afresh`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home, rows: 50)
      try await screen.wait(for: "lab learner$")
      try await screen.type("start signals/term-first", until: "the trainer stopped itself")
      try await screen.wait(for: "typed for you")
      try await screen.wait(for: "0/3 learner$")
      try await screen.type("pwd", until: "home/lab/signals/term-first")
      let first = try await home.pidFile("signals/term-first")

      let notice = try await screen.type(
        "kill -9 \(first)", until: "This attempt can't pass any more.")
      #expect(notice.contains("✘ 1  The trainer was ended by signal 9 (KILL)"))
      #expect(notice.contains("why: check     again: retry"))

      let judged = try await screen.type("check", until: "retry sets it up afresh")
      #expect(judged.contains("expected   exit status 143, after SIGTERM"))
      #expect(judged.contains("observed   ended by signal 9 (KILL)"))
      #expect(judged.contains("source     wait status, PID \(first): 0x0009"))
      #expect(judged.contains("SIGKILL can't be caught"))
      #expect(judged.contains("not judged: 1 ✘"))

      try await screen.type("hint", until: "hint 1 of")
      let again = try await screen.type("retry", until: "Same task, same numbers.")
      #expect(again.contains("Ended what the last attempt left"))
      let second = try await home.pidFile("signals/term-first", otherThan: first)
      #expect(again.contains("Fresh trainer \(second)"))

      try screen.type("kill \(second)")
      let live = try await screen.wait(for: "signals/term-first passed")
      #expect(live.contains("\(second) received SIGTERM from"))
      #expect(live.contains("✔ 1  the trainer stopped itself, after SIGTERM"))
      #expect(live.contains("✔ 2"))
      #expect(live.contains("✔ 3"))
      #expect(live.contains("10 of 10 · 1 hint · 2 attempts"))
      // Each notice is said once.
      let later = try await screen.type("echo all said", until: "\nall said")
      #expect(!later.contains("✔"))
      try await screen.type("map", until: "1 of 51 passed")
    }

    @Test func `an answer is judged with the machine as it is`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home)
      try await screen.wait(for: "lab learner$")
      let page = try await screen.type("start processes/find-pid", until: "answer PID")
      let run = try #require(page.firstMatch(of: #/the training run ([-a-z0-9]+)\?/#)).1
      try await screen.wait(for: "0/1 learner$")

      // The first that a search of whole command lines finds is the wrapper around tail.
      try screen.type("pgrep -f 'tail -F \(run).log; true'")
      let found = try await screen.wait(what: "a PID") { $0.contains(/\n\d+\n/) }
      let wrapper = try #require(found.firstMatch(of: /\n(\d+)\n/)).1
      let wrong = try await screen.type("answer \(wrapper)", until: "One more answer")
      #expect(wrong.contains("✘ \(wrapper) carries the name, but it's a bash, not the trainer."))
      #expect(wrong.contains("/proc/\(wrapper)/comm: bash"))

      try screen.type("pgrep -ax lab-train | grep -E -- '--run \(run)( |$)'")
      let right = try await screen.wait(what: "the trainer") { $0.contains(/\n(\d+) lab-train/) }
      let trainer = try #require(right.firstMatch(of: /\n(\d+) lab-train/)).1
      let passed = try await screen.type(
        "answer \(trainer)", until: "processes/find-pid passed · 10 of 10")
      #expect(passed.contains("✔ \(trainer)"))
      try await screen.wait(for: "1/1 learner$")
    }

    @Test func `a spare terminal can be hung up, and the learner's own is not`() async throws {
      let home = try LabHome()
      let screen = try TmuxScreen(home, columns: 100)
      try await screen.wait(for: "lab learner$")
      try await screen.type("echo own=$$", until: "own=")
      let own = try #require(try screen.answer().firstMatch(of: /own=(\d+)/)).1
      let page = try await screen.type("start jobs/nohup", until: "a terminal of its own")
      let run = try #require(page.firstMatch(of: #/--plain --run ([-a-z0-9]+) --epochs 900/#)).1
      let log = try #require(page.firstMatch(of: #/output and errors go to ([-.a-z0-9]+)/#)).1
      try await screen.wait(for: "0/2 learner$")
      try await screen.type(
        "nohup lab-train --plain --run \(run) --epochs 900 > \(log) 2>&1 &", until: "✔ 1")
      let hung = try await screen.type("trial hang-up", until: "jobs/nohup passed")
      #expect(hung.contains("was ended by signal 1 (HUP)"))
      #expect(hung.contains("✔ 2"))
      try await screen.type("echo again=$$", until: "again=\(own)")
    }

    @Test func `another window's jobs count once its shell is known`() async throws {
      let home = try LabHome()
      let started = try home.run(["start", "jobs/background"])
      #expect(started.status == 0)
      let command = try #require(started.output.firstMatch(of: #/lab-burn --run .*/#)).0
      let screen = try TmuxScreen(home, command: "/bin/bash -i")
      try await screen.wait(for: "learner$")
      try await screen.type("eval \"$(lab here)\"", until: "what you start here counts")
      try screen.type("\(command) &")
      try await eventually("the job counts", within: .seconds(60), every: .milliseconds(200)) {
        try home.run(["check", "jobs/background"]).status == 0
      }
      try await screen.type("lab check jobs/background", until: "jobs/background passed")
    }
  }
}
