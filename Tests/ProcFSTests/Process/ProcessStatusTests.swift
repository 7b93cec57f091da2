import LabTestSupport
import ProcFS
import Testing

@Suite struct ProcessStatusTests {
  @Test func `reads ids, memory and masks`() throws {
    let status = try ProcessStatus(parsing: Array(Fixtures.status.utf8).span)
    #expect(status.threadGroup == 25040)
    #expect(status.pid == 25041)
    #expect(status.parent == 25029)
    #expect(status.tracer == 77)
    #expect(status.uid.real == 1000)
    #expect(status.uid.effective == 1001)
    #expect(status.uid.saved == 1002)
    #expect(status.uid.fileSystem == 1003)
    #expect(status.gid.real == 100)
    #expect(status.namespacePIDs == [25041, 13])
    #expect(status.threads == 3)
    #expect(status.peakVirtualKiB == 3060)
    #expect(status.virtualKiB == 3050)
    #expect(status.peakResidentKiB == 1708)
    #expect(status.residentKiB == 1700)
    #expect(status.swapKiB == 8)
    #expect(status.threadPending.signals == [.kill])
    #expect(status.sharedPending.signals == [.terminate])
    #expect(status.blocked.signals == [.child])
    #expect(status.ignored.description == "QUIT TERM TSTP TTIN TTOU")
    #expect(status.caught.description == "INT 32 33")
    #expect(status.effectiveCapabilities == 0x1ff_feff_ffff)
    #expect(status.allowedCPUs?.description == "0-3,5")
    #expect(status.voluntarySwitches == 12)
    #expect(status.involuntarySwitches == 34)
  }

  @Test func `a zombie has no memory lines`() throws {
    let zombie = Fixtures.status.split(separator: "\n").filter { !$0.hasPrefix("Vm") }
      .map { "\($0)\n" }.joined()
    let status = try ProcessStatus(parsing: Array(zombie.utf8).span)
    #expect(status.residentKiB == nil)
    #expect(status.virtualKiB == nil)
  }

  @Test func `a missing mask is an error, not an empty set`() {
    let text = Fixtures.status.replacing("SigIgn", with: "SigIgm")
    #expect(throws: ProcFSError.self) { try ProcessStatus(parsing: Array(text.utf8).span) }
  }

  @Test func `sees what a child was started with`() throws {
    var options = SpawnedProcess.Options()
    options.ignoredSignals = SignalSet([.hangUp, .user1]).rawValue
    options.blockedSignals = SignalSet(.user2).rawValue
    let process = try SpawnedProcess.sleeper(options: options)
    let status = try ProcRoot().process(process.pid).status()
    #expect(status.ignored == SignalSet([.hangUp, .user1]))
    #expect(status.blocked == SignalSet(.user2))
    #expect(status.caught.isEmpty)
  }
}
