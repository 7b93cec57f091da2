import ProcFS
import Record
import Testing

@testable import Checking

@Suite struct JudgeTests {
  // MARK: for:

  static let hold = """
    - id: held
      title: all stopped for {{hold}} s
      points: 6
      of: [job, loaders]
      ever: {state: stopped}
      for: "{{hold}}s"
      because:
        only-parent: {when: {ever: {all: [{of: job, state: stopped}, {not: {of: loaders, state: stopped}}], for: 3s}}, say: "only the parent"}
        unmoved: {when: {not: {ever: {of: job, state: stopped}}}, finally: true, say: "never in state T"}
    - id: goes-on
      title: it goes on
      points: 4
      of: job
      needs: held
      now: {all: [alive, {reported: {event: epoch, after: held}}]}
      because:
        ended: {when: {ended: {}}, say: "it ended"}
    """

  private func stop(_ pids: [Int32], _ from: Double, _ to: Double, _ journal: inout ExampleJournal)
  {
    for pid in pids { journal.state(pid, "T", at: from) }
    for pid in pids { journal.state(pid, "S", at: to) }
  }

  @Test func `held long enough, and goes on`() throws {
    var journal = ExampleJournal.trainer(parameters: ["hold": "5"])
    stop([42, 43], 10, 15, &journal)
    var verdicts = try Sheet(Self.hold).verdicts(journal)
    #expect(verdicts["held"]?.verdict == .passed)
    #expect(verdicts["held"]?.observed == "state stopped (T), for 5 s")
    #expect(verdicts["goes-on"]?.verdict == .waiting)
    // An epoch from before the stop was long enough doesn't count.
    journal.report(42, "epoch", ["epoch": "9"], at: 12)
    #expect(try Sheet(Self.hold).verdicts(journal)["goes-on"]?.verdict == .waiting)
    journal.report(42, "epoch", ["epoch": "10"], at: 17)
    verdicts = try Sheet(Self.hold).verdicts(journal)
    #expect(verdicts["goes-on"]?.verdict == .passed)
  }

  @Test func `too short, in two pieces, doesn't add up`() throws {
    var journal = ExampleJournal.trainer(parameters: ["hold": "5"])
    stop([42, 43], 10, 13, &journal)
    stop([42, 43], 14, 17, &journal)
    let verdict = try #require(Sheet(Self.hold).verdicts(journal)["held"])
    #expect(verdict.verdict == .waiting)
    #expect(verdict.observed == "state stopped (T), for 3 s")
  }

  @Test func `the parent alone is told apart`() throws {
    var journal = ExampleJournal.trainer(parameters: ["hold": "5"])
    stop([42], 10, 20, &journal)
    #expect(try Sheet(Self.hold).verdicts(journal)["held"]?.reason == "only-parent")
  }

  @Test func `a gap that decided is errored`() throws {
    var journal = ExampleJournal.trainer(parameters: ["hold": "5"])
    stop([42, 43], 10, 16, &journal)
    journal.add(20, .gap(from: ExampleJournal.time(12), to: ExampleJournal.time(13.5)))
    #expect(try Sheet(Self.hold).verdicts(journal)["held"]?.verdict == .errored)
    // Done again without a gap, it passes.
    stop([42, 43], 30, 36, &journal)
    #expect(try Sheet(Self.hold).verdicts(journal)["held"]?.verdict == .passed)
  }

  @Test func `a gap while it is still held only makes it wait longer`() throws {
    var journal = ExampleJournal.trainer(parameters: ["hold": "5"])
    for pid in [Int32(42), 43] { journal.state(pid, "T", at: 10) }
    journal.add(13.6, .gap(from: ExampleJournal.time(12), to: ExampleJournal.time(13.5)))
    journal.now = 16
    #expect(try Sheet(Self.hold).verdicts(journal)["held"]?.verdict == .waiting)
    journal.now = 19
    #expect(try Sheet(Self.hold).verdicts(journal)["held"]?.verdict == .passed)
  }

  @Test func `a reason marked finally counts only in the end`() throws {
    let journal = ExampleJournal.trainer(parameters: ["hold": "5"])
    let first = try #require(Sheet(Self.hold).verdicts(journal)["held"])
    #expect(first.verdict == .waiting && first.reason == nil)
    // Whoever asks is told all the same.
    #expect(first.rationale == "never in state T")
    let last = try #require(Sheet(Self.hold).verdicts(journal, finalising: true)["held"])
    #expect(last.verdict == .failed && last.reason == "unmoved")
  }

  @Test func `a guard fails at once while it waits for another check`() throws {
    let yaml = """
      - {id: stopped, title: t, points: 6, of: job, ever: {ended: {code: 143}}}
      - id: unharmed
        title: t
        points: 4
        of: [others]
        needs: stopped
        now: alive
        because: {too-wide: {when: {ended: {}, some: true}, say: "{{others.pid}} left"}}
      """
    var journal = ExampleJournal.trainer()
    journal.bind("others", 61)
    journal.bind("others", 62)
    #expect(try Sheet(yaml).verdicts(journal)["unharmed"]?.verdict == .waiting)
    journal.end(61, status: 143 << 8, at: 5)
    let verdict = try #require(Sheet(yaml).verdicts(journal)["unharmed"])
    #expect(verdict.verdict == .failed && verdict.reason == "too-wide")
    #expect(verdict.rationale == "62 left")
    #expect(verdict.observed == "61: exit status 143")
  }

  @Test func `never passes once what it waits for has passed, and fails at once`() throws {
    let yaml = """
      - {id: first, title: t, points: 6, of: job, ever: {state: stopped}}
      - {id: quiet, title: t, points: 4, of: job, needs: first, never: {received: {signal: HUP}}}
      """
    var journal = ExampleJournal.trainer()
    #expect(try Sheet(yaml).verdicts(journal)["quiet"]?.verdict == .waiting)
    var disturbed = journal
    disturbed.receive(42, 1, at: 4)
    #expect(try Sheet(yaml).verdicts(disturbed)["quiet"]?.verdict == .failed)
    journal.state(42, "T", at: 5)
    #expect(try Sheet(yaml).verdicts(journal)["quiet"]?.verdict == .passed)
  }

  @Test func `before set-up is over everything waits`() throws {
    var journal = ExampleJournal()
    journal.bind("job", 42)
    let verdict = try Sheet("[{id: a, title: t, points: 1, of: job, now: alive}]")
      .verdicts(journal)["a"]
    #expect(verdict?.verdict == .waiting)
  }

  @Test func `a trial's check waits for the trial`() throws {
    let yaml = """
      - {id: a, title: t, points: 1, of: job, after: hang-up, now: {all: [alive, {terminal: none}]}}
      """
    var journal = ExampleJournal.trainer()
    #expect(try Sheet(yaml).verdicts(journal)["a"]?.verdict == .waiting)
    journal.add(5, .trialBegan(name: "hang-up"))
    #expect(try Sheet(yaml).verdicts(journal)["a"]?.verdict == .waiting)
    journal.add(7, .trialEnded(name: "hang-up"))
    #expect(try Sheet(yaml).verdicts(journal)["a"]?.verdict == .passed)
  }

  @Test func `checks that need each other don't hang`() throws {
    let yaml = """
      - {id: a, title: t, points: 1, of: job, needs: b, now: alive}
      - {id: b, title: t, points: 1, of: job, needs: a, now: alive}
      """
    let verdicts = try Sheet(yaml).verdicts(ExampleJournal.trainer())
    #expect(verdicts.values.allSatisfy { $0.verdict == .waiting })
  }

  @Test func `a sequence wants events in their order`() throws {
    let yaml = """
      - {id: a, title: t, points: 1, of: job, sequence: [{received: HUP}, {received: USR1}]}
      """
    var journal = ExampleJournal.trainer()
    journal.receive(42, 10, at: 4)
    journal.receive(42, 1, at: 5)
    #expect(try Sheet(yaml).verdicts(journal)["a"]?.verdict == .waiting)
    journal.receive(42, 10, at: 6)
    #expect(try Sheet(yaml).verdicts(journal)["a"]?.verdict == .passed)
  }

  @Test func `a child that was gone before set-up was over doesn't count`() throws {
    let yaml = "[{id: a, title: t, points: 1, of: loaders, ever: {state: stopped}}]"
    var journal = ExampleJournal()
    journal.bind("job", 42)
    for pid in [Int32(43), 44] {
      journal.bind("loaders", pid, source: .children(of: "job", kind: nil)) { $0.parent = 42 }
    }
    journal.end(43, status: 0, at: 1.5)
    journal.ready()
    journal.state(44, "T", at: 5)
    #expect(try Sheet(yaml).verdicts(journal)["a"]?.verdict == .passed)
  }

  @Test func `ten thousand records are judged in a moment`() throws {
    var journal = ExampleJournal.trainer()
    for step in 0..<10_000 {
      journal.see(step % 2 == 0 ? 42 : 43, at: 3 + Double(step) / 200) {
        $0.cpuTicks = UInt64(step)
        $0.state = step % 20 < 10 ? "S" : "R"
      }
    }
    let sheet = try Sheet(TermFirstTests.yaml)
    let world = journal.world
    let clock = ContinuousClock()
    let best = (0..<5).map { _ in
      clock.measure { _ = Judge.judge(sheet.checks, [], journal.roles, world) }
    }.min()
    // A tenth of a second in a debug build on a busy machine; the sampler comes ten times a second.
    #expect((best ?? .seconds(9)) < .milliseconds(250), "\(String(describing: best))")
  }

  @Test func `what must be sampled is known by role`() throws {
    let sheet = try Sheet(
      """
      - id: a
        title: t
        points: 1
        of: mine
        ever: {all: [{ignores: HUP}, {descriptor: {fd: 1, file: x}}, {parent: shell}]}
        because: {b: {when: {of: other, comm: bash}, say: s}}
      """)
    #expect(sheet.checks[0].watchGroups(for: "mine") == [.stat, .status, .descriptors])
    #expect(sheet.checks[0].watchGroups(for: "other") == [.stat, .image])
    #expect(sheet.checks[0].watchGroups(for: "nobody").isEmpty)
    #expect(sheet.checks[0].roles == ["mine", "other", "shell"])
  }
}
