import FoundationEssentials
import LabTestSupport
import ProcFS
import Record
import Systemd
import Testing

@testable import Attempts

@Suite struct SliceTeardownTests {
  let manager: FakeManager
  let folders: UnitFolders

  init() throws {
    let fake = try FakeFolders()
    (manager, folders) = (fake.manager, fake.folders)
    try manager.answers("ControlGroup=/user.slice/user@7.service\n", to: "ControlGroup")
    for file in ["user/lab-x.slice", "user.control/lab-x.slice.d/50-MemoryMax.conf"] {
      try manager.folder.write("x", to: "config/systemd/\(file)")
    }
  }

  /// What is loaded: a name, its slice, and whether it is active.
  private func loaded(
    _ units: (String, String, Bool)..., failed: (String, String)? = nil
  ) throws {
    let usual = [
      ("-.slice", "", true), ("app.slice", "-.slice", true), ("a.service", "app.slice", true),
    ]
    var blocks = (usual + units).map {
      "Id=\($0.0)\nSlice=\($0.1)\nActiveState=\($0.2 ? "active" : "inactive")"
    }
    if let failed { blocks.append("Id=\(failed.0)\nSlice=\(failed.1)\nActiveState=failed") }
    try manager.answers(blocks.joined(separator: "\n\n") + "\n", to: "ActiveState,Id,Slice")
  }

  /// - Parameters:
  ///   - lived: Where the attempt's units were.
  ///   - groups: Where its processes were seen.
  private func run(
    _ lived: String..., groups: Set<String> = [], before: [String] = ["-.slice", "app.slice"]
  ) throws -> [String] {
    let environment = manager.environment
    let ledger = UnitLedger(
      attempt: "a1", entries: [.init(name: "lab-a.service", manager: .user)],
      folders: ["user": folders], slices: ["user": before], lived: ["user": lived])
    let teardown = UnitTeardown(ledger: ledger, environment: { _ in environment })
    #expect(teardown.runSlices(groups) == [])
    return try manager.calls().map { $0.split(separator: " ").dropFirst(3).joined(separator: " ") }
  }

  private var files: [String] {
    folders.writable.flatMap { (try? FileManager.default.subpathsOfDirectory(atPath: $0)) ?? [] }
  }

  @Test func `slices that only the attempt lived in go, with their files`() throws {
    try loaded(("lab.slice", "-.slice", true), ("lab-x.slice", "lab.slice", true))
    let said = try run("lab-x.slice", "app.slice")
    #expect(said.contains("stop -- lab-x.slice lab.slice"))
    #expect(said.last == "daemon-reload")
    #expect(files == [])
  }

  @Test func `one that somebody else lives in stays, and those above it`() throws {
    try loaded(
      ("lab.slice", "-.slice", true), ("lab-x.slice", "lab.slice", true),
      ("lab-y.slice", "lab.slice", true), ("lab-y-z.service", "lab-y.slice", false))
    #expect(try run("lab-x.slice").contains("stop -- lab-x.slice"))
    try loaded(
      ("lab.slice", "-.slice", true), ("lab-x.slice", "lab.slice", true),
      ("mine.service", "lab-x.slice", true))
    try manager.folder.write("x", to: "config/systemd/user/lab-x.slice")
    #expect(try run("lab-x.slice").count { $0.hasPrefix("stop") } == 1)
    #expect(files == ["lab-x.slice"])
  }

  @Test func `one that was there before stays, with its files`() throws {
    try loaded(("lab.slice", "-.slice", true), ("lab-x.slice", "lab.slice", true))
    let said = try run("lab-x.slice", before: ["-.slice", "app.slice", "lab.slice", "lab-x.slice"])
    #expect(!said.contains { $0.hasPrefix("stop") })
    #expect(files.contains("lab-x.slice"))
  }

  @Test func `where a unit that is gone already was, its processes' groups say`() throws {
    try loaded(("mine.slice", "-.slice", true), ("yours.slice", "-.slice", true))
    let said = try run(
      groups: ["/user.slice/user@7.service/mine.slice/x.service", "/yours.slice/y.service"])
    #expect(said.contains("stop -- mine.slice"))
  }

  @Test func `what the lab ended in them is not left as failed`() throws {
    try loaded(("mine.slice", "-.slice", true), failed: ("extra.service", "mine.slice"))
    #expect(try run("mine.slice").contains("reset-failed -- extra.service"))
  }

  @Test func `a ledger of an older lab has no slices to take down`() throws {
    try loaded(("lab-x.slice", "-.slice", true))
    let environment = manager.environment
    let ledger = UnitLedger(
      attempt: "a1", entries: [.init(name: "lab-x.slice", manager: .user)],
      folders: ["user": folders])
    #expect(
      UnitTeardown(ledger: ledger, environment: { _ in environment }).runSlices([]) == [])
    #expect(try manager.calls().isEmpty)
  }

  @Test(arguments: [
    ("lab-a-b.slice", ["lab-a-b.slice", "lab-a.slice", "lab.slice"]), ("lab.slice", ["lab.slice"]),
    ("-.slice", ["-.slice"]), ("app-lab\\x2dt.slice", ["app-lab\\x2dt.slice", "app.slice"]),
  ])
  func `a name says what is above`(slice: String, all: [String]) {
    #expect(SliceTeardown.withParents(slice) == all)
  }

  @Test func `only what is below the manager is the manager's`() {
    let path = "/user.slice/user-7.slice/user@7.service/app.slice/app-t.slice/t@1.service"
    #expect(
      SliceTeardown.slices(on: path, below: "/user.slice/user-7.slice/user@7.service")
        == ["app.slice", "app-t.slice"])
    #expect(SliceTeardown.slices(on: path, below: "/user.slice/user-8.slice") == [])
    #expect(SliceTeardown.slices(on: "/a.slice/b.service", below: "") == ["a.slice"])
    #expect(SliceTeardown.slices(on: "/a.slice/b.service", below: "/") == ["a.slice"])
  }

  @Test func `a journal says in which groups an attempt's processes were`() throws {
    let boot = BootID(high: 1, low: 2)
    let process = ProcessIdentity(boot: boot, pid: 41, startTimeTicks: 7)
    func facts(_ group: String) -> ProcessFacts {
      var facts = ProcessFacts()
      facts.cgroup = group
      return facts
    }
    func registered(_ who: Registration.Who, _ group: String) -> Event {
      .registered(
        Registration(
          process: process, who: who, kind: nil, run: nil, byLab: false, belowShell: false,
          facts: facts(group)))
    }
    let events: [Event] = [
      registered(.workload, "/one.slice/a"), registered(.shell, "/shell.slice/b"),
      .observed(process: process, facts: facts("1:name=systemd:/x\n0::/two.slice/c\n")),
      .observed(process: process, facts: ProcessFacts()),
      .looked(.unit("lab-a.service"), values: ["ControlGroup": "/three.slice/d"]),
      .looked(.unit("lab-a.service"), values: ["ControlGroup": ""]), .ready,
    ]
    let bytes = try events.enumerated().flatMap {
      try JournalCodec.encode(JournalRecord(sequence: $0, boot: boot, at: 1, event: $1))
    }
    try manager.folder.write(String(decoding: bytes, as: UTF8.self), to: "journal")
    #expect(
      GroupsOfAttempt.read(manager.folder.path("journal"))
        == ["/one.slice/a", "/two.slice/c", "/three.slice/d"])
    #expect(GroupsOfAttempt.read(manager.folder.path("nowhere")) == [])
  }
}
