import Checking
import LabTestSupport
import ProcFS
import Record
import Testing

@testable import Course

@Suite struct TreatmentTests {
  /// Held by the suite: its folder must live as long as the test.
  let fixture: CourseFixture

  init() throws { fixture = try CourseFixture() }

  private func spec(_ role: String, _ values: [String: String] = [:]) throws -> SpawnSpec {
    let exercise = try fixture.library.exercise("term-first")
    var spec = SpawnSpec(
      role: role, executable: "/x", arguments: ["x"], environment: [:], directory: "/")
    try #require(exercise.role(role)).treatment.apply(to: &spec, quietest: { 3 }) { values[$0] }
    return spec
  }

  @Test func `a role says how the kernel is to treat it`() throws {
    try fixture.spoil(
      "nice: 5\n",
      """
      nice: 5
          renice: 7
          cpus: "0-1,{{every}}"
          policy: {is: fifo, priority: "{{every}}"}
          ioprio: {class: best-effort, level: 6}
          limits: {open-files: {soft: 64, hard: 1024}, core: 0, address-space: unlimited}
          oom-adjustment: 300

      """)
    let spec = try spec("job", ["every": "7"])
    #expect(spec.affinity == 1 | 2 | 1 << 7)
    #expect(spec.policy == 1 && spec.realTimePriority == 7)
    #expect(spec.ioPriority == IOPriority(.bestEffort, level: 6).rawValue)
    #expect(spec.oomAdjustment == 300)
    #expect(
      spec.limits == [
        "Max open files": LimitFacts(soft: 64, hard: 1024),
        "Max core file size": LimitFacts(soft: 0, hard: 0),
        "Max address space": LimitFacts(soft: nil, hard: nil),
      ])
    let job = try fixture.library.exercise("term-first").role("job")
    #expect(job?.renice?.value { _ in nil } == 7)
  }

  @Test func `the quietest CPU is asked for when it is wanted`() throws {
    try fixture.spoil("nice: 5\n", "cpus: quietest\n")
    #expect(try spec("job").affinity == 8)
    #expect(try spec("wrapper").affinity == nil)
  }

  @Test func `a companion names a role before it`() throws {
    try fixture.spoil("reveal: false}", "reveal: false, session-of: job}")
    let exercise = try fixture.library.exercise("term-first")
    #expect(exercise.role("wrapper")?.sessionOf == "job")
    #expect(exercise.role("job")?.sessionOf == nil)
  }

  @Test(arguments: [
    ("reveal: false}", "session-of: mine}", "needs a role that the lab starts"),
    ("reveal: false}", "session-of: nobody}", "unknown role 'nobody'"),
    ("reveal: false}", "session-of: job, terminal: own}", "needs a session of its own"),
    ("nice: 5\n", "cpus: all\n", "is not CPU numbers such as 0 or 0-1"),
    ("nice: 5\n", "policy: nice\n", "is not a policy"),
    ("nice: 5\n", "ioprio: {level: 4}\n", "key 'class' is missing"),
    ("nice: 5\n", "limits: {open-file: 5}\n", "did you mean 'open-files'?"),
    ("nice: 5\n", "limits: {open-files: {soft: 5}}\n", "key 'hard' is missing"),
    ("nice: 5\n", "limits: {open-files: {soft: 9, hard: 5}}\n", "above the hard one"),
    ("nice: 5\n", "limits: {open-files: lots}\n", "is not a whole number or unlimited"),
    ("{cpus: 2}", "{cpus: many}", "neither a number of CPUs nor a list"),
    ("{cpus: 2}", "{cgroup: cpus}", "unknown controller 'cpus'"),
    ("{cpus: 2}", "autogroups", "did you mean 'autogroup'?"),
  ])
  func `a mistake is said with its place`(from: String, to: String, words: String) throws {
    try fixture.spoil(from, to)
    let problems = try fixture.lint()
    #expect(
      problems.contains { $0.contains(words) && $0.hasPrefix("exercise.yaml:") }, "\(problems)")
  }

  @Test func `requirements of these exercises are read`() throws {
    try fixture.spoil(
      "{memory: 600M}", "practice, autogroup, {cpus: \"0-1\"}, {cgroup: any}, {cgroup: pids}")
    let list = try #require(CPUList("0,1"))
    #expect(
      try fixture.library.exercise("term-first").requires == [
        .tty, .cpus(2), .practice, .autogroup, .theseCPUs(list), .cgroup("any"), .cgroup("pids"),
      ])
  }
}
