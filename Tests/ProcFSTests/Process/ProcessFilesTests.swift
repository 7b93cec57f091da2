import LabTestSupport
import ProcFS
import Testing

@Suite struct ProcessLimitsTests {
  @Test func `splits names from numbers and units`() throws {
    let limits = try ProcessLimits(parsing: Array(Fixtures.limits.utf8).span)
    #expect(limits.all.count == 5)
    let files = try #require(limits["Max open files"])
    #expect(files.soft == 1024)
    #expect(files.hard == 1_048_576)
    #expect(files.unit == "files")
    #expect(limits["Max cpu time"]?.soft == nil)
    #expect(limits["Max stack size"]?.soft == 8_388_608)
    #expect(limits["Max nice priority"]?.unit == "")
    #expect(limits["Max fun"] == nil)
  }
}

@Suite struct ProcessCgroupTests {
  @Test func `reads both versions, and colons in names`() throws {
    let cgroup = try ProcessCgroup(parsing: Array(Fixtures.cgroup.utf8).span)
    #expect(cgroup.unifiedPath == "/user.slice/user-1000.slice")
    #expect(cgroup.memberships.map(\.hierarchy) == [9, 4, 3, 0])
    #expect(cgroup.memberships[1].path == "/a:b")
    #expect(cgroup.memberships[2].controllers == ["cpu", "cpuacct"])
    #expect(cgroup.memberships[3].controllers == [])
  }
}

@Suite struct NulSeparatedTests {
  @Test(arguments: [
    ("", []), ("sleep\u{0}600\u{0}", ["sleep", "600"]), ("a\u{0}\u{0}b\u{0}", ["a", "", "b"]),
    ("title without end", ["title without end"]), ("\u{0}", [""]),
  ])
  func `keeps empty arguments`(_ text: String, _ words: [String]) {
    #expect(NulSeparated(parsing: Array(text.utf8)).strings == words)
  }

  @Test func `takes only the variables that are wanted, the first of two`() {
    let environment = NulSeparated(parsing: Array("A=1\u{0}LAB_ID=x=y\u{0}A=2\u{0}junk\u{0}".utf8))
    #expect(environment.variables { $0 == "A" } == ["A": "1"])
    #expect(environment.variables { $0.hasPrefix("LAB_") } == ["LAB_ID": "x=y"])
    #expect(environment.variables { _ in true }.count == 2)
  }
}

@Suite struct DescriptorInfoTests {
  @Test func `flags are octal`() throws {
    let info = try DescriptorInfo(parsing: Array(Fixtures.fdinfo.utf8).span)
    #expect(info.position == 4096)
    #expect(info.flags == 0o102001)
    #expect(info.mountID == 24)
    #expect(info.inode == 3)
  }
}

@Suite struct ProcessIOTests {
  @Test func `reads the seven counters`() throws {
    let io = try ProcessIO(parsing: Array(Fixtures.io.utf8).span)
    #expect(io.readBytes == 6976)
    #expect(io.writeCalls == 2)
    #expect(io.storageReadBytes == 4096)
    #expect(io.storageWrittenBytes == 8192)
    #expect(io.cancelledBytes == 1)
  }
}

@Suite struct MemoryRollupTests {
  @Test func `tells proportional from resident`() throws {
    let memory = try MemoryRollup(parsing: Array(Fixtures.smapsRollup.utf8).span)
    #expect(memory.residentKiB == 1780)
    #expect(memory.proportionalKiB == 225)
    #expect(memory.privateKiB == 160)
    #expect(memory.swapKiB == 3)
  }
}

@Suite struct PIDListTests {
  @Test(arguments: [("", []), ("41 42 ", [41, 42]), ("7\n", [7])] as [(String, [Int32])])
  func `may be empty`(_ text: String, _ pids: [Int32]) throws {
    #expect(try PIDList(parsing: Array(text.utf8).span).pids == pids)
  }

  @Test func `refuses anything but numbers`() {
    #expect(throws: ProcFSError.self) { try PIDList(parsing: Array("41 x".utf8).span) }
  }
}
