import FoundationEssentials
import LabTestSupport
import ProcFS
import Record
import Testing

@testable import Supervision

/// A tree in the shape of a mounted hierarchy; files are as kernels print them.
final class GroupTree {
  let folder: TemporaryDirectory
  var mount: CgroupMounts.Mount { CgroupMounts.Mount(target: folder.path) }

  init() throws {
    folder = try TemporaryDirectory(prefix: "lab-groups")
    try folder.write("", to: "cgroup.procs")
  }

  func write(_ group: String, _ files: [String: String]) throws {
    for (file, text) in files.merging(["cgroup.procs": ""], uniquingKeysWith: { first, _ in first })
    {
      try folder.write(text + "\n", to: "\(group)/\(file)")
    }
  }

  func remove(_ group: String) throws {
    try FileManager.default.removeItem(atPath: folder.path(group))
  }
}

@Suite struct GroupWatchTests {
  let tree: GroupTree

  init() throws { tree = try GroupTree() }

  static let unit = "/app.slice/a.service"

  private func watch(
    _ keys: Set<String>, parent: Bool = false, ancestors: Bool = false,
    managers: [String: String] = [:]
  ) -> GroupWatch {
    GroupWatch(
      LookPlan(
        groups: [
          GroupRule(
            whose: .unit("a.service"), keys: keys, watchesParent: parent,
            watchesAncestors: ancestors)
        ], managerGroups: managers), in: tree.mount)
  }

  private func look(
    _ watch: GroupWatch, at seconds: Double, groups: [String] = [unit], isThorough: Bool = false
  ) -> [String: [String: String]] {
    let situation = GroupWatch.Situation(ofRole: { _ in [] }, ofUnit: { _ in groups })
    let changes = watch.look(situation, at: UInt64(seconds * 1e9), isThorough: isThorough)
    return Dictionary(changes.map { ($0.path, $0.values) }, uniquingKeysWith: { $1 })
  }

  @Test func `a group that was there before is told from one that is made since`() throws {
    try tree.write("app.slice/old.service", ["pids.max": "max"])
    let watch = watch(["pids.max"])
    #expect(look(watch, at: 1) == [:])
    try tree.write("app.slice/a.service", ["pids.max": "30"])
    #expect(
      look(watch, at: 2) == [
        Self.unit: ["pids.max": "30", GroupValue.exists: "yes", GroupValue.isNew: "yes"]
      ])
    #expect(
      look(watch, at: 3, groups: ["/app.slice/old.service"]) == [
        "/app.slice/old.service": [
          "pids.max": "max", GroupValue.exists: "yes", GroupValue.isNew: "no",
        ]
      ])
  }

  @Test func `what somebody does is listed at once, what moves by itself once a second`() throws {
    try tree.write(
      "app.slice/a.service",
      ["cgroup.events": "populated 1\nfrozen 0", "cpu.stat": "usage_usec 10\nuser_usec 1"])
    let watch = watch(["cgroup.events.frozen", "cpu.stat.usage_usec"])
    #expect(look(watch, at: 1)[Self.unit]?["cpu.stat.usage_usec"] == "10")
    try tree.write("app.slice/a.service", ["cpu.stat": "usage_usec 20"])
    #expect(look(watch, at: 1.5) == [:])
    try tree.write("app.slice/a.service", ["cgroup.events": "populated 1\nfrozen 1"])
    #expect(
      look(watch, at: 1.7) == [
        Self.unit: ["cgroup.events.frozen": "1", "cpu.stat.usage_usec": "20"]
      ])
    try tree.write("app.slice/a.service", ["cpu.stat": "usage_usec 30"])
    #expect(look(watch, at: 2.6) == [:])
    #expect(look(watch, at: 2.7) == [Self.unit: ["cpu.stat.usage_usec": "30"]])
  }

  @Test func `what is compared is listed of all groups at once, also where it stands still`() throws
  {
    let usage = "cpu.stat.usage_usec"
    for name in ["a", "b"] {
      try tree.write(
        "app.slice/\(name).service",
        ["cgroup.events": "populated 1\nfrozen 0", "cpu.stat": "usage_usec 10"])
    }
    let watch = GroupWatch(
      LookPlan(
        groups: ["a", "b"].map {
          GroupRule(
            whose: .unit("\($0).service"), keys: [usage, "cgroup.events.frozen"],
            together: [usage])
        }), in: tree.mount)
    let situation = GroupWatch.Situation(
      ofRole: { _ in [] }, ofUnit: { ["/app.slice/\($0)"] })
    func look(_ seconds: Double) -> [String: [String: String]] {
      let changes = watch.look(situation, at: UInt64(seconds * 1e9))
      return Dictionary(changes.map { ($0.path, $0.values) }, uniquingKeysWith: { $1 })
    }
    let (one, other) = ("/app.slice/a.service", "/app.slice/b.service")
    #expect(look(1).mapValues { $0[usage] } == [one: "10", other: "10"])
    // What somebody does to one of them doesn't change when both are listed.
    try tree.write(
      "app.slice/a.service",
      ["cgroup.events": "populated 1\nfrozen 1", "cpu.stat": "usage_usec 20"])
    #expect(look(1.4)[one]?["cgroup.events.frozen"] == "1")
    try tree.write("app.slice/a.service", ["cpu.stat": "usage_usec 30"])
    #expect(look(1.8) == [:])
    #expect(look(2) == [one: [usage: "30"], other: [usage: "10"]])
    #expect(look(2.4) == [:])
    #expect(look(3) == [one: [usage: "30"], other: [usage: "10"]])
    // Also after a long calm.
    #expect(look(900).count == 2)
    #expect(look(901).count == 2)
  }

  @Test func `a stopped unit takes its counters along: the last ones stay, the parent's go on`()
    throws
  {
    try tree.write("app.slice", ["memory.events": "oom_kill 2"])
    try tree.write("app.slice/a.service", ["memory.events": "oom_kill 0"])
    let watch = watch(
      ["memory.events.oom_kill"], parent: true, managers: ["user": "/"])
    let first = look(watch, at: 1)
    #expect(first["/app.slice"]?["memory.events.oom_kill"] == "2")
    #expect(first["/app.slice"]?[GroupValue.isNew] == "no")
    try tree.remove("app.slice/a.service")
    try tree.write("app.slice", ["memory.events": "oom_kill 3"])
    #expect(
      look(watch, at: 2) == [
        Self.unit: [GroupValue.exists: "no"], "/app.slice": ["memory.events.oom_kill": "3"],
      ])
    // Said once.
    #expect(look(watch, at: 3) == [:])
    // The next one of that name counts from 0, and tells all that it has.
    try tree.write("app.slice/a.service", ["memory.events": "oom_kill 0"])
    #expect(
      look(watch, at: 4) == [
        Self.unit: [
          GroupValue.exists: "yes", GroupValue.isNew: "yes", "memory.events.oom_kill": "0",
        ]
      ])
  }

  @Test func `the parent's counters are known before anything is started in it`() throws {
    try tree.write("u/app.slice", ["pids.events": "max 5"])
    let watch = watch(["pids.events.max"], parent: true, managers: ["user": "/u"])
    #expect(look(watch, at: 1, groups: [])["/u/app.slice"]?["pids.events.max"] == "5")
  }

  @Test func `counters are followed up to the manager's group, and one level where it made none`()
    throws
  {
    let files = ["cpu.stat": "usage_usec 9\nnr_throttled 4"]
    for group in ["u", "u/m.slice", "u/m.slice/n.slice", "u/m.slice/n.slice/a.service"] {
      try tree.write(group, files)
    }
    let watch = watch(["cpu.stat.nr_throttled"], parent: true, managers: ["user": "/u"])
    let found = look(watch, at: 1, groups: ["/u/m.slice/n.slice/a.service"])
    #expect(
      found.keys.sorted() == ["/u/m.slice", "/u/m.slice/n.slice", "/u/m.slice/n.slice/a.service"])
    for group in ["s", "s/t", "s/t/a.scope"] { try tree.write(group, files) }
    let elsewhere = look(watch, at: 2, groups: ["/s/t/a.scope"])
    #expect(elsewhere.keys.sorted() == ["/s/t", "/s/t/a.scope"])
  }

  @Test func `limits above are looked at where they count, and only limits`() throws {
    try tree.write("lab.slice", ["pids.max": "40", "pids.events": "max 1"])
    try tree.write("lab.slice/a.service", ["pids.max": "max", "pids.events": "max 0"])
    let watch = watch(["pids.max", "pids.events.max"], ancestors: true)
    let found = look(watch, at: 1, groups: ["/lab.slice/a.service"])
    #expect(
      found["/lab.slice"] == [
        "pids.max": "40", GroupValue.exists: "yes", GroupValue.isNew: "no",
      ])
    #expect(found["/"] == nil)
  }

  @Test func `a controller that isn't enabled reads as no limit, and counts nothing`() throws {
    try tree.write("app.slice/a.service", ["cgroup.controllers": ""])
    let watch = watch(["memory.max", "memory.events.oom_kill", "cgroup.controllers"])
    #expect(
      look(watch, at: 1)[Self.unit] == [
        "memory.max": "", "cgroup.controllers": "", GroupValue.exists: "yes",
        GroupValue.isNew: "no",
      ])
  }

  @Test func `an attempt that is taken up knows what is listed already`() throws {
    try tree.write("app.slice/a.service", ["pids.max": "30"])
    let watch = GroupWatch(
      LookPlan(groups: [GroupRule(whose: .unit("a.service"), keys: ["pids.max"])]), in: tree.mount,
      listed: [Self.unit: ["pids.max": "30", GroupValue.exists: "yes", GroupValue.isNew: "yes"]])
    #expect(look(watch, at: 1) == [:])
  }

  @Test func `bytes that no kernel prints are left out`() throws {
    try tree.write(
      "app.slice/a.service", ["pids.max": "lots", "cpu.max": "1", "memory.events": "oom_kill x"])
    let watch = watch(["pids.max", "cpu.max", "memory.events.oom_kill"])
    #expect(
      look(watch, at: 1)[Self.unit] == [GroupValue.exists: "yes", GroupValue.isNew: "no"])
  }
}
