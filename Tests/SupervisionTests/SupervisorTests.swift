import Glibc
import LabTestSupport
import ProcFS
import Record
import Supervision
import Testing

@Suite struct SupervisorTests {
  @Test func `it says who it is, and that nothing is open`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    guard case .hello(let process, let version, let attempts) = try client.request(.hello) else {
      Issue.record("no hello")
      return
    }
    #expect(process.pid == getpid())
    #expect(version == "test")
    #expect(attempts.isEmpty)
    try await supervisor.kill()
  }

  @Test func `what it starts is bound, sampled, and its end is read from wait`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor, roles: [RoleRule(name: "job", source: .started, watch: [.stat, .status])])
    try client.perform(.open(attempt.open))
    let job = try client.spawn(attempt.sleep(role: "job"), for: attempt)
    let facts = try await attempt.event("bound") {
      if case .bound("job", job, let facts) = $0 { facts } else { nil }
    }
    #expect(facts.comm == "sleep")
    #expect(facts.session == job.pid)
    #expect(facts.caught == 0)
    try client.perform(.ready(attempt: attempt.id))

    try client.perform(.signal(attempt: attempt.id, process: job, signal: SIGSTOP))
    _ = try await attempt.event("stop") {
      if case .observed(job, let facts) = $0, facts.state == "T" { facts } else { nil }
    }
    #expect(try client.living(attempt).map(\.role) == ["job"])
    try client.perform(.signal(attempt: attempt.id, process: job, signal: SIGKILL))
    let ending = try await attempt.ending(of: job)
    #expect(ending.cause == .signalled(signal: SIGKILL, core: false))
    #expect(ending.source == .wait)
    #expect(try client.living(attempt).isEmpty)

    let events = try attempt.events()
    #expect(events.first == .begun(attempt.open.header))
    #expect(events.contains(.ready))
    #expect(
      events.contains(.acted(.spawned(role: "job", process: job, arguments: ["sleep", "600"]))))
    #expect(events.contains(.acted(.signalled(process: job, signal: SIGSTOP))))
    try await supervisor.kill()
  }

  @Test func `a quiet process makes no lines`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let watch = Set(FactGroup.allCases).subtracting([.everything])
    let attempt = try TestAttempt(
      supervisor, roles: [RoleRule(name: "job", source: .started, watch: watch)])
    try client.perform(.open(attempt.open))
    let job = try client.spawn(attempt.sleep(role: "job"), for: attempt)
    for _ in 0..<20 { try client.perform(.sync(attempt: attempt.id)) }
    let observed = try attempt.events().filter {
      if case .observed(job, let facts) = $0 {
        facts.state == nil && facts.cpuTicks == nil
      } else {
        false
      }
    }
    #expect(observed.isEmpty)
    _ = try client.close(attempt)
    try await supervisor.kill()
  }

  @Test(arguments: [("exit 7", Ending.Cause.exited(code: 7)), ("kill -ABRT $$", nil)])
  func `an exit code is told as it is`(script: String, cause: Ending.Cause?) async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor, roles: [RoleRule(name: "job", source: .started)])
    try client.perform(.open(attempt.open))
    let job = try client.spawn(attempt.script(role: "job", script), for: attempt)
    let ending = try await attempt.ending(of: job)
    if let cause {
      #expect(ending.cause == cause)
      #expect(ending.waitStatus == 7 << 8)
    } else if case .signalled(let signal, _) = ending.cause {
      #expect(signal == SIGABRT)
    } else {
      Issue.record("\(ending)")
    }
    try await supervisor.kill()
  }

  @Test func `the end of somebody else's child is told by the kernel`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor,
      roles: [
        RoleRule(name: "job", source: .started),
        RoleRule(name: "child", source: .children(of: "job", kind: nil)),
      ])
    try client.perform(.open(attempt.open))
    // The shell reaps its child at once, and stays.
    try #require(mkfifo("\(attempt.bench)/go", 0o600) == 0)
    let script = "sh -c 'read x <go; exit 5'; sleep 600"
    _ = try client.spawn(attempt.script(role: "job", script), for: attempt)
    let child = try await attempt.event("a child") {
      if case .bound("child", let process, _) = $0 { process } else { nil }
    }
    let go = open("\(attempt.bench)/go", O_WRONLY | O_CLOEXEC)
    try #require(go >= 0)
    close(go)
    let ending = try await attempt.ending(of: child)
    #expect(ending == Ending(waitStatus: 5 << 8, source: .pidfd))
    _ = try client.close(attempt)
    try await supervisor.kill()
  }

  @Test func `children are bound, and closing ends them first, and all of them`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor,
      roles: [
        RoleRule(name: "job", source: .started),
        RoleRule(name: "children", source: .children(of: "job", kind: nil)),
      ])
    try client.perform(.open(attempt.open))
    let job = try client.spawn(
      attempt.script(role: "job", "sleep 600 & sleep 601 & wait"), for: attempt)
    try await eventually("two children") {
      try client.living(attempt).count { $0.role == "children" && $0.comm == "sleep" } == 2
    }
    let ended = try client.close(attempt)
    #expect(ended.count == 3)
    #expect(ended.last?.process == job)
    let events = try attempt.events()
    #expect(events.last == .closed(reason: "stopped"))
    for member in ended {
      #expect(events.contains { if case .ended(member.process, _) = $0 { true } else { false } })
      // Dead; an orphan may wait for its reaper still.
      let stat = try? ProcRoot().process(member.process.pid).stat()
      #expect(
        stat?.startTimeTicks != member.process.startTimeTicks || stat?.state.description == "Z")
    }
    guard case .failed = try client.request(.sync(attempt: attempt.id)) else {
      Issue.record("the attempt is open still")
      return
    }
    try await supervisor.kill()
  }

  @Test func `closing ends nothing that a role only happened to name`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor,
      roles: [
        RoleRule(name: "named", source: .pidFile(path: "some.pid")),
        RoleRule(name: "below", source: .children(of: "named", kind: nil)),
      ])
    let stranger = try SpawnedProcess(shell: "sleep 600 & wait")
    try supervisor.directory.write("\(stranger.pid)\n", to: "benches/a1/some.pid")
    try client.perform(.open(attempt.open))
    try await eventually("both are bound") {
      try client.perform(.sync(attempt: attempt.id))
      return try Set(client.living(attempt).map(\.role)) == ["named", "below"]
    }
    #expect(try client.close(attempt).isEmpty)
    #expect(stranger.ending() == nil)
    try await supervisor.kill()
  }

  @Test func `it retires when nothing is open and nobody is there`() async throws {
    let supervisor = try await RunningSupervisor()
    do {
      let client = try supervisor.client()
      try client.perform(.retire)
    }
    try await eventually("its end") { supervisor.hasEnded }
    #expect(access(supervisor.paths.socket, F_OK) != 0)
  }

  @Test func `it goes by itself when idle, but not under an open attempt`() async throws {
    let supervisor = try await RunningSupervisor(idleLimit: .seconds(10))
    let attempt = try TestAttempt(
      supervisor, roles: [RoleRule(name: "job", source: .started)])
    let job: ProcessIdentity
    do {
      let client = try supervisor.client()
      try client.perform(.open(attempt.open))
      job = try client.spawn(attempt.script(role: "job", "sleep 0.3; exit 3"), for: attempt)
    }
    // Nobody is connected, and it records still.
    let ending = try await attempt.ending(of: job)
    #expect(ending.cause == .exited(code: 3))
    do {
      let client = try supervisor.client()
      _ = try client.close(attempt)
    }
    try await eventually("its end", within: .seconds(90)) { supervisor.hasEnded }
  }

  @Test func `a second supervisor on a state directory is refused`() async throws {
    let supervisor = try await RunningSupervisor()
    #expect {
      _ = try Supervisor(
        Supervisor.Configuration(paths: supervisor.paths, workload: "/none", version: "2"))
    } throws: { ($0 as? SupervisionError)?.code == .taken }
    try await supervisor.kill()
  }

  @Test func `rubbish is answered, and harms nobody`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    for request: SupervisorRequest in [
      .sync(attempt: "none"), .close(attempt: "none", reason: "x"),
      .shell(pid: -1, attempt: nil), .shell(pid: getpid(), attempt: "none"),
    ] {
      guard case .failed = try client.request(request) else {
        Issue.record("\(request) was accepted")
        continue
      }
    }
    guard case .hello = try client.request(.hello) else {
      Issue.record("it is gone")
      return
    }
    try await supervisor.kill()
  }

  @Test func `clients that keep to no protocol harm nobody`() async throws {
    let supervisor = try await RunningSupervisor()
    let request = try WireCodec.encode(SupervisorRequest.sync(attempt: "a1"))
    for bytes in HostileBytes.mutations(of: request, count: 100) {
      let hostile = try #require(RawConnection(to: supervisor.paths.socket))
      hostile.send(String(decoding: bytes, as: UTF8.self))
    }
    let endless = try #require(RawConnection(to: supervisor.paths.socket))
    endless.send(String(repeating: "x", count: LineBuffer.longestLine + (1 << 16)))
    #expect(endless.readToEnd() == "")
    guard case .hello = try supervisor.client().request(.hello) else {
      Issue.record("it is gone")
      return
    }
    try await supervisor.kill()
  }
}
