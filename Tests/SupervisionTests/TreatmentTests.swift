import Glibc
import LabTestSupport
import ProcFS
import Record
import Supervision
import Testing

/// How the kernel treats what is started, and what is seen of it when that changes.
@Suite struct TreatmentTests {
  private func registered(
    _ process: ProcessIdentity, in attempt: TestAttempt
  ) async throws -> ProcessFacts {
    try await attempt.event("registered") { event in
      if case .registered(let registration) = event, registration.process == process {
        registration.facts
      } else {
        nil
      }
    }
  }

  private func observed<Value>(
    _ what: String, _ process: ProcessIdentity, in attempt: TestAttempt,
    _ pick: (ProcessFacts) -> Value?
  ) async throws -> Value {
    try await attempt.event(what) { event in
      if case .observed(process, let facts) = event { pick(facts) } else { nil }
    }
  }

  private func run(_ command: String) async throws {
    let shell = try SpawnedProcess(shell: command)
    #expect(try await shell.waitForEnd().cause == .exited(code: 0), "\(command)")
  }

  @Test func `CPUs, policy, I/O class, limits and the OOM adjustment are as asked`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(supervisor, roles: [RoleRule(name: "job", source: .started)])
    try client.perform(.open(attempt.open))
    let cpu = try #require(Scheduling(ofTask: getpid()).cpus.last)
    var spec = attempt.workload(role: "job", "threads", ["--n", "3"])
    spec.affinity = CPUList([cpu])?.mask
    spec.policy = Scheduling.Policy.batch.number
    spec.ioPriority = IOPriority(.bestEffort, level: 6).rawValue
    spec.oomAdjustment = 300
    spec.limits = ["Max open files": LimitFacts(soft: 64, hard: 128)]
    spec.firstThreadNice = 5
    let job = try client.spawn(spec, for: attempt)
    let facts = try await registered(job, in: attempt)
    let tasks = try #require(facts.tasks)
    #expect(tasks.count == facts.threads.map { Int($0) })
    #expect(tasks.count > 1)
    for task in tasks {
      #expect(task.cpus == "\(cpu)")
      #expect(task.policy == 3)
      #expect(task.ioPriority == IOPriority(.bestEffort, level: 6).rawValue)
      #expect(task.nice == 0)
    }
    #expect(facts.oomAdjustment == 300)
    #expect(facts.limits?["Max open files"] == LimitFacts(soft: 64, hard: 128))
    // Its first thread alone, and only once it runs.
    #expect(try Scheduling(ofTask: job.pid).nice == 5)
    #expect(try Scheduling(ofTask: tasks[1].id).nice == 0)
    _ = try client.close(attempt)
    try await supervisor.kill()
  }

  @Test func `a class that the supervisor got isn't handed down`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(supervisor, roles: [RoleRule(name: "job", source: .started)])
    try client.perform(.open(attempt.open))
    func setClass(_ options: String) async throws {
      let threads = "$(ls /proc/\(getpid())/task)"
      try await run("for t in \(threads); do ionice \(options) -p $t; done 2> /dev/null; true")
    }
    try await setClass("-c 2 -n 4")
    let job = try client.spawn(attempt.workload(role: "job", "sleeper"), for: attempt)
    try await setClass("-c 0")
    let facts = try await registered(job, in: attempt)
    #expect(facts.tasks?.map(\.ioPriority) == [0])
    _ = try client.close(attempt)
    try await supervisor.kill()
  }

  @Test func `companions are born into the session, and their ends are seen`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor,
      roles: ["a", "b", "c"].map { RoleRule(name: $0, source: .started) })
    try client.perform(.open(attempt.open))
    var spec = attempt.workload(role: "a", "sleeper")
    var second = attempt.workload(role: "b", "sleeper")
    second.newGroup = true
    second.nice = 3
    spec.companions = [second, attempt.sleep(role: "c")]
    let first = try client.spawn(spec, for: attempt)
    let members = try client.living(attempt)
    #expect(members.map(\.role) == ["a", "b", "c"])
    let stats = try members.map { try ProcRoot().process($0.process.pid).stat() }
    #expect(stats.map(\.session) == [first.pid, first.pid, first.pid])
    #expect(stats.map(\.group) == [first.pid, members[1].process.pid, first.pid])
    #expect(stats.map(\.nice) == [0, 3, 0])
    #expect(stats.map(\.parent) == [getpid(), getpid(), getpid()])
    let autogroups = members.map { try? ProcRoot().process($0.process.pid).autogroup().number }
    #expect(Set(autogroups).count == 1)
    for member in members.reversed() {
      try client.perform(.signal(attempt: "a1", process: member.process, signal: SIGKILL))
      let ending = try await attempt.event("the end of \(member.role)") { event in
        if case .ended(member.process, let ending) = event { ending } else { nil }
      }
      #expect(ending == Ending(waitStatus: SIGKILL, source: .wait))
    }
    _ = try client.close(attempt)
    try await supervisor.kill()
  }

  @Test func `where a companion can't be started, none is left`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(supervisor, roles: [RoleRule(name: "a", source: .started)])
    try client.perform(.open(attempt.open))
    var spec = attempt.sleep(role: "a")
    var bad = attempt.sleep(role: "b")
    bad.executable = "/none"
    spec.companions = [attempt.sleep(role: "c"), bad]
    guard case .failed(let why) = try client.request(.spawn(attempt: "a1", spec: spec)) else {
      Issue.record("it started")
      return
    }
    #expect(why == "exec /none: No such file or directory")
    #expect(try attempt.events().count == 1)
    spec.companions = Array(repeating: attempt.sleep(role: "c"), count: 8)
    guard case .failed(let many) = try client.request(.spawn(attempt: "a1", spec: spec)) else {
      Issue.record("it started")
      return
    }
    #expect(many == "a: more than 7 companions in one session")
    try await supervisor.kill()
  }

  @Test func `renice, taskset, chrt, ionice, prlimit and choom are seen`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor,
      roles: [
        RoleRule(name: "job", source: .started, watch: [.stat, .scheduling, .limits, .oom])
      ])
    try client.perform(.open(attempt.open))
    let spec = attempt.workload(role: "job", "threads", ["--n", "2"])
    let job = try client.spawn(spec, for: attempt)
    let threads = try #require(try await registered(job, in: attempt).tasks).map(\.id)
    let cpu = try #require(Scheduling(ofTask: getpid()).cpus.first)

    try await run("renice -n 4 -p \(job.pid)")
    _ = try await observed("the first thread's nice", job, in: attempt) { facts in
      facts.tasks.flatMap { $0.map(\.nice) == threads.map { $0 == job.pid ? 4 : 0 } ? true : nil }
    }
    try await run(
      "for t in \(threads.map(String.init).joined(separator: " ")); do renice -n 4 -p $t; done")
    _ = try await observed("each thread's nice", job, in: attempt) { facts in
      facts.tasks.flatMap { $0.allSatisfy { $0.nice == 4 } ? true : nil }
    }
    try await run("taskset -acp \(cpu) \(job.pid); chrt -a -b -p 0 \(job.pid)")
    try await run("ionice -c 2 -n 5 -p \(job.pid)")
    _ = try await observed("CPU, policy and I/O class", job, in: attempt) { facts in
      facts.tasks.flatMap { tasks in
        tasks.allSatisfy { $0.cpus == "\(cpu)" && $0.policy == 3 }
          && tasks.first { $0.id == job.pid }?.ioPriority == 2 << 13 | 5 ? true : nil
      }
    }
    try await run("prlimit --pid \(job.pid) --nofile=77:")
    let limit = try await observed("the limit", job, in: attempt) { facts in
      facts.limits?["Max open files"].flatMap { $0.soft == 77 ? $0 : nil }
    }
    #expect(limit.hard != 77)
    try await run("choom -n 400 -p \(job.pid)")
    _ = try await observed("the adjustment", job, in: attempt) { facts in
      facts.oomAdjustment == 400 ? true : nil
    }
    _ = try await observed("the score", job, in: attempt) { facts in
      facts.oomScore.flatMap { $0 > 700 ? true : nil }
    }
    _ = try client.close(attempt)
    try await supervisor.kill()
  }

  @Test func `CPU times are listed each second, for all that ask at the same moment`()
    async throws
  {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor,
      roles: [
        RoleRule(name: "a", source: .started, watch: [.stat, .cpuTime]),
        RoleRule(name: "b", source: .started, watch: [.stat, .cpuTime]),
        RoleRule(name: "c", source: .started, watch: [.stat]),
      ])
    try client.perform(.open(attempt.open))
    let a = try client.spawn(attempt.workload(role: "a", "burner", ["--secs", "60"]), for: attempt)
    let b = try client.spawn(attempt.workload(role: "b", "sleeper"), for: attempt)
    let c = try client.spawn(attempt.workload(role: "c", "sleeper"), for: attempt)
    func times(_ process: ProcessIdentity) throws -> [UInt64] {
      try attempt.records().compactMap { record in
        guard case .observed(process, let facts) = record.event, facts.cpuTicks != nil else {
          return nil
        }
        return record.at
      }
    }
    let common = try await eventuallyValue("five moments in common", within: .seconds(30)) {
      let both = Set(try times(a)).intersection(try times(b)).sorted()
      return both.count >= 5 ? both : nil
    }
    for (first, second) in zip(common, common.dropFirst()) {
      #expect(second - first >= 900_000_000)
    }
    #expect(try times(c).count < 5)
    _ = try client.close(attempt)
    try await supervisor.kill()
  }
}
