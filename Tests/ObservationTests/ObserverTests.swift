import LabTestSupport
import Observation
import ProcFS
import Record
import Testing

@Suite struct ObserverTests {
  let observer = Observer()

  @Test func `an identity is a PID and its start time`() throws {
    let process = try SpawnedProcess.sleeper()
    #expect(observer.identity(of: process.pid) == process.identity)
    #expect(observer.isAlive(process.identity))
    let later = ProcessIdentity(
      boot: process.identity.boot, pid: process.pid,
      startTimeTicks: process.identity.startTimeTicks + 1)
    #expect(!observer.isAlive(later))
    process.close()
    #expect(!observer.isAlive(process.identity))
    #expect(observer.identity(of: process.pid) != process.identity)
  }

  @Test func `a zombie exists, in state Z`() async throws {
    // The shell becomes a sleeper that never waits for its first child.
    let parent = try SpawnedProcess(shell: "sleep 0 & exec sleep 600")
    let zombie = try await eventuallyValue("a zombie") {
      observer.children(of: parent.pid).compactMap { observer.identity(of: $0) }
        .first { observer.state(of: $0) == .zombie }
    }
    #expect(observer.isAlive(zombie))
    let facts = try observer.facts(of: zombie.pid, groups: [.everything])
    #expect(facts.state == "Z")
    #expect(facts.arguments == [])
    #expect(facts.exe == nil)
    #expect(facts.unreadable?["exe"] == "ENOENT")
  }

  @Test func `an empty environment is known to be empty`() async throws {
    let process = try SpawnedProcess("/bin/sleep", ["600"], environment: [:])
    #expect(observer.awaitImage(of: process.pid))
    let facts = try observer.facts(of: process.pid, groups: [.variable("PATH")])
    #expect(facts.environment == [:])
    #expect(facts.arguments == nil)
  }

  @Test func `a snapshot holds everything but memory`() async throws {
    let bench = try TemporaryDirectory()
    var options = SpawnedProcess.Options()
    options.directory = bench.path
    options.nice = 5
    options.ignoredSignals = SignalSet(.hangUp).rawValue
    let process = try SpawnedProcess(
      "/bin/sleep", ["600"], environment: ["LAB_RUN": "bert", "HOME": "/x", "LANG": "C"],
      options: options)
    // The dynamic linker opens libraries first.
    let facts = try await eventuallyValue("a snapshot with three descriptors") {
      let facts = try observer.facts(
        of: process.pid, groups: [.everything, .variable("HOME")])
      return facts.descriptorCount == 3 ? facts : nil
    }
    #expect(facts.comm == "sleep")
    #expect(facts.arguments == ["/bin/sleep", "600"])
    #expect(facts.environment == ["LAB_RUN": "bert", "HOME": "/x"])
    #expect(facts.cwd == bench.path)
    #expect(facts.nice == 5)
    #expect(facts.group == process.pid)
    #expect(facts.session == process.pid)
    #expect(facts.terminal == 0)
    #expect(facts.ignored == SignalSet(.hangUp).rawValue)
    #expect(facts.caught == 0)
    #expect(facts.descriptors?.map(\.number) == [0, 1, 2])
    #expect(facts.descriptors?.first?.target == "/dev/null")
    #expect(facts.limits?["Max open files"] != nil)
    #expect(facts.cgroup?.hasPrefix("/") == true)
    #expect(facts.threadIDs == [])
    #expect(facts.tasks?.map(\.id) == [process.pid])
    #expect(facts.oomScore != nil && facts.oomAdjustment != nil)
    #expect(facts.proportionalKiB == nil)
    #expect(facts.unreadable == nil)
  }

  @Test func `each group reads its own`() throws {
    let process = try SpawnedProcess.sleeper()
    let bare = try observer.facts(of: process.pid, groups: [])
    #expect(bare.state != nil)
    #expect(bare.ignored == nil && bare.exe == nil && bare.descriptors == nil)
    let memory = try observer.facts(of: process.pid, groups: [.memory])
    #expect((memory.proportionalKiB ?? 0) > 0)
    #expect(memory.limits == nil)
    let streams = try observer.facts(of: process.pid, groups: [.descriptors])
    #expect(streams.descriptors?.count == 3)
    #expect(streams.descriptors?[1].flags != nil)
    #expect(streams.tasks == nil && streams.oomScore == nil)
    let limits = try observer.facts(of: process.pid, groups: [.limits])
    #expect(limits.limits?["Max open files"] != nil)
    let oom = try observer.facts(of: process.pid, groups: [.oom])
    #expect(oom.oomAdjustment != nil && oom.limits == nil)
  }

  @Test func `each thread has its own nice value, policy and CPUs`() async throws {
    // The program has two threads once bash's exec is over; renice with a PID changes the first only.
    let process = try SpawnedProcess(
      "/usr/bin/python3",
      [
        "-c",
        "import threading, time; threading.Thread(target=time.sleep, args=(600,)).start(); time.sleep(600)",
      ])
    try await eventually("two threads") {
      try observer.stat(of: process.pid).threads == 2
    }
    let renice = try SpawnedProcess(
      shell: "renice -n 7 -p \(process.pid) && ionice -c 3 -p \(process.pid)")
    #expect(try await renice.waitForEnd().cause == .exited(code: 0))
    let facts = try observer.facts(of: process.pid, groups: [.scheduling])
    let tasks = try #require(facts.tasks)
    #expect(tasks.map(\.nice) == [7, 0])
    #expect(tasks.map(\.policy) == [0, 0])
    #expect(tasks.map(\.ioPriority) == [3 << 13 | 7, 0])
    #expect(tasks[0].id == process.pid && tasks[0].cpus == tasks[1].cpus)
    #expect(CPUList(tasks[0].cpus ?? "") != nil)
    #expect(facts.unreadable == nil)
  }

  @Test func `a thread that ends while it is read is left out`() throws {
    let fixture = try ProcFixture()
    let status = """
      Tgid:\t42\nPid:\t42\nPPid:\t1\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0
      SigPnd:\t0\nShdPnd:\t0\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\nCpus_allowed_list:\t0-1\n
      """
    try fixture.add(
      pid: 42,
      files: [
        "stat": ProcFixture.stat(pid: 42, nice: 5, threads: 3), "task/42/status": status,
        "task/42/stat": ProcFixture.stat(pid: 42, nice: 5),
        "task/43/stat": ProcFixture.stat(pid: 43, nice: 1), "task/43/status": status,
        // Its files are gone already.
        "task/44/comm": "x",
      ])
    let facts = try Observer(proc: fixture.path).facts(of: 42, groups: [.scheduling])
    #expect(facts.tasks?.map(\.nice) == [5, 1])
    #expect(facts.tasks?.map(\.cpus) == ["0-1", "0-1"])
    // A kernel without autogroups.
    #expect(facts.autogroupNice == nil && facts.unreadable == nil)
  }

  @Test func `a closed descriptor is no failure`() async throws {
    let process = try SpawnedProcess(shell: "exec 0<&- sleep 600")
    let facts = try await eventuallyValue("sleep with descriptor 0 closed") {
      let facts = try observer.facts(of: process.pid, groups: [.descriptors, .image])
      let open = facts.descriptors?.map(\.number)
      return facts.comm == "sleep" && open == [1, 2] ? facts : nil
    }
    #expect(facts.unreadable == nil)
  }

  @Test func `a process that is gone is an error`() throws {
    #expect(throws: ObservationError.vanished(pid: 4_194_305)) {
      try observer.facts(of: 4_194_305, groups: [.stat])
    }
  }

  @Test func `what can't be read is named with its errno`() throws {
    let fixture = try ProcFixture()
    try fixture.add(pid: 42, comm: "x", files: ["limits": "nonsense"])
    let facts = try Observer(proc: fixture.path).facts(of: 42, groups: [.everything])
    #expect(facts.comm == "x")
    #expect(facts.unreadable?["limits"] == "EBADMSG")
    #expect(facts.unreadable?["environment"] == "ENOENT")
  }

  @Test func `counts the states of a burst`() async throws {
    let process = try SpawnedProcess.sleeper()
    try await eventually("it sleeps") { observer.state(of: process.identity) == .sleeping }
    process.signal(19)
    try await eventually("it stopped") { observer.state(of: process.identity) == .stopped }
    let counts = observer.stateCounts(
      of: [process.pid, 4_194_305], samples: 5, every: .milliseconds(1))
    #expect(counts == [process.pid: ["T": 5]])
  }
}
