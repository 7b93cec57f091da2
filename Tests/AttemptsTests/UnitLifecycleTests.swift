import Checking
import Course
import FoundationEssentials
import Glibc
import LabTestSupport
import Observation
import ProcFS
import Progress
import Record
import Supervision
import Systemd
import Testing

@testable import Attempts

/// With a real user manager, where the tests run as somebody who has one.
extension RealAttempts {
  @Suite(.enabled(if: Systemctl(.user).state() != nil, "no user manager answers here"))
  struct UnitLifecycleTests {
    static let exercise = """
      format: 1
      title: A service
      level: core
      points: 4
      time: 5m
      requires: [user-manager]
      rests-on: [live, record, answer]
      units:
        server:
          name: "lab-test-{{run}}.service"
          file: |
            [Service]
            WorkingDirectory={{bench}}
            Environment=LAB_SOCK={{socket}} LAB_ID={{nonce}}
            ExecStart={{bin}}/lab-train --run {{run}} --epochs 5000 --epoch-time 1 --workers 1
            Restart=on-failure
            RestartSec=300ms
            [Install]
            WantedBy=default.target
          drop-ins: {limits.conf: "[Service]\\nTasksMax=50\\n"}
          enable: true
          start: true
        mine: {name: "lab-test-{{run}}-mine.service"}
      processes:
        main: {from: unit, of: server}
        all: {from: unit-group, of: server}
      answers:
        pid: {type: pid, ask: "Its main PID?"}
      setup: [{run: [touch, marked]}]
      trials:
        crash: {say: "It is ended.", needs: {unit: {of: server, active: active}}, do: [{signal: KILL, to: main}, {wait: {unit: {of: server, active: active, properties: {NRestarts: 1}}}}]}
      checks:
        - {id: pid, title: main, points: 1, answer: pid, is: {unit: server, property: MainPID}}
        - id: mine
          title: mine runs
          points: 1
          now: {unit: {of: mine, active: active, properties: {Description: x}}}
        - id: frozen
          title: frozen
          points: 1
          of: main
          ever: {cgroup: {files: {cgroup.events.frozen: 1}}, for: 1s}
        - id: back
          title: back
          points: 1
          after: crash
          now: {all: [{unit: {of: server, active: active, journal: {contains: "Scheduled restart"}, file: {contains: TasksMax=50}}}, {file: {path: marked}}]}
      """

    let test: TestLab
    let course: TemporaryDirectory
    let lab: Lab

    init() throws {
      test = try TestLab()
      course = try TemporaryDirectory(prefix: "lab-course")
      try course.write(Self.exercise, to: "Exercises/systemd/x/exercise.yaml")
      try course.write("Do {{server.unit}}.\n", to: "Exercises/systemd/x/task.md")
      try course.write("A\n---\nB\n", to: "Exercises/systemd/x/hints.md")
      try course.write(
        "id: test\nversion: \"1\"\ntitle: Test\nmodules: []\n", to: "Lessons/course.yaml")
      lab = try Lab(environment: test.environment, course: course.path)
    }

    private func systemctl(_ words: String...) throws -> String {
      String(decoding: try Systemctl(.user).run(words).output, as: UTF8.self)
    }

    /// Everything that bears the name of a unit of the attempt, for the manager and on disk.
    private func remains(_ attempt: Attempt) throws -> [String] {
      let folders = try Systemctl(.user).folders()
      return try ["server", "mine"].flatMap { key -> [String] in
        let name = try #require(UnitName(attempt.value("\(key).unit") ?? ""))
        let shown = try Systemctl(.user).show([name], ["ActiveState"])[name]
        let state = shown?["LoadState"] == "not-found" ? [] : ["\(name) \(shown?.values ?? [:])"]
        return UnitRemains(of: name, in: folders).paths + state
      }
    }

    @Test func `everything waits at the start, and each check passes by what was done`()
      async throws
    {
      let attempt = try lab.start("systemd/x")
      #expect(try attempt.judge().areAll == .waiting)
      let unit = try #require(attempt.value("server.unit"))
      let main = try attempt.process("main")
      #expect(try systemctl("show", "-p", "MainPID", "--value", unit) == "\(main.pid)\n")
      #expect(attempt.timeline.processes(of: "all").count == 2)
      #expect(attempt.timeline.track(main)?.registration?.kind == "trainer")
      let outcome = try lab.answer(attempt, words: ["\(main.pid)"])
      #expect(outcome.verdict?.verdict == .passed)

      _ = try CommandRun(
        [
          "systemd-run", "--user", "--unit=\(try #require(attempt.value("mine.unit")))",
          "--description=x", "sleep", "600",
        ], environment: Manager.user.environment(), limit: .seconds(10)
      ).wait()
      try await test.judge(attempt, until: "mine passed") { $0["mine"]?.verdict == .passed }

      let group = try #require(attempt.value("server.group"))
      #expect(ControlGroupFile.write("1", to: "cgroup.freeze", of: group))
      try await test.judge(attempt, until: "frozen passed") { $0["frozen"]?.verdict == .passed }
      #expect(ControlGroupFile.write("0", to: "cgroup.freeze", of: group))

      try lab.trial("crash", of: attempt, host: nil)
      let verdicts = try await test.judge(attempt, until: "all passed") { $0.areAll == .passed }
      let evidence = try #require(verdicts["back"]?.evidence)
      #expect(evidence.contains { $0.value.contains("Scheduled restart") })
      // The next one took the role; the first one keeps it in the record.
      #expect(attempt.timeline.processes(of: "main").count == 2)
      try lab.stop(attempt, reason: "stopped")
      #expect(try remains(attempt) == [])
    }

    @Test func `retry takes down what the learner made of them, frozen and with drop-ins`()
      async throws
    {
      let first = try lab.start("systemd/x")
      let unit = try #require(first.value("server.unit"))
      let mine = try #require(first.value("mine.unit"))
      _ = try systemctl("set-property", unit, "TasksMax=20")
      _ = try CommandRun(
        [
          "systemd-run", "--user", "--unit=\(mine)", "-p", "Restart=always", "-p",
          "KillMode=process", "sh", "-c", "setsid sleep 600 & sleep 600",
        ], environment: Manager.user.environment(), limit: .seconds(10)
      ).wait()
      try first.hasNewLook()
      let group = try #require(first.value("mine.group"))
      ControlGroupFile.write("1", to: "cgroup.freeze", of: group)
      let before = try first.process("main")
      let fresh = try lab.retry(first)
      #expect(fresh.attempt.header.run == first.header.run)
      #expect(!Observer().isAlive(before))
      #expect(try systemctl("show", "-p", "TasksMax", "--value", unit) == "50\n")
      #expect(try fresh.attempt.judge().areAll == .waiting)
      try lab.stop(fresh.attempt, reason: "stopped")
      #expect(try remains(first) == [])
      #expect(UnitLedger.attempts(lab.paths.state) == [])
    }

    @Test func `what a killed set-up left is taken down by the next start`() async throws {
      let attempt = try lab.start("systemd/x")
      let unit = try #require(attempt.value("server.unit"))
      // As if nobody had come to say that it is open: only the ledger knows.
      try lab.store().close(attempt: attempt.id, state: .stopped)
      #expect(try systemctl("is-active", unit) == "active\n")
      let main = try attempt.process("main")
      let next = try lab.start("systemd/x")
      #expect(!Observer().isAlive(main))
      #expect(UnitLedger.attempts(lab.paths.state) == [next.id])
      try lab.stop(next, reason: "stopped")
      #expect(try remains(next) == [])
    }

    @Test func `a unit that can't be started fails the set-up, and leaves nothing`() throws {
      let text = Self.exercise.replacing("{{bin}}/lab-train", with: "/nowhere/lab-train")
        .replacing("Restart=on-failure", with: "Restart=no")
      try course.write(text, to: "Exercises/systemd/x/exercise.yaml")
      let error = #expect(throws: AttemptError.self) { _ = try lab.start("systemd/x") }
      let said = try #require(error?.description)
      #expect(said.contains("the set-up of systemd/x failed"), "\(said)")
      #expect(UnitLedger.attempts(lab.paths.state) == [])
      #expect(try systemctl("list-units", "--all", "--no-legend", "lab-test-*").isEmpty)
    }
  }
}

extension Attempt {
  /// Has the supervisor look now.
  func hasNewLook() throws {
    try lab.request(.sync(attempt: id))
    hasNews()
  }
}
