import ProcFS
import Record
import Testing

@testable import Checking

/// Roles that the learner fills: jobs/suspend-resume and jobs/pidfile.
@Suite struct CandidateTests {
  static let yaml = """
    - id: one
      title: foreground, stopped, on in the background
      points: 6
      of: one
      sequence: [foreground, {state: stopped}, {all: [{state: [running, sleeping]}, {not: foreground}]}]
      because:
        restarted: {when: {distinct-processes: {at-least: 2}}, say: "{{one.pid}} is another process"}
        no-bg: {when: {state: stopped}, finally: true, say: "still stopped"}
    """

  private func start(
    _ pid: Int32, at seconds: Double, foreground: Bool, in journal: inout ExampleJournal
  ) {
    journal.bind("one", pid, at: seconds, source: .learner(kind: "trainer", run: nil)) {
      $0.terminal = 0x8801
      $0.foregroundGroup = foreground ? pid : 50
      $0.parent = 50
    }
  }

  private var journal: ExampleJournal {
    var journal = ExampleJournal()
    journal.declare("one", .learner(kind: "trainer", run: nil))
    journal.shell(50)
    journal.ready()
    return journal
  }

  @Test func `nobody yet means waiting`() throws {
    let verdict = try #require(Sheet(Self.yaml).verdicts(journal)["one"])
    #expect(verdict.verdict == .waiting)
    #expect(verdict.observed == "your trainer isn't there yet")
    #expect(
      try Sheet(Self.yaml).verdicts(journal, finalising: true)["one"]?.reason == "not-begun")
  }

  @Test func `what would be held against it is told also where another process must come`() throws {
    let yaml = """
      - id: one
        title: t
        points: 6
        of: one
        now: {nice: 5}
        because:
          over: {when: {ended: {}}, finally: true, say: "{{one.pid}} has ended"}
      """
    var journal = journal
    start(60, at: 3, foreground: true, in: &journal)
    journal.end(60, status: 0, at: 4)
    let verdict = try #require(Sheet(yaml).verdicts(journal)["one"])
    #expect(verdict.verdict == .waiting && verdict.rationale == "60 has ended")
  }

  @Test func `one process through all three places`() throws {
    var journal = journal
    start(60, at: 3, foreground: true, in: &journal)
    journal.see(60, at: 5) {
      $0.state = "T"
      $0.foregroundGroup = 50
    }
    #expect(try Sheet(Self.yaml).verdicts(journal)["one"]?.verdict == .waiting)
    let last = try #require(Sheet(Self.yaml).verdicts(journal, finalising: true)["one"])
    #expect(last.verdict == .failed && last.reason == "no-bg")
    journal.state(60, "R", at: 7)
    let verdict = try #require(Sheet(Self.yaml).verdicts(journal)["one"])
    #expect(verdict.verdict == .passed)
    #expect(verdict.evidence.contains { $0.source == "/proc/60/stat" && $0.value == "T" })
  }

  @Test func `two processes don't make one sequence`() throws {
    var journal = journal
    start(60, at: 3, foreground: true, in: &journal)
    journal.end(60, status: 2, at: 5)
    start(61, at: 6, foreground: false, in: &journal)
    // It can still pass, and the reason says already what is amiss.
    let failed = try #require(Sheet(Self.yaml).verdicts(journal)["one"])
    #expect(failed.verdict == .failed && failed.reason == "restarted")
    #expect(failed.rationale == "61 is another process")
  }

  @Test func `an earlier candidate that passed is enough`() throws {
    var journal = journal
    start(60, at: 3, foreground: true, in: &journal)
    journal.state(60, "T", at: 5)
    journal.see(60, at: 7) {
      $0.state = "S"
      $0.foregroundGroup = 50
    }
    start(61, at: 9, foreground: true, in: &journal)
    #expect(try Sheet(Self.yaml).verdicts(journal)["one"]?.verdict == .passed)
  }

  @Test func `a candidate that ended leaves the check waiting for another`() throws {
    let yaml = "[{id: a, title: t, points: 1, of: one, now: {all: [alive, {parent: shell}]}}]"
    var journal = journal
    start(60, at: 3, foreground: true, in: &journal)
    #expect(try Sheet(yaml).verdicts(journal)["a"]?.verdict == .passed)
    journal.end(60, status: 2, at: 5)
    #expect(try Sheet(yaml).verdicts(journal)["a"]?.verdict == .waiting)
  }

  @Test func `children belong to the candidate they came from`() throws {
    let yaml = """
      [{id: a, title: t, points: 1, of: one, ever: {all: [{state: stopped}, {of: kids, state: stopped}]}}]
      """
    var journal = journal
    start(60, at: 3, foreground: true, in: &journal)
    start(61, at: 4, foreground: true, in: &journal)
    journal.bind("kids", 70, at: 5, source: .children(of: "one", kind: nil)) { $0.parent = 60 }
    journal.bind("kids", 71, at: 5, source: .children(of: "one", kind: nil)) { $0.parent = 61 }
    journal.state(60, "T", at: 6)
    journal.state(71, "T", at: 6)
    #expect(try Sheet(yaml).verdicts(journal)["a"]?.verdict == .waiting)
    journal.state(70, "T", at: 7)
    #expect(try Sheet(yaml).verdicts(journal)["a"]?.verdict == .passed)
  }

  @Test func `no more than sixteen choices are tried, and the newest are among them`() {
    var journal = journal
    for pid in 100..<140 {
      journal.bind("a", Int32(pid), source: .learner(kind: nil, run: nil))
      journal.bind("b", Int32(pid + 100), source: .learner(kind: nil, run: nil))
    }
    let choices = Candidates.assignments(["a", "b"], journal.timeline)
    #expect(choices.count == 16)
    #expect(choices.last?["a"]?.pid == 139 && choices.last?["b"]?.pid == 239)
    #expect(Candidates.assignments(["a"], journal.timeline).count == 16)
    #expect(Candidates.assignments(["nobody"], journal.timeline) == [[:]])
  }

  @Test func `set-up can wait for a predicate of any candidate`() throws {
    var journal = ExampleJournal()
    journal.declare("one", .learner(kind: nil, run: nil))
    let wait = try predicate("{of: one, foreground: true}")
    #expect(!wait.holds(in: journal.world, roles: journal.roles))
    start(60, at: 3, foreground: true, in: &journal)
    #expect(wait.holds(in: journal.world, roles: journal.roles))
  }

  @Test func `who started another one is told what that one has`() throws {
    let yaml = "[{id: a, title: t, points: 1, of: one, now: alive}]"
    func observed(
      _ source: RoleRule.Source, _ run: String?, belowShell: Bool = true
    ) throws -> String? {
      var journal = ExampleJournal()
      journal.declare("one", source)
      journal.ready()
      if let run {
        journal.add(
          3,
          .registered(
            Registration(
              process: ExampleJournal.process(60), who: .workload, kind: "trainer",
              run: run, byLab: false, belowShell: belowShell,
              facts: ExampleJournal.facts(60))))
      }
      return try Sheet(yaml).verdicts(journal)["a"]?.observed
    }
    let mine = RoleRule.Source.learner(kind: "trainer", run: "bert-1")
    let nobody = "your trainer (--run bert-1) isn't there yet"
    #expect(try observed(mine, nil) == nobody)
    #expect(try observed(mine, "bert-2") == "\(nobody); 60 has --run bert-2")
    #expect(try observed(mine, "") == "\(nobody); 60 has no --run")
    #expect(
      try observed(mine, "bert-1", belowShell: false)
        == "\(nobody); 60 runs outside of your shell's session")
    #expect(
      try observed(.registered(kind: "burner", run: "bert-1"), "bert-2")
        == "your burner (--run bert-1) isn't there yet")
    #expect(
      try observed(.learnerCommand(comm: "sha256sum"), nil)
        == "no sha256sum runs below your shell yet")
  }

  @Test func `a shell that was left loses nothing, and another one is told of alone`() throws {
    let yaml = """
      - id: kept
        title: t
        points: 1
        of: shell
        now: {some: true, limit: {name: open-files, soft: unchanged}}
        because:
          lowered:
            when: {some: true, all: [alive, {not: {limit: {name: open-files, soft: unchanged}}}]}
            say: "{{shell.pid}} has another limit"
      """
    func limit(_ soft: UInt64) -> (inout ProcessFacts) -> Void {
      { $0.limits = ["Max open files": LimitFacts(soft: soft, hard: 4096)] }
    }
    var journal = ExampleJournal()
    journal.shell(50)
    journal.see(50, at: 1, limit(1024))
    journal.ready()
    journal.see(50, at: 3, limit(64))
    #expect(try Sheet(yaml).verdicts(journal)["kept"]?.rationale == "50 has another limit")
    journal.end(50, status: 0, at: 4)
    let sheet = try Sheet(yaml)
    let left = Judge(checks: sheet.checks, answers: [], roles: journal.roles)
      .outcomes(in: journal.world)
    #expect(left.map(\.verdict.verdict) == [.waiting] && left[0].canStillPass)
    journal.shell(51, at: 5)
    journal.see(51, at: 5, limit(1024))
    let back = try #require(Sheet(yaml).verdicts(journal)["kept"])
    #expect(back.verdict == .passed)
    #expect(back.observed == "51: Max open files: soft 1024, hard 4096")
    #expect(back.evidence.map(\.source) == ["/proc/51/limits"])
  }
}
