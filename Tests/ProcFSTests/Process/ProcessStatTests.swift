import LabTestSupport
import ProcFS
import Testing

@Suite struct ProcessStatTests {
  @Test func `reads each field by its number`() throws {
    let stat = try ProcessStat(parsing: Array(Fixtures.stat.utf8).span)
    #expect(stat.pid == 25039)
    #expect(stat.comm.description == "cat")
    #expect(stat.state == .running)
    #expect(stat.parent == 25029)
    #expect(stat.group == 25028)
    #expect(stat.session == 4488)
    #expect(stat.terminal == 34816)
    #expect(stat.foregroundGroup == 25028)
    #expect(stat.minorFaults == 100)
    #expect(stat.majorFaults == 3)
    #expect(stat.userTicks == 150)
    #expect(stat.systemTicks == 25)
    #expect(stat.cpuTicks == 175)
    #expect(stat.childrenUserTicks == 11)
    #expect(stat.childrenSystemTicks == 12)
    #expect(stat.priority == 20)
    #expect(stat.nice == -5)
    #expect(stat.threads == 4)
    #expect(stat.startTimeTicks == 383364)
    #expect(stat.virtualBytes == 3_133_440)
    #expect(stat.residentPages == 413)
    #expect(stat.processor == 1)
    #expect(stat.realTimePriority == 0)
    #expect(stat.policy == .other)
  }

  @Test(arguments: [
    "a b", "(", ")", ") R 1 (", "a\nb", "x) Z 1 2 3", "", "((((", "))))", "\u{e9}t\u{e9}",
  ])
  func `a comm may hold blanks, newlines and parentheses`(_ comm: String) throws {
    let line = ProcFixture.stat(pid: 7, comm: comm, state: "S", parent: 3)
    let stat = try ProcessStat(parsing: Array(line.utf8).span)
    #expect(stat.comm.description == comm)
    #expect(stat.state == .sleeping)
    #expect(stat.parent == 3)
  }

  @Test func `a comm need not be text`() throws {
    let line =
      Array("7 (".utf8) + [0xff, 0x80]
      + Array(") S 3 1 1 0 -1 0 1 2 3 4 5 6 7 8 20 0 1 0 9 10 11".utf8)
      + Array(" 0 0 0 0 0 0 0 0 0 0 0 0 0 17 1 0 0\n".utf8)
    let stat = try ProcessStat(parsing: line.span)
    #expect(stat.comm.count == 2)
    #expect(stat.comm[0] == 0xff)
    #expect(stat.comm[9] == 0)
    #expect(stat.startTimeTicks == 9)
  }

  @Test func `the error names the field and its place`() {
    let line = ProcFixture.stat(pid: 7).replacing(" S 1 ", with: " S one ")
    let error = #expect(throws: ProcFSError.self) {
      try ProcessStat(parsing: Array(line.utf8).span)
    }
    #expect(error?.code == .malformed)
    #expect(error?.offset == 14)
    #expect(error?.text.contains("the parent (field 4), found 'one") == true)
  }

  @Test func `a PID beyond 32 bits is an error`() {
    let line = ProcFixture.stat(pid: 7).replacing(" S 1 ", with: " S 99999999999 ")
    #expect(throws: ProcFSError.self) { try ProcessStat(parsing: Array(line.utf8).span) }
  }

  @Test func `reads this very process`() throws {
    let process = try SpawnedProcess.sleeper()
    let stat = try ProcRoot().process(process.pid).stat()
    #expect(stat.pid == process.pid)
    #expect(stat.session == process.pid)
    #expect(stat.group == process.pid)
    #expect(stat.terminal == 0)
    #expect(stat.startTimeTicks == process.identity.startTimeTicks)
  }
}
