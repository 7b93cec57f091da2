import Glibc
import LabTestSupport
import Observation
import ProcFS
import Record
import Testing

@Suite struct KeptProcessTests {
  let observer = Observer()

  @Test func `says the same as a fresh look, again and again`() async throws {
    let process = try SpawnedProcess.sleeper()
    let kept = try KeptProcess(process.identity, observer)
    try await eventually("it sleeps") { try kept.stat().state == .sleeping }
    let groups: Set<FactGroup> = [.stat, .status, .image]
    let fresh = try observer.facts(of: process.pid, groups: groups)
    #expect(try kept.facts(groups: groups) == fresh)
    process.signal(19)
    try await eventually("it stopped") { try kept.stat().state == .stopped }
  }

  @Test func `ends with the process, not with the PID`() throws {
    let process = try SpawnedProcess.sleeper()
    let kept = try KeptProcess(process.identity, observer)
    process.close()
    #expect(throws: ObservationError.vanished(pid: process.pid)) { try kept.stat() }
    #expect(throws: ObservationError.vanished(pid: process.pid)) {
      try kept.facts(groups: [.everything])
    }
    #expect(throws: ObservationError.vanished(pid: process.pid)) {
      try KeptProcess(process.identity, observer)
    }
  }

  @Test func `threads that come, go or are scheduled otherwise are seen at the next look`()
    async throws
  {
    var input: [Int32] = [-1, -1]
    guard pipe(&input) == 0 else { throw SystemError("pipe") }
    defer { for end in input { close(end) } }
    for end in input { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var options = SpawnedProcess.Options()
    options.descriptors[0] = input[0]
    let process = try SpawnedProcess(
      "/usr/bin/python3",
      [
        "-c",
        """
        import sys, threading, time
        def start(seconds): threading.Thread(target=time.sleep, args=(seconds,)).start()
        start(600)
        sys.stdin.read(1)
        start(0)
        start(600)
        time.sleep(600)
        """,
      ], options: options)
    let kept = try KeptProcess(process.identity, observer)
    func tasks() throws -> [ThreadFacts] {
      let tasks = try #require(try kept.facts(groups: [.scheduling]).tasks)
      #expect(try observer.facts(of: process.pid, groups: [.scheduling]).tasks == tasks)
      return tasks
    }
    try await eventually("two threads") {
      try kept.facts(groups: [.scheduling]).tasks?.count == 2
    }
    let first = try tasks()
    #expect(try tasks() == first)
    let command = "renice -n 3 -p \(first[1].id); chrt -b -p 0 \(process.pid)"
    #expect(try await SpawnedProcess(shell: command).waitForEnd().cause == .exited(code: 0))
    #expect(try tasks().map(\.nice) == [0, 3])
    #expect(try tasks().map(\.policy) == [3, 0])
    _ = write(input[1], "x", 1)
    try await eventually("a third thread") {
      try kept.facts(groups: [.scheduling]).tasks?.count == 3
        && observer.stat(of: process.pid).threads == 3
    }
    #expect(try tasks().map(\.nice) == [0, 3, 0])
  }

  @Test func `a later owner of the PID is refused`() throws {
    let process = try SpawnedProcess.sleeper()
    let other = ProcessIdentity(
      boot: process.identity.boot, pid: process.pid,
      startTimeTicks: process.identity.startTimeTicks + 1)
    #expect(throws: ObservationError.vanished(pid: process.pid)) {
      try KeptProcess(other, observer)
    }
  }

  @Test func `a new program's image is waited for`() throws {
    let process = try SpawnedProcess.sleeper()
    #expect(observer.awaitImage(of: process.pid))
    process.close()
    #expect(!observer.awaitImage(of: 4_194_305))
  }
}
