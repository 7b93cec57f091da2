import Glibc
import LabTestSupport
import ProcFS
import Record
import Supervision
import Testing

@Suite struct RegistrationTests {
  private func registration(
    in attempt: TestAttempt, _ accept: (Registration) -> Bool = { _ in true }
  ) async throws -> Registration {
    try await attempt.event("a registration") {
      if case .registered(let registration) = $0, accept(registration) { registration } else { nil }
    }
  }

  @Test func `a workload of the lab's is known before its start is answered`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor, roles: [RoleRule(name: "job", source: .started, watch: [.stat, .status])])
    try client.perform(.open(attempt.open))
    let job = try client.spawn(attempt.workload(role: "job", "sleeper"), for: attempt)
    let events = try attempt.events()
    let known = events.compactMap { event -> Registration? in
      if case .registered(let registration) = event { registration } else { nil }
    }
    #expect(known.map(\.process) == [job])
    let registration = try #require(known.first)
    #expect(registration.kind == "sleeper")
    #expect(registration.run == attempt.open.header.run)
    #expect(registration.byLab)
    #expect(!registration.belowShell)
    #expect(registration.facts.limits?["Max open files"] != nil)
    #expect(registration.facts.environment?["LAB_ID"] == attempt.open.header.nonce)
    #expect(registration.facts.environment?["LAB_SOCK"] == supervisor.paths.socket)
    #expect(registration.facts.cwd == attempt.bench)
    #expect(try client.close(attempt).map(\.process) == [job])
    try await supervisor.kill()
  }

  @Test func `a workload that the learner starts below a shell is bound, and ended at closing`()
    async throws
  {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor,
      roles: [
        RoleRule(name: "mine", source: .learner(kind: "sleeper", run: nil)),
        RoleRule(name: "shell", source: .shell),
      ])
    try client.perform(.open(attempt.open))
    let go = try supervisor.directory.makeDirectory("go")
    try #require(mkfifo("\(go)/fifo", 0o600) == 0)
    var options = SpawnedProcess.Options()
    options.directory = attempt.bench
    let shell = try SpawnedProcess(
      "/bin/sh",
      [
        "-c",
        "read x <\(go)/fifo; \(SupervisorMain.workloadBesideExecutable()) sleeper & wait",
      ],
      environment: ["PATH": "/usr/bin:/bin", "LAB_SOCK": supervisor.paths.socket],
      options: options)
    try client.perform(.shell(pid: shell.pid, attempt: nil))
    close(open("\(go)/fifo", O_WRONLY | O_CLOEXEC))
    let registration = try await registration(in: attempt) { $0.who == .workload }
    #expect(registration.belowShell)
    #expect(!registration.byLab)
    _ = try await attempt.event("bound") {
      if case .bound("mine", registration.process, _) = $0 { true } else { nil }
    }
    _ = try await attempt.event("shell bound") {
      if case .bound("shell", shell.identity, _) = $0 { true } else { nil }
    }
    let ended = try client.close(attempt)
    #expect(ended.map(\.process) == [registration.process])
    #expect(try ProcRoot().identity(of: shell.pid) == shell.identity || shell.ending() != nil)
    _ = try await shell.waitForEnd()
    try await supervisor.kill()
  }

  @Test func `a workload that was begun before the closing and comes after it is ended`()
    async throws
  {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let roles = [RoleRule(name: "mine", source: .learner(kind: "sleeper", run: nil))]
    let attempt = try TestAttempt(supervisor, roles: roles)
    try client.perform(.open(attempt.open))
    let go = try supervisor.directory.makeDirectory("go")
    try #require(mkfifo("\(go)/fifo", 0o600) == 0)
    var options = SpawnedProcess.Options()
    options.directory = attempt.bench
    let environment = ["PATH": "/usr/bin:/bin", "LAB_SOCK": supervisor.paths.socket]
    let late = try SpawnedProcess(
      "/bin/sh",
      ["-c", "read x <\(go)/fifo; exec \(SupervisorMain.workloadBesideExecutable()) sleeper"],
      environment: environment, options: options)
    #expect(try client.close(attempt).isEmpty)
    // What was begun for the last one is not taken for one of the next, whatever roles that has.
    let next = try TestAttempt(supervisor, id: "a2", roles: roles)
    try client.perform(.open(next.open))
    close(open("\(go)/fifo", O_WRONLY | O_CLOEXEC))
    #expect(try await late.waitForEnd().cause == .signalled(signal: SIGKILL, core: false))
    #expect(
      try next.events().allSatisfy { if case .registered = $0 { false } else { true } })
    _ = try client.close(next)
    try await supervisor.kill()
  }

  @Test func `of an environment only what is asked for by name is recorded`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor,
      roles: [RoleRule(name: "job", source: .started, watch: [.stat, .variable("LANG")])])
    try client.perform(.open(attempt.open))
    var spec = attempt.workload(role: "job", "sleeper")
    spec.environment.merge(["LANG": "C.UTF-8", "TOKEN": "secret"]) { $1 }
    let job = try client.spawn(spec, for: attempt)
    let registration = try await registration(in: attempt)
    #expect(registration.facts.environment?["LANG"] == "C.UTF-8")
    for _ in 0..<5 { try client.perform(.sync(attempt: attempt.id)) }
    _ = try client.close(attempt)
    // At the first looks its program may not be there yet: then nothing is known of it.
    let seen = try attempt.events().compactMap { event -> ProcessFacts? in
      switch event {
      case .bound(_, job, let facts), .observed(job, let facts): facts
      default: nil
      }
    }
    for environment in seen.compactMap(\.environment) {
      #expect(environment["LANG"] == "C.UTF-8")
      #expect(environment["LAB_ID"] == attempt.open.header.nonce)
      #expect(environment["TOKEN"] == nil)
    }
    try await supervisor.kill()
  }

  @Test func `who names an attempt that is not open here belongs to none`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor, roles: [RoleRule(name: "any", source: .registered(kind: nil, run: nil))])
    try client.perform(.open(attempt.open))
    let out = try supervisor.directory.makeDirectory("elsewhere")
    let stranger = try SpawnedProcess(
      SupervisorMain.workloadBesideExecutable(), ["sleeper", "--out", out],
      environment: ["LAB_SOCK": supervisor.paths.socket, "LAB_ID": "other", "HOME": "/"])
    let own = try client.spawn(attempt.workload(role: "job", "sleeper"), for: attempt)
    try await eventually("it goes on") {
      // There is no such file before its first line.
      let events = try? supervisor.directory.read("elsewhere/events.jsonl")
      return String(decoding: events ?? [], as: UTF8.self).contains("started")
    }
    let known = try attempt.events().compactMap { event -> ProcessIdentity? in
      if case .registered(let registration) = event { registration.process } else { nil }
    }
    #expect(known == [own])
    #expect(try client.close(attempt).map(\.process) == [own])
    #expect(stranger.ending() == nil)
    try await supervisor.kill()
  }

  @Test func `who runs another file is not believed`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(supervisor, roles: [])
    try client.perform(.open(attempt.open))
    // This test is no lab-workload.
    let liar = try #require(RawConnection(to: supervisor.paths.socket))
    liar.send(#"{"workload":"trainer","run":"x","pid":1}"# + "\n")
    #expect(liar.readToEnd() == "")
    #expect(try attempt.events().count == 1)
    try await supervisor.kill()
  }

  @Test func `signals are receipts with their sender, and the lab's own are told apart`()
    async throws
  {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try TestAttempt(
      supervisor, roles: [RoleRule(name: "job", source: .started)])
    try client.perform(.open(attempt.open))
    let job = try client.spawn(attempt.workload(role: "job", "trainer"), for: attempt)
    func receipt(of signal: Int32, from sender: Int32) async throws -> SignalReceipt {
      try await attempt.event("signal \(signal)") {
        if case .received(let receipt) = $0, receipt.signal == signal, receipt.senderPID == sender {
          receipt
        } else {
          nil
        }
      }
    }
    try client.perform(.signal(attempt: attempt.id, process: job, signal: SIGUSR1))
    let own = try await receipt(of: SIGUSR1, from: getpid())
    #expect(own.byLab)
    #expect(!own.fromKernel)

    let other = try SpawnedProcess(
      "/bin/sh", ["-c", "kill -TERM \(job.pid); sleep 600"])
    let others = try await receipt(of: SIGTERM, from: other.pid)
    #expect(!others.byLab)
    #expect(others.senderUID == getuid())
    #expect(others.senderComm == "sh")
    let ending = try await attempt.ending(of: job)
    #expect(ending.source == .wait)
    // Its last words stand before its end.
    let events = try attempt.events()
    let said = events.lastIndex {
      if case .reported(job, "exiting", _) = $0 { true } else { false }
    }
    let ended = events.lastIndex { if case .ended(job, _) = $0 { true } else { false } }
    #expect(try #require(said) < #require(ended))
    _ = try client.close(attempt)
    try await supervisor.kill()
  }

  @Test func `a workload goes to the attempt that it names, of several`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let rule = RoleRule(name: "any", source: .registered(kind: nil, run: nil))
    let first = try TestAttempt(supervisor, id: "a1", roles: [rule])
    let second = try TestAttempt(supervisor, id: "a2", roles: [rule])
    try client.perform(.open(first.open))
    try client.perform(.open(second.open))
    let named = try SpawnedProcess(
      SupervisorMain.workloadBesideExecutable(), ["sleeper", "--out", second.bench],
      environment: [
        "LAB_SOCK": supervisor.paths.socket, "LAB_ID": second.open.header.nonce, "HOME": "/",
      ])
    let registered = try await registration(in: second)
    #expect(registered.process == named.identity)
    #expect(try first.events().count == 1)
    let unnamed = try SpawnedProcess(
      SupervisorMain.workloadBesideExecutable(), ["sleeper", "--out", second.bench],
      environment: ["LAB_SOCK": supervisor.paths.socket, "HOME": "/"])
    for attempt in [first, second] {
      _ = try await registration(in: attempt) { $0.process == unnamed.identity }
    }
    // Closing ends what named it, and not what only came by.
    #expect(try client.close(second).map(\.process) == [named.identity])
    #expect(try client.close(first).isEmpty)
    #expect(unnamed.ending() == nil)
    try await supervisor.kill()
  }
}
