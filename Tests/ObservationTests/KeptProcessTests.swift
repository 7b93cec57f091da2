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
