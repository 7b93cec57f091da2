import LabTestSupport
import ProcFS
import Testing

/// A parser with a file that it understands.
struct Parser: Sendable, CustomTestStringConvertible {
  let name: String
  let fixture: String
  let parse: @Sendable ([UInt8]) throws(ProcFSError) -> Void

  var testDescription: String { name }

  static let all: [Parser] = [
    Parser(name: "stat", fixture: Fixtures.stat) { (bytes) throws(ProcFSError) in
      _ = try ProcessStat(parsing: bytes.span)
    },
    Parser(name: "status", fixture: Fixtures.status) { (bytes) throws(ProcFSError) in
      _ = try ProcessStatus(parsing: bytes.span)
    },
    Parser(name: "comm", fixture: "a (b) c\n") { (bytes) throws(ProcFSError) in
      _ = try CommandName(parsing: bytes.span)
    },
    Parser(name: "environ", fixture: "A=1\0LAB_ID=x\0\0=\0B") { (bytes) throws(ProcFSError) in
      _ = NulSeparated(parsing: bytes).variables { _ in true }
    },
    Parser(name: "limits", fixture: Fixtures.limits) { (bytes) throws(ProcFSError) in
      _ = try ProcessLimits(parsing: bytes.span)
    },
    Parser(name: "cgroup", fixture: Fixtures.cgroup) { (bytes) throws(ProcFSError) in
      _ = try ProcessCgroup(parsing: bytes.span)
    },
    Parser(name: "autogroup", fixture: Fixtures.autogroup) { (bytes) throws(ProcFSError) in
      _ = try ProcessAutogroup(parsing: bytes.span)
    },
    Parser(name: "fdinfo", fixture: Fixtures.fdinfo) { (bytes) throws(ProcFSError) in
      _ = try DescriptorInfo(parsing: bytes.span)
    },
    Parser(name: "io", fixture: Fixtures.io) { (bytes) throws(ProcFSError) in
      _ = try ProcessIO(parsing: bytes.span)
    },
    Parser(name: "smaps_rollup", fixture: Fixtures.smapsRollup) { (bytes) throws(ProcFSError) in
      _ = try MemoryRollup(parsing: bytes.span)
    },
    Parser(name: "children", fixture: Fixtures.children) { (bytes) throws(ProcFSError) in
      _ = try PIDList(parsing: bytes.span)
    },
    Parser(name: "loadavg", fixture: Fixtures.loadavg) { (bytes) throws(ProcFSError) in
      _ = try LoadAverage(parsing: bytes.span)
    },
    Parser(name: "uptime", fixture: Fixtures.uptime) { (bytes) throws(ProcFSError) in
      _ = try Uptime(parsing: bytes.span)
    },
    Parser(name: "meminfo", fixture: Fixtures.meminfo) { (bytes) throws(ProcFSError) in
      _ = try MemoryInfo(parsing: bytes.span)
    },
    Parser(name: "system stat", fixture: Fixtures.systemStat) { (bytes) throws(ProcFSError) in
      let stat = try SystemStat(parsing: bytes.span)
      _ = stat.cpus.map { ($0.busyTicks, $0.totalTicks) }
    },
    Parser(name: "mounts", fixture: Fixtures.mounts) { (bytes) throws(ProcFSError) in
      _ = try Mounts(parsing: bytes.span)
    },
    Parser(name: "mountinfo", fixture: CgroupFixtures.hybrid) { (bytes) throws(ProcFSError) in
      _ = try CgroupMounts(parsing: bytes.span).mode
    },
    Parser(name: "cpu.max", fixture: "40000 100000\n") { (bytes) throws(ProcFSError) in
      _ = try CgroupBandwidth(parsing: bytes.span).percent
    },
    Parser(name: "memory.max", fixture: "67108864\n") { (bytes) throws(ProcFSError) in
      _ = try CgroupLimit(parsing: bytes.span)
    },
    Parser(name: "cpu.stat", fixture: CgroupFixtures.cpuStat) { (bytes) throws(ProcFSError) in
      _ = try CgroupCounters(parsing: bytes.span)
    },
    Parser(name: "memory.pressure", fixture: CgroupFixtures.pressure) {
      (bytes) throws(ProcFSError) in
      _ = try CgroupPressure(parsing: bytes.span)
    },
    Parser(name: "boot id", fixture: Fixtures.bootID) { (bytes) throws(ProcFSError) in
      _ = BootID(parsing: bytes)
    },
  ]
}

@Suite struct `Every parser` {
  @Test(arguments: Parser.all)
  func `understands its fixture`(_ parser: Parser) throws {
    try parser.parse(Array(parser.fixture.utf8))
  }

  @Test(arguments: Parser.all)
  func `survives every prefix and mutated bytes, and says where it stopped`(
    _ parser: Parser
  ) {
    for bytes in HostileBytes.all(of: Array(parser.fixture.utf8)) {
      do { try parser.parse(bytes) } catch {
        #expect(error.code == .malformed)
        #expect((0...bytes.count).contains(error.offset ?? -1))
        #expect(!error.text.isEmpty)
      }
    }
  }
}
