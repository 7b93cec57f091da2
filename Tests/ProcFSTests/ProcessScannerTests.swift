import LabTestSupport
import ProcFS
import Testing

@Suite struct ProcessScannerTests {
  @Test func `meets every living process once`() throws {
    let processes = try (0..<5).map { _ in try SpawnedProcess.sleeper() }
    var scanner = try ProcessScanner()
    for _ in 0..<2 {
      var seen: [Int32: UInt64] = [:]
      var calls = 0
      let tally = try scanner.scan { stat in
        calls += 1
        seen[stat.pid] = stat.startTimeTicks
      }
      #expect(tally.processes == calls)
      #expect(seen.count == calls)
      for process in processes { #expect(seen[process.pid] == process.identity.startTimeTicks) }
    }
  }

  @Test func `passes over what vanished or makes no sense`() throws {
    let fixture = try ProcFixture()
    try fixture.add(pid: 7, comm: "a ) b")
    try fixture.add(pid: 4_194_304, comm: "last")
    try fixture.directory.makeDirectory("8")
    try fixture.directory.write("8 (half", to: "9/stat")
    try fixture.directory.makeDirectory("5000x")
    var scanner = try ProcessScanner(ProcRoot(fixture.path))
    var names: Set<String> = []
    let tally = try scanner.scan { names.insert($0.comm.description) }
    #expect(names == ["a ) b", "last"])
    #expect(tally.processes == 2)
    #expect(tally.skipped == 3)
  }

  @Test func `needs a directory`() {
    let error = #expect(throws: ProcFSError.self) { _ = try ProcessScanner(ProcRoot("/nowhere")) }
    #expect(error?.code == .absent)
  }
}
