import ProcFS
import Record
import Testing

@testable import Checking

@Suite struct ThreadPredicateTests {
  private func scene(_ change: (inout ProcessFacts) -> Void) -> Scene {
    var journal = ExampleJournal()
    journal.bind("job", 42, change)
    journal.ready()
    return Scene(world: journal.world, roles: journal.roles, subject: ["job"])
  }

  private func threads(_ nices: [Int32]) -> [ThreadFacts] {
    nices.enumerated().map { ThreadFacts(id: Int32(42 + $0.offset), nice: $0.element) }
  }

  @Test func `the wrong threads are counted, not listed`() throws {
    let nice = try predicate("{nice: {value: 5, threads: all}}")
    let two = scene { $0.tasks = threads([5, 0, 0]) }
    #expect(nice.observed(two) == "nice 0 in 2 of 3 threads")
    #expect(nice.expected(two) == "nice 5 in every thread")
    #expect(nice.observed(scene { $0.tasks = threads([5, 5, 5]) }) == "nice 5 in all 3 threads")
    #expect(nice.observed(scene { $0.tasks = threads([5]) }) == "nice 5")
    #expect(
      nice.observed(scene { $0.tasks = threads([1, 0, 5]) })
        == "nice 1 in 1 of 3 threads, nice 0 in 1 of 3 threads")
    #expect(nice.observed(scene { _ in }) == "how it is scheduled isn't known")
  }

  @Test func `evidence names the file and the field of a thread, a wrong one first`() throws {
    let scene = scene { $0.tasks = threads([5, 5, 0]) }
    let lines = try predicate("{nice: {value: 5, threads: all}}").evidence(scene, at: scene.now)
    #expect(
      lines.map(\.source) == ["/proc/42/task/44/stat", "/proc/42/stat", "/proc/42/task/43/stat"])
    #expect(lines.map(\.field) == ["field 19", "field 19", "field 19"])
    #expect(lines.map(\.value) == ["0", "5", "5"])
  }

  @Test func `each kind cites what shows it`() throws {
    let scene = scene {
      $0.tasks = [
        ThreadFacts(
          id: 42, nice: 0, realTimePriority: 10, policy: 1, cpus: "0-1", ioPriority: 2 << 13 | 6)
      ]
      $0.autogroupNice = 10
      $0.limits = ["Max open files": LimitFacts(soft: 64, hard: nil)]
      $0.oomScore = 667
      $0.oomAdjustment = 5
    }
    func evidence(_ yaml: String) throws -> [String] {
      try predicate(yaml).evidence(scene, at: scene.now).map {
        "\($0.source) \($0.field) = \($0.value)"
      }
    }
    #expect(
      try evidence("{policy: {is: fifo, priority: 10}}") == [
        "/proc/42/stat field 41 = 1 (SCHED_FIFO)", "/proc/42/stat field 40 = 10",
      ])
    #expect(try evidence("{affinity: 1}") == ["/proc/42/status Cpus_allowed_list = 0-1"])
    #expect(
      try evidence("{ioprio: idle}") == ["ioprio_get(2) thread 42 = 16390 (best-effort: prio 6)"])
    #expect(try evidence("{autogroup: 10}") == ["/proc/42/autogroup nice = 10"])
    #expect(
      try evidence("{limit: {name: open-files, soft: 64}}") == [
        "/proc/42/limits Max open files = 64 unlimited"
      ])
    #expect(try evidence("{oom-score: {adjustment: 5}}") == ["/proc/42/oom_score_adj  = 5"])
  }

  @Test(arguments: [
    ("{policy: idle}", "SCHED_OTHER"), ("{affinity: 3}", "CPUs 0-1"),
    ("{ioprio: {class: best-effort, level: 7}}", "class none"),
    ("{limit: {name: open-files, soft: 7}}", "Max open files: soft 64, hard unlimited"),
    ("{oom-score: {adjustment: 7}}", "oom_score_adj 0"), ("{autogroup: 7}", "autogroup nice 0"),
  ])
  func `what is there instead is said in the kernel's words`(yaml: String, words: String) throws {
    let scene = scene {
      $0.tasks = [ThreadFacts(id: 42, nice: 0, cpus: "0-1", ioPriority: 0)]
      $0.autogroupNice = 0
      $0.limits = ["Max open files": LimitFacts(soft: 64, hard: nil)]
      $0.oomScore = 667
      $0.oomAdjustment = 0
    }
    let predicate = try predicate(yaml)
    #expect(predicate.observed(scene) == words)
    #expect(!predicate.held(scene).yes.contains(scene.now))
    #expect(predicate.reach(scene).canHold)
  }

  @Test(arguments: [
    "{nice: {threads: all}}", "{nice: {value: x}}", "{policy: nice}", "{policy: {priority: 5}}",
    "{affinity: \"1-0\"}", "{affinity: {cpus: 1, same-as: job}}", "{affinity: {threads: all}}",
    "{ioprio: {level: 5}}", "{ioprio: {class: idle, level: 5}}", "{limit: {name: open-files}}",
    "{limit: {name: openfiles, soft: 5}}", "{limit: {name: open-files, soft: many}}",
    "{oom-score: {}}", "{oom-score: {adjustment: high}}", "{autogroup: {over: 5}}",
  ])
  func `a mistake is reported`(_ yaml: String) throws {
    let log = ContentLog()
    let node = try #require(ContentParser.parse(yaml, file: "x", log: log))
    _ = Predicate(node, log: log)
    #expect(!log.problems.isEmpty, "\(yaml)")
  }

  @Test func `what must be sampled is asked for, and no more`() throws {
    #expect(try predicate("{nice: 5}").watch(subject: ["job"]) == ["job": [.stat]])
    #expect(
      try predicate("{nice: {value: 5, threads: all}}").watch(subject: ["job"])
        == ["job": [.stat, .scheduling]])
    #expect(
      try predicate("{limit: {name: core, soft: 0}}").watch(subject: ["job"])
        == ["job": [.stat, .limits]])
    #expect(
      try predicate("{environment: {PORT: 80, LAB_ID: x}}").watch(subject: ["job"])
        == ["job": [.stat, .variable("PORT"), .variable("LAB_ID")]])
    #expect(
      try predicate("{oom-score: {above-role: prod}}").watch(subject: ["job"])
        == ["job": [.stat, .oom], "prod": [.stat, .oom]])
    #expect(
      try predicate("{share: {against: [a, b], below: 9}}").watch(subject: ["job"])
        == ["job": [.stat, .cpuTime], "a": [.stat, .cpuTime], "b": [.stat, .cpuTime]])
  }

  @Test func `a limit is unchanged from the start of the attempt on`() throws {
    var journal = ExampleJournal()
    let limit = { (soft: UInt64) in ["Max open files": LimitFacts(soft: soft, hard: 4096)] }
    // The shell was known before: what it had then is another exercise's.
    journal.bind("job", 42, at: 0.5) { $0.limits = limit(1024) }
    journal.see(42, at: 1) { $0.limits = limit(64) }
    journal.ready()
    let unchanged = try predicate("{limit: {name: open-files, soft: unchanged}}")
    func holds() -> Bool {
      let scene = Scene(world: journal.world, roles: journal.roles, subject: ["job"])
      return unchanged.held(scene).yes.contains(scene.now)
    }
    #expect(holds())
    journal.see(42, at: 5) { $0.limits = limit(32) }
    #expect(!holds())
  }
}
