import LabTestSupport
import Observation
import ProcFS
import Record
import Testing

@Suite struct WatchedProcessTests {
  let observer = Observer()

  @Test func `says the same as a fresh look, again and again`() async throws {
    let process = try SpawnedProcess.sleeper()
    let watched = try WatchedProcess(process.identity, observer)
    try await eventually("it sleeps") { try watched.stat().state == .sleeping }
    let groups: Set<FactGroup> = [.stat, .status, .image]
    let fresh = try observer.facts(of: process.pid, groups: groups)
    #expect(try watched.facts(groups: groups) == fresh)
    process.signal(19)
    try await eventually("it stopped") { try watched.stat().state == .stopped }
  }

  @Test func `ends with the process, not with the PID`() throws {
    let process = try SpawnedProcess.sleeper()
    let watched = try WatchedProcess(process.identity, observer)
    process.close()
    #expect(throws: ObservationError.vanished(pid: process.pid)) { try watched.stat() }
    #expect(throws: ObservationError.vanished(pid: process.pid)) {
      try watched.facts(groups: [.everything])
    }
    #expect(throws: ObservationError.vanished(pid: process.pid)) {
      try WatchedProcess(process.identity, observer)
    }
  }

  @Test func `a later owner of the PID is refused`() throws {
    let process = try SpawnedProcess.sleeper()
    let other = ProcessIdentity(
      boot: process.identity.boot, pid: process.pid,
      startTimeTicks: process.identity.startTimeTicks + 1)
    #expect(throws: ObservationError.vanished(pid: process.pid)) {
      try WatchedProcess(other, observer)
    }
  }

  @Test func `a new program's image is waited for`() throws {
    let process = try SpawnedProcess.sleeper()
    #expect(observer.awaitImage(of: process.pid))
    process.close()
    #expect(!observer.awaitImage(of: 4_194_305))
  }
}
