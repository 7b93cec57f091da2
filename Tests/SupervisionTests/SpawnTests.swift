import Glibc
import LabTestSupport
import ProcFS
import Record
import Supervision
import Testing

@Suite struct SpawnTests {
  private func bound(
    _ process: ProcessIdentity, in attempt: TestAttempt
  ) async throws -> ProcessFacts {
    try await attempt.event("bound") {
      if case .bound(_, process, let facts) = $0 { facts } else { nil }
    }
  }

  private func attempt(_ supervisor: RunningSupervisor) throws -> TestAttempt {
    try TestAttempt(supervisor, roles: [RoleRule(name: "job", source: .started)])
  }

  @Test func `nice, limits, masks, group and files are as asked`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try attempt(supervisor)
    try client.perform(.open(attempt.open))
    var spec = attempt.script(
      role: "job", "read line; echo got $line; echo bad >&2; exec sleep 600")
    try supervisor.directory.write("hello\n", to: "benches/a1/in")
    try supervisor.directory.write("before\n", to: "benches/a1/out")
    spec.standardInput = "\(attempt.bench)/in"
    spec.standardOutput = "\(attempt.bench)/out"
    spec.standardError = "\(attempt.bench)/out"
    spec.nice = 7
    spec.newSession = false
    spec.newGroup = true
    spec.limits = ["Max open files": LimitFacts(soft: 64, hard: 128)]
    spec.ignoredSignals = 1 << UInt64(SIGUSR1 - 1)
    spec.blockedSignals = 1 << UInt64(SIGUSR2 - 1)
    spec.affinity = 1
    let job = try client.spawn(spec, for: attempt)
    try await eventually("its output") {
      try supervisor.directory.text("benches/a1/out") == "before\ngot hello\nbad\n"
    }
    let facts = try await bound(job, in: attempt)
    #expect(facts.nice == 7)
    #expect(facts.group == job.pid)
    #expect(facts.session == getsid(0))
    #expect(facts.ignored == 1 << UInt64(SIGUSR1 - 1))
    #expect(facts.blocked == 1 << UInt64(SIGUSR2 - 1))
    let flags = facts.descriptors?.first { $0.number == 1 }?.flags ?? 0
    #expect(flags & UInt32(O_APPEND) != 0)
    #expect(flags & UInt32(O_NONBLOCK) == 0)
    let limits = String(
      decoding: try ProcRoot().read("\(job.pid)/limits"), as: UTF8.self)
    #expect(limits.contains("Max open files            64                   128"))
    #expect(try client.close(attempt).map(\.process) == [job])
    try await supervisor.kill()
  }

  @Test func `a terminal of its own is its controlling terminal, and is drained`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try attempt(supervisor)
    try client.perform(.open(attempt.open))
    // More than a terminal holds: without a reader this would never end.
    var spec = attempt.script(
      role: "job",
      "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; "
        + "i=$((i+1)); done; touch written; exec sleep 600")
    spec.ownTerminal = true
    let job = try client.spawn(spec, for: attempt)
    let facts = try await bound(job, in: attempt)
    #expect(facts.terminal ?? 0 != 0)
    #expect(facts.foregroundGroup == job.pid)
    #expect(facts.descriptors?.map(\.target).allSatisfy { $0.hasPrefix("/dev/pts/") } == true)
    try await eventually("all is written") { access("\(attempt.bench)/written", F_OK) == 0 }
    _ = try client.close(attempt)
    try await supervisor.kill()
  }

  @Test func `what cannot be started says which step failed`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try attempt(supervisor)
    try client.perform(.open(attempt.open))
    func failure(_ change: (inout SpawnSpec) -> Void) throws -> String {
      var spec = attempt.sleep(role: "job")
      change(&spec)
      guard case .failed(let why) = try client.request(.spawn(attempt: "a1", spec: spec)) else {
        return "it started"
      }
      return why
    }
    #expect(try failure { $0.executable = "/none" } == "exec /none: No such file or directory")
    #expect(try failure { $0.executable = "sleep" } == "not an absolute path: sleep")
    #expect(try failure { $0.directory = "/none" } == "chdir /none: No such file or directory")
    #expect(try failure { $0.standardInput = "/none" } == "open /none: No such file or directory")
    #expect(
      try failure { $0.limits["Max fun"] = LimitFacts(soft: 1, hard: 1) }
        == "no such limit: Max fun")
    #expect(try failure { $0.arguments = ["a\u{0}b"] }.contains("NUL"))
    #expect(try attempt.events().count == 1)
    try await supervisor.kill()
  }

  @Test func `who ends before it registers is an error, with its end in the journal`()
    async throws
  {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try attempt(supervisor)
    try client.perform(.open(attempt.open))
    let spec = attempt.workload(role: "job", "trainer", ["--no-such-option"])
    guard case .failed(let why) = try client.request(.spawn(attempt: "a1", spec: spec)) else {
      Issue.record("it started")
      return
    }
    #expect(why.contains("ended before it registered"))
    let ending = try await attempt.event("end") {
      if case .ended(_, let ending) = $0 { ending } else { nil }
    }
    #expect(ending.cause == .exited(code: 64))
    try await supervisor.kill()
  }
}
