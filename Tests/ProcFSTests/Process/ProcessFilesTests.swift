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

@Suite struct CPUListTests {
  @Test(
    arguments: [
      ("0", [0], "0"), ("0-3,5", [0, 1, 2, 3, 5], "0-3,5"), ("5,0-1, 1", [0, 1, 5], "0-1,5"),
      ("0,1", [0, 1], "0-1"), ("62-65", [62, 63, 64, 65], "62-65"),
    ] as [(String, [Int32], String)])
  func `reads the kernel's lists, and what people write`(
    _ text: String, _ numbers: [Int32], _ written: String
  ) throws {
    let list = try #require(CPUList(text))
    #expect(list.numbers == numbers)
    #expect(list.description == written)
    #expect(CPUList(list.description) == list)
  }

  @Test(arguments: [
    "", ",", "1-", "-1", "3-1", "a", "1,,2", "0x1", "8192", "0-99999999999", "1 2", "1-2-3",
  ])
  func `anything else is none`(_ text: String) { #expect(CPUList(text) == nil) }

  @Test func `a mask has a bit a CPU`() {
    #expect(CPUList("0,2,63")?.mask == 0x8000_0000_0000_0005)
    #expect(CPUList("64")?.mask == 0)
  }
}

@Suite struct ProcessAutogroupTests {
  @Test func `reads the group and its nice value`() throws {
    let group = try ProcessAutogroup(parsing: Array(Fixtures.autogroup.utf8).span)
    #expect(group.number == 101)
    #expect(group.nice == -5)
  }
}

@Suite struct OOMTests {
  @Test func `a living process has a score and an adjustment`() throws {
    let fixture = try ProcFixture()
    try fixture.add(pid: 42, files: ["oom_score": "667\n", "oom_score_adj": "-17\n"])
    let process = try ProcRoot(fixture.path).process(42)
    #expect(try process.oomScore() == 667)
    #expect(try process.oomAdjustment() == -17)
    try fixture.add(pid: 43, files: ["oom_score": "much\n"])
    let error = #expect(throws: ProcFSError.self) {
      try ProcRoot(fixture.path).process(43).oomScore()
    }
    #expect(error?.code == .malformed && error?.path.hasSuffix("/43/oom_score") == true)
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
