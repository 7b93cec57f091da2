import LabTestSupport
import Observation
import ProcFS
import Record
import Testing

@Suite struct RoleBinderTests {
  let observer = Observer()
  let bench: TemporaryDirectory

  init() throws { bench = try TemporaryDirectory() }

  func situation(
    _ bindings: [String: [ProcessIdentity]] = [:], registrations: [Registration] = [],
    shells: [Int32] = []
  ) -> RoleBinder.Situation {
    RoleBinder.Situation(
      bindings: bindings, registrations: registrations, bench: bench.path, shells: shells)
  }

  func registration(
    _ process: ProcessIdentity, who: Registration.Who = .workload, kind: String? = "trainer",
    run: String? = "bert", byLab: Bool = false, belowShell: Bool = true
  ) -> Registration {
    Registration(
      process: process, who: who, kind: kind, run: run, byLab: byLab, belowShell: belowShell,
      facts: ProcessFacts())
  }

  /// What one thorough look finds for one rule.
  func found(_ source: RoleRule.Source, _ situation: RoleBinder.Situation) -> [ProcessIdentity] {
    var binder = RoleBinder(observer: observer)
    return binder.newMatches([RoleRule(name: "it", source: source)], in: situation).map(\.process)
  }

  func fake(_ pid: Int32) -> ProcessIdentity {
    ProcessIdentity(boot: observer.boot, pid: pid, startTimeTicks: 1)
  }

  @Test func `registrations are told apart by kind, run and who began them`() {
    let all = [
      registration(fake(1)), registration(fake(2), kind: "burner"),
      registration(fake(3), run: "gpt"), registration(fake(4), byLab: true),
      registration(fake(5), belowShell: false), registration(fake(6), who: .shell, kind: nil),
    ]
    let now = situation(registrations: all)
    func pids(_ source: RoleRule.Source) -> [Int32] { found(source, now).map(\.pid) }
    #expect(pids(.learner(kind: "trainer", run: "bert")) == [1])
    #expect(pids(.learner(kind: nil, run: nil)) == [1, 2, 3])
    #expect(pids(.registered(kind: "trainer", run: "bert")) == [1, 5])
    #expect(pids(.registered(kind: nil, run: "gpt")) == [3])
    #expect(pids(.shell) == [6])
    #expect(pids(.started) == [])
  }

  @Test func `a bound process is not bound again`() {
    let now = situation(["it": [fake(1)]], registrations: [registration(fake(1))])
    #expect(found(.learner(kind: nil, run: nil), now) == [])
  }

  @Test func `children and trees, by comm too`() async throws {
    let top = try SpawnedProcess(shell: "sh -c 'sleep 600 & wait' & wait")
    try await eventually("two descendants") {
      observer.descendants(of: top.pid).count == 2
        && observer.descendants(of: top.pid).last.flatMap {
          try? observer.stat(of: $0).comm == "sleep"
        } == true
    }
    let now = situation(["job": [top.identity]])
    #expect(
      found(.children(of: "job", kind: nil), now).map(\.pid) == observer.children(of: top.pid))
    #expect(found(.children(of: "job", kind: "loader"), now) == [])
    #expect(
      Set(found(.tree(of: "job"), now).map(\.pid))
        == Set([top.pid] + observer.descendants(of: top.pid)))
  }

  @Test func `a tree keeps growing below a member whose parent ended`() async throws {
    let top = try SpawnedProcess(shell: "sleep 600 & exec sleep 600")
    let child = try await eventuallyValue("a child") {
      observer.children(of: top.pid).first.flatMap { observer.identity(of: $0) }
    }
    let gone = fake(4_194_305)
    let now = situation(["job": [gone], "it": [gone, top.identity]])
    #expect(found(.tree(of: "job"), now) == [child])
  }

  @Test func `a group outlives its leader, once that was seen`() async throws {
    let top = try SpawnedProcess(shell: "sleep 600 & wait")
    try await eventually("a child") { observer.children(of: top.pid).count == 1 }
    let child = try #require(observer.identity(of: observer.children(of: top.pid)[0]))
    var binder = RoleBinder(observer: observer)
    let rules = [RoleRule(name: "grp", source: .group(of: "job"))]
    let first = binder.newMatches(rules, in: situation(["job": [top.identity]]))
    #expect(Set(first.map(\.process)) == [top.identity, child])
    let again = binder.newMatches(
      rules, in: situation(["job": [top.identity], "grp": [top.identity]]), thorough: true)
    #expect(again.map(\.process) == [child])
  }

  @Test func `the reader of a pipe is found near its writer, without a thorough look`() async throws
  {
    let shell = try SpawnedProcess(shell: "sleep 600 | sleep 601 & wait")
    let writer = try await eventuallyValue("the writer") {
      observer.children(of: shell.pid).first {
        observer.descriptorTarget(of: $0, descriptor: 1)?.hasPrefix("pipe:") == true
          && (try? observer.stat(of: $0).comm == "sleep") == true
      }
    }
    let identity = try #require(observer.identity(of: writer))
    var binder = RoleBinder(observer: observer)
    let rules = [RoleRule(name: "reader", source: .readerOf(role: "mine", descriptor: 1))]
    _ = binder.newMatches(rules, in: situation())
    let reader = try await eventuallyValue("the reader") {
      binder.newMatches(
        rules, in: situation(["mine": [identity]], shells: [shell.pid])
      ).first?.process.pid
    }
    #expect(observer.children(of: shell.pid).contains(reader))
    #expect(reader != writer)
  }

  @Test func `a PID file names whom it names, if that lives`() throws {
    let process = try SpawnedProcess.sleeper()
    #expect(found(.pidFile(path: "mark"), situation()) == [])
    try bench.write("\(process.pid)\n", to: "mark")
    #expect(found(.pidFile(path: "mark"), situation()) == [process.identity])
    try bench.write("4194305", to: "mark")
    #expect(found(.pidFile(path: "mark"), situation()) == [])
    try bench.write("-1 99999999999999", to: "mark")
    #expect(found(.pidFile(path: "mark"), situation()) == [])
  }

  @Test func `real programs below a shell are known by comm`() async throws {
    let shell = try SpawnedProcess(shell: "sleep 600 & wait")
    try await eventually("sleep runs") {
      observer.children(of: shell.pid).contains {
        (try? observer.stat(of: $0).comm == "sleep") == true
      }
    }
    let now = situation(shells: [shell.pid])
    #expect(
      found(.learnerCommand(comm: "sleep"), now).map(\.pid) == observer.children(of: shell.pid))
    #expect(found(.learnerCommand(comm: "tar"), now) == [])
    #expect(found(.shell, now) == [shell.identity])
  }

  @Test func `a rule sees what those before it found`() async throws {
    let top = try SpawnedProcess(shell: "sleep 600 & wait")
    try await eventually("a child") { observer.children(of: top.pid).count == 1 }
    var binder = RoleBinder(observer: observer)
    let matches = binder.newMatches(
      [
        RoleRule(name: "mine", source: .learner(kind: nil, run: nil)),
        RoleRule(name: "below", source: .children(of: "mine", kind: nil)),
      ], in: situation(registrations: [registration(top.identity)]))
    #expect(matches.map(\.role) == ["mine", "below"])
  }
}
