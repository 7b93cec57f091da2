import LabTestSupport
import Observation
import ProcFS
import Record
import Testing

@Suite struct UnitSightTests {
  let proc: ProcFixture
  let groups: TemporaryDirectory
  let observer: Observer

  init() throws {
    proc = try ProcFixture()
    groups = try TemporaryDirectory(prefix: "lab-groups")
    observer = Observer(proc: proc.path)
    try proc.add(pid: 9, comm: "systemd", files: ["cgroup": "0::/init.scope\n"])
    try proc.add(pid: 42, parent: 9, files: ["cgroup": "0::/app.slice/a.service\n"])
    try proc.add(pid: 43, parent: 42, files: ["cgroup": "0::/app.slice/a.service/below\n"])
    try proc.add(pid: 50, parent: 9, files: ["cgroup": "0::/app.slice/b.service\n"])
    try groups.write("42\n", to: "app.slice/a.service/cgroup.procs")
    try groups.write("43\n", to: "app.slice/a.service/below/cgroup.procs")
    try groups.write("50\n", to: "app.slice/b.service/cgroup.procs")
  }

  private func found(
    _ source: RoleRule.Source, _ sight: UnitSight, registrations: [Registration] = []
  ) -> [Int32] {
    var binder = RoleBinder(observer: observer)
    let situation = RoleBinder.Situation(
      bindings: [:], registrations: registrations, bench: "/bench", shells: [],
      units: ["a.service": sight], cgroups: CgroupMounts.Mount(target: groups.path))
    return binder.newMatches([RoleRule(name: "it", source: source)], in: situation)
      .map(\.process.pid).sorted()
  }

  @Test func `the main process is the one that the manager told`() {
    #expect(found(.unit(name: "a.service"), UnitSight(mainPID: 42)) == [42])
    #expect(found(.unit(name: "a.service"), UnitSight()) == [])
  }

  @Test func `a main process that is gone is not whoever has its number now`() {
    // The number is another unit's process by now: its control group says so.
    #expect(found(.unit(name: "a.service"), UnitSight(mainPID: 50)) == [])
    #expect(found(.unit(name: "a.service"), UnitSight(mainPID: 4242)) == [])
  }

  @Test func `everybody in the group and below it`() {
    let sight = UnitSight(groups: ["/app.slice/a.service", "/nowhere/a.service"])
    #expect(found(.unitGroup(name: "a.service"), sight) == [42, 43])
  }

  @Test func `who registers from the group is main where its parent is none of it`() throws {
    func registration(_ pid: Int32, parent: Int32, _ group: String) throws -> Registration {
      var facts = ProcessFacts()
      facts.cgroup = group
      facts.parent = parent
      return Registration(
        process: try #require(observer.identity(of: pid)), who: .workload, kind: "trainer",
        run: nil, byLab: false, belowShell: false, facts: facts)
    }
    let all = [
      try registration(42, parent: 9, "/app.slice/a.service"),
      try registration(43, parent: 42, "/app.slice/a.service/below"),
      try registration(50, parent: 9, "/app.slice/b.service"),
    ]
    #expect(found(.unit(name: "a.service"), UnitSight(), registrations: all) == [42])
  }

  @Test(arguments: [
    ("a.service", "/u/app.slice/a.service"), ("a.scope", "/u/app.slice/a.scope"),
    ("lab-x.slice", "/u/lab.slice/lab-x.slice"), ("lab.slice", "/u/lab.slice"),
    ("lab-train-x@0.service", "/u/app.slice/app-lab\\x2dtrain\\x2dx.slice/lab-train-x@0.service"),
  ])
  func `where a unit's group is until its manager says otherwise`(_ unit: String, _ path: String) {
    #expect(UnitGroups.usual(unit, below: "/u", isUser: true) == path)
  }

  @Test func `what has no group has no place`() {
    #expect(UnitGroups.usual("x.target", below: "/", isUser: false) == nil)
    #expect(UnitGroups.usual("x.service", below: "/", isUser: false) == "/system.slice/x.service")
    #expect(UnitGroups.belongs("/a/b.service/c", to: "b.service"))
    #expect(!UnitGroups.belongs("/a/bb.service", to: "b.service"))
  }
}
