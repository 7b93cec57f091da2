import FoundationEssentials
import LabTestSupport
import ProcFS
import Testing

@Suite struct ControlGroupTests {
  /// A tree with one group, as a kernel with the cpu, memory and pids controllers shows it.
  private func fixture() throws -> (TemporaryDirectory, CgroupMounts.Mount) {
    let root = try TemporaryDirectory()
    let group = "app.slice/lab.service"
    for (file, text) in [
      ("cgroup.procs", "41\n0\n42\n"), ("cgroup.events", "populated 1\nfrozen 0\n"),
      ("cgroup.freeze", "0\n"), ("cgroup.controllers", "cpu memory pids\n"),
      ("cgroup.subtree_control", "\n"), ("cpu.max", "40000 100000\n"), ("cpu.weight", "300\n"),
      ("cpu.stat", CgroupFixtures.cpuStat), ("memory.max", "67108864\n"),
      ("memory.high", "max\n"), ("memory.events", CgroupFixtures.memoryEvents),
      ("memory.pressure", CgroupFixtures.pressure), ("pids.max", "max\n"),
      ("pids.events", "max 7\n"),
    ] {
      try root.write(text, to: "\(group)/\(file)")
    }
    try root.makeDirectory("\(group)/below")
    return (root, CgroupMounts.Mount(target: root.path))
  }

  @Test func `the files of a group are read with their units`() throws {
    let (root, mount) = try fixture()
    defer { withExtendedLifetime(root) {} }
    let group = try ControlGroup("/app.slice/lab.service", in: mount)
    #expect(group.exists)
    #expect(try group.bandwidth().percent == 40)
    #expect(try group.bandwidth().quota == CgroupLimit(40_000))
    #expect(try group.number("cpu.weight") == 300)
    #expect(try group.counters("cpu.stat")["nr_throttled"] == 40)
    #expect(try group.limit("memory.max").value == 64 << 20)
    #expect(try group.limit("memory.high") == .max)
    #expect(try group.counters("memory.events")["oom_kill"] == 1)
    #expect(try group.counters("memory.events")["never"] == nil)
    #expect(try group.counters("pids.events")["max"] == 7)
    #expect(try group.counters("cgroup.events")["frozen"] == 0)
    #expect(try group.pressure("memory.pressure").some?.last10Hundredths == 153)
    #expect(try group.pressure("memory.pressure").full?.totalMicroseconds == 1200)
    #expect(try group.words("cgroup.controllers").all == ["cpu", "memory", "pids"])
    #expect(try group.words("cgroup.subtree_control").all == [])
    #expect(try group.processIDs() == [41, 42])
    #expect(try group.children() == ["below"])
  }

  @Test func `a controller that isn't enabled is absent, a group that went has vanished`() throws {
    let (root, mount) = try fixture()
    let group = try ControlGroup("/app.slice/lab.service", in: mount)
    let absent = #expect(throws: ProcFSError.self) { _ = try group.limit("memory.swap.max") }
    #expect(absent?.code == .absent)
    try FileManager.default.removeItem(atPath: root.path("app.slice"))
    let gone = #expect(throws: ProcFSError.self) { _ = try group.limit("memory.max") }
    #expect(gone?.code == .vanished)
    #expect(!group.exists)
  }

  @Test func `a group that isn't there, or isn't seen, is absent`() throws {
    let (root, mount) = try fixture()
    defer { withExtendedLifetime(root) {} }
    for path in ["/app.slice/other", "/../elsewhere"] {
      let error = #expect(throws: ProcFSError.self) { _ = try ControlGroup(path, in: mount) }
      #expect(error?.code == .absent)
    }
  }

  @Test func `what is malformed says where`() throws {
    let (root, mount) = try fixture()
    try root.write("lots\n", to: "app.slice/lab.service/memory.max")
    let group = try ControlGroup("/app.slice/lab.service", in: mount)
    let error = #expect(throws: ProcFSError.self) { _ = try group.limit("memory.max") }
    #expect(error?.code == .malformed)
    #expect(error?.path == root.path("app.slice/lab.service/memory.max"))
  }

  @Test func `a tighter limit comes first, and none is the last`() {
    #expect([CgroupLimit.max, CgroupLimit(5), CgroupLimit(3)].min() == CgroupLimit(3))
    #expect([CgroupLimit.max, CgroupLimit(5)].max() == .max)
  }
}
