import LabTestSupport
import ProcFS
import Record
import Testing

@Suite struct PidfdTests {
  @Test func `signals exactly the process that was opened`() async throws {
    let process = try SpawnedProcess.sleeper()
    let pidfd = try Pidfd(process.identity)
    let endedBefore = pidfd.hasEnded()
    #expect(!endedBefore)
    try pidfd.send(.terminate)
    let ended = pidfd.hasEnded(within: .seconds(10))
    #expect(ended)
    let ending = try await process.waitForEnd()
    #expect(ending.cause == .signalled(signal: 15, core: false))
  }

  @Test func `a later owner of the PID is not the process`() throws {
    let process = try SpawnedProcess.sleeper()
    let other = ProcessIdentity(
      boot: process.identity.boot, pid: process.pid,
      startTimeTicks: process.identity.startTimeTicks + 1)
    #expect(throws: ProcFSError.self) { _ = try Pidfd(other) }
    #expect(process.ending() == nil)
  }

  @Test func `a reaped process has vanished`() async throws {
    let process = try SpawnedProcess(shell: "exit 3")
    let pidfd = try Pidfd(process.identity)
    _ = try await process.waitForEnd()
    let error = #expect(throws: ProcFSError.self) { try pidfd.send(.terminate) }
    #expect(error?.code == .vanished)
    let again = #expect(throws: ProcFSError.self) { _ = try Pidfd(process.identity) }
    #expect(again?.code == .vanished)
  }

  @Test func `tells the wait status after the reap, where the kernel can`() async throws {
    let process = try SpawnedProcess.sleeper()
    let pidfd = try Pidfd(process.identity)
    do {
      let early = try pidfd.waitStatus()
      #expect(early == nil)
    } catch {
      // Before Linux 6.15: an error, not a wrong status.
      if case .failed = error.code { return }
      throw error
    }
    try pidfd.send(.kill)
    _ = try await process.waitForEnd()
    let status = try pidfd.waitStatus()
    #expect(status == 9)
  }
}
