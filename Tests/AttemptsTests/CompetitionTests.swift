import Checking
import Course
import Glibc
import LabTestSupport
import Observation
import ProcFS
import Record
import Testing

@testable import Attempts

/// A course of one exercise and one lesson, about scheduling and limits.
private struct SmallCourse {
  let directory: TemporaryDirectory

  static let exercise = """
    format: 1
    title: 90 to 10
    level: core
    points: 10
    time: 4m
    rests-on: [live]
    processes:
      prod: {kind: burner, cpus: quietest, options: {secs: 600}}
      exp: {kind: burner, cpus: quietest, session-of: prod, options: {secs: 600}}
    checks:
      - id: share
        title: the experiment gets 5 to 15 % of what both use
        points: 10
        of: exp
        now: {all: [{share: {against: prod, between: [5, 15]}}, {affinity: {same-as: prod}}, {session-of: prod}]}
        because:
          stopped: {when: {ever: {state: stopped}}, say: "It was stopped."}
    """

  static let lesson = """
    ---
    title: Numbers
    ---
    # Threads

    ```quiz
    id: Q6.4
    ask: How many threads of {{p.pid}} have nice 0?
    start: {p: {kind: threads, options: {n: 5}, renice: 5}}
    type: int
    is: {field: nice-zero-threads, of: p}
    why: "/proc/{{p.pid}}/task/*/stat, field 19"
    ```

    ---
    # Files

    ```quiz
    id: Q7.1
    ask: The soft limit of {{p.pid}}?
    start: {p: {kind: sleeper, limits: {open-files: {soft: 300, hard: 700}}, policy: batch}}
    type: int
    is: {field: open-files-soft, of: p}
    why: "/proc/{{p.pid}}/limits"
    ```
    """

  init() throws {
    directory = try TemporaryDirectory(prefix: "lab-course")
    let folder = "Exercises/priority/fair-share"
    try directory.write(Self.exercise, to: "\(folder)/exercise.yaml")
    try directory.write("On CPU {{prod.cpus}}: {{exp.pid}}.\n", to: "\(folder)/task.md")
    try directory.write("A nudge.\n---\nNearly.\n", to: "\(folder)/hints.md")
    try directory.write(
      "id: small\nversion: \"1\"\ntitle: Small\nmodules: [priority]\nprofiles: {core: [priority]}\n"
        + "scoring: {attempts: best}\n", to: "Lessons/course.yaml")
    try directory.write(
      "title: Priority\nsummary: S\nminutes: 60\npath: [{lesson: 01-numbers}, {exercise: fair-share}]\n",
      to: "Lessons/06-priority/module.yaml")
    try directory.write(Self.lesson, to: "Lessons/06-priority/01-numbers.md")
  }
}

extension RealAttempts {
  @Suite struct CompetitionTests {
    @Test func `a share turns green within seconds of the renice, with its ticks as evidence`()
      async throws
    {
      let course = try SmallCourse()
      let test = try TestLab(course: course.directory.path)
      let attempt = try test.lab.start("priority/fair-share")
      #expect(try attempt.judge().areAll == .waiting)
      let prod = try attempt.process("prod")
      let exp = try attempt.process("exp")
      let stats = try [prod, exp].map { try ProcRoot().process($0.pid).stat() }
      #expect(stats.map(\.session) == [prod.pid, prod.pid])
      let cpus = try [prod, exp].map { try ProcRoot().process($0.pid).status().allowedCPUs }
      #expect(cpus[0] == cpus[1] && cpus[0]?.numbers.count == 1)
      #expect(attempt.value("prod.cpus") == cpus[0]?.description)

      // Half and half is measured, and is no failure.
      try await test.judge(attempt, until: "half is seen") {
        $0[0].observed.contains("% in the last") && $0[0].verdict == .waiting
      }
      let clock = ContinuousClock()
      let began = clock.now
      let renice = try SpawnedProcess(shell: "renice -n 10 -p \(exp.pid)")
      #expect(try await renice.waitForEnd().cause == .exited(code: 0))
      let verdicts = try await test.judge(attempt, until: "green") { $0.areAll == .passed }
      #expect(clock.now - began > .seconds(3))
      #expect(verdicts[0].evidence.map(\.source).contains("/proc/\(exp.pid)/stat"))
      #expect(verdicts[0].evidence.contains { $0.value.contains(" ticks in ") })
      #expect(verdicts[0].observed.contains("% in the last"))
    }

    @Test func `stopping it is no share`() async throws {
      let course = try SmallCourse()
      let test = try TestLab(course: course.directory.path)
      let attempt = try test.lab.start("priority/fair-share")
      let exp = try attempt.process("exp")
      kill(exp.pid, SIGSTOP)
      let verdicts = try await test.judge(attempt, until: "it failed") { $0[0].verdict == .failed }
      #expect(verdicts[0].reason == "stopped")
      #expect(verdicts[0].observed.contains("stopped (state T)"))
    }

    @Test func `live questions start what they ask about as they say`() throws {
      let course = try SmallCourse()
      let test = try TestLab(course: course.directory.path)
      let lesson = try #require(
        try test.lab.course().modules.first?.lessons.first { $0.id.hasSuffix("numbers") })
      let threads = try QuizRound(
        #require(lesson.pages[0].quiz), lab: test.lab, shell: getpid())
      let pid = try #require(threads.value("p.pid").flatMap { Int32($0) })
      let observer = Observer()
      let tasks = try #require(observer.facts(of: pid, groups: [.scheduling]).tasks)
      let zero = tasks.count { $0.nice == 0 }
      #expect(zero == tasks.count - 1 && zero > 0)
      #expect(try !threads.reply(["\(tasks.count)"]).correct)
      #expect(try threads.reply(["\(zero)"]).correct)
      threads.end()

      let files = try QuizRound(#require(lesson.pages[1].quiz), lab: test.lab, shell: getpid())
      #expect(try !files.reply(["700"]).correct)
      #expect(try files.reply(["300"]).correct)
      let other = try #require(files.value("p.pid").flatMap { Int32($0) })
      #expect(try Scheduling(ofTask: other).policy == .batch)
      files.end()
    }
  }
}

@Suite struct RequirementTests {
  @Test func `a practice machine says so, and any other says why not`() {
    var machine = Machine(hasTerminal: true)
    machine.isPractice = false
    #expect(
      machine.obstacle(to: .practice) == "it changes the system: only in a practice machine")
    machine.isPractice = true
    #expect(machine.obstacle(to: .practice) == nil)
  }

  @Test func `CPUs are counted and named as far as they may be used`() throws {
    let machine = Machine(hasTerminal: true)
    let own = QuietCPU.allowed()
    #expect(machine.obstacle(to: .cpus(own.count)) == nil)
    #expect(machine.obstacle(to: .cpus(own.count + 1))?.contains("here are \(own.count)") == true)
    let list = try #require(CPUList(own))
    #expect(machine.obstacle(to: .theseCPUs(list)) == nil)
    let more = try #require(CPUList("8000"))
    #expect(machine.obstacle(to: .theseCPUs(more)) == "it needs the CPUs 8000; here are \(list)")
    #expect(own.contains(QuietCPU.find()))
  }

  @Test func `the quietest CPU is the one with the smallest busy part`() throws {
    func stat(_ busy: [UInt64], _ idle: [UInt64]) throws -> SystemStat {
      let lines = zip(busy, idle).enumerated().map {
        "cpu\($0.offset) \($0.element.0) 0 0 \($0.element.1)"
      }
      return try SystemStat(
        parsing: Array("cpu 1 1 1 1\n\(lines.joined(separator: "\n"))\nbtime 1\n".utf8).span)
    }
    let before = try stat([10, 10, 10], [10, 10, 10])
    let after = try stat([30, 15, 14], [15, 30, 31])
    #expect(QuietCPU.quietest(of: [0, 1, 2], before, after) == 2)
    #expect(QuietCPU.quietest(of: [0, 1], before, after) == 1)
    // Nothing to tell them apart: the last.
    #expect(QuietCPU.quietest(of: [0, 1], before, before) == 1)
  }

  @Test func `a lab that was reniced is said to be`() {
    #expect(Machine.obstacle(ownNice: 0) == nil)
    #expect(Machine.obstacle(ownNice: 12)?.hasPrefix("this lab runs at nice 12") == true)
  }

  @Test func `autogroups are said to be off where they are`() throws {
    let text = try? String(
      decoding: ProcRoot().read("sys/kernel/sched_autogroup_enabled"), as: UTF8.self)
    let obstacle = Machine(hasTerminal: true).obstacle(to: .autogroup)
    if text?.hasPrefix("1") == true {
      #expect(obstacle == nil || obstacle?.contains("control group") == true)
    } else {
      #expect(obstacle?.contains("autogroup") == true)
    }
  }
}
