import FoundationEssentials
import LabTestSupport
import Record
import Systemd
import Testing

@testable import Supervision

extension FakeManager {
  func watch(
    _ rules: [UnitRule], listed: [String: [String: String]] = [:]
  ) -> UnitWatch {
    let (environment, state) = (environment, folder.path("state"))
    return UnitWatch(
      LookPlan(units: rules), journalSince: 1_763_740_000, listed: listed, at: 0,
      environment: { _ in environment }, stateDirectory: { _ in state })
  }

  /// Goes on at one moment until nothing runs any more.
  func look(_ watch: UnitWatch, at seconds: Double) async throws -> [UnitWatch.Change] {
    let now = UInt64(seconds * 1e9)
    var changes = watch.advance(at: now)
    try await eventually("the look is done") {
      changes += watch.advance(at: now)
      return watch.descriptors.isEmpty
    }
    return changes
  }
}

@Suite struct UnitWatchTests {
  let manager: FakeManager
  let rule = UnitRule(name: "a.service", manager: .user, properties: ["Restart"])

  init() throws { manager = try FakeManager() }

  static let active = """
    Id=a.service
    LoadState=loaded
    ActiveState=active
    MainPID=42
    Restart=no
    """

  @Test func `the first look tells everything, the next only what changed`() async throws {
    let watch = manager.watch([rule])
    try manager.answers(Self.active)
    var changes = try await manager.look(watch, at: 1)
    #expect(changes.map(\.unit) == ["a.service"])
    #expect(changes.first?.values["ActiveState"] == "active")
    #expect(changes.first?.values["Restart"] == "no")
    #expect(changes.first?.values[UnitValue.failure] == nil)
    try manager.answers(Self.active.replacing("active", with: "failed"))
    changes = try await manager.look(watch, at: 3)
    #expect(changes.map(\.values) == [["ActiveState": "failed"]])
    #expect(try await manager.look(watch, at: 6) == [])
  }

  @Test func `all units are asked about in one call, and no template spoils it`() async throws {
    let watch = manager.watch([
      rule, UnitRule(name: "t@.service", manager: .user),
      UnitRule(name: "b.service", manager: .user),
    ])
    try manager.answers(Self.active, "Id=b.service\nLoadState=not-found")
    let changes = try await manager.look(watch, at: 1)
    #expect(changes.map(\.unit) == ["a.service", "b.service"])
    let call = try #require(manager.calls().first)
    #expect(try manager.calls().count == 1)
    #expect(call.hasPrefix("--user --no-pager --no-ask-password show -p "))
    #expect(call.hasSuffix(" -- a.service b.service"))
    #expect(call.contains("Restart") && call.contains("LoadState"))
  }

  @Test func `looks are half a second apart at least, and rare when nothing happens`() async throws
  {
    let watch = manager.watch([rule])
    try manager.answers(Self.active)
    _ = try await manager.look(watch, at: 100)
    #expect(try manager.calls().count == 1)
    // A reason to look: soon, but not at once.
    watch.trigger(at: UInt64(100.1e9))
    _ = try await manager.look(watch, at: 100.2)
    #expect(try manager.calls().count == 1)
    _ = try await manager.look(watch, at: 100.5)
    #expect(try manager.calls().count == 2)
    // For some seconds after it twice a second, later every two, then every five seconds.
    for tick in 0..<50 { _ = try await manager.look(watch, at: 101 + Double(tick) / 10) }
    #expect(try (9...13).contains(manager.calls().count))
    let before = try manager.calls().count
    for tick in 0..<100 { _ = try await manager.look(watch, at: 110 + Double(tick) / 10) }
    #expect(try (4...6).contains(manager.calls().count - before))
    let later = try manager.calls().count
    for tick in 0..<200 { _ = try await manager.look(watch, at: 200 + Double(tick) / 10) }
    #expect(try (3...5).contains(manager.calls().count - later))
  }

  @Test func `who asks gets a look that began no earlier`() async throws {
    let watch = manager.watch([rule])
    try manager.answers(Self.active)
    _ = try await manager.look(watch, at: 1)
    #expect(watch.ask(at: UInt64(1.1e9)))
    _ = try await manager.look(watch, at: 1.1)
    #expect(watch.doneSince == UInt64(1.1e9))
    #expect(try manager.calls().count == 2)
  }

  @Test func `a manager without an answer is told once, and is not waited for`() async throws {
    let watch = manager.watch([rule])
    try manager.folder.write("Failed to connect to bus\n", to: "fails")
    var changes = try await manager.look(watch, at: 1)
    #expect(changes.map(\.values) == [[UnitValue.failure: "Failed to connect to bus"]])
    #expect(!watch.ask(at: UInt64(2e9)))
    #expect(try await manager.look(watch, at: 2) == [])
    try FileManager.default.removeItem(atPath: manager.folder.path("fails"))
    try manager.answers(Self.active)
    changes = try await manager.look(watch, at: 4)
    #expect(changes.first?.values[UnitValue.failure] == "")
    #expect(changes.first?.values["ActiveState"] == "active")
  }

  @Test func `without systemctl nothing is known, and nothing traps`() async throws {
    let watch = UnitWatch(
      LookPlan(units: [rule]), journalSince: 0, at: 0, environment: { _ in ["PATH": "/nowhere"] })
    let changes = try await manager.look(watch, at: 1)
    #expect(changes.first?.values[UnitValue.failure] == "systemctl: not installed")
  }

  @Test func `an answer of too few units is taken for none`() async throws {
    let watch = manager.watch([rule, UnitRule(name: "b.service", manager: .user)])
    try manager.answers(Self.active)
    let changes = try await manager.look(watch, at: 1)
    #expect(changes.allSatisfy { $0.values["ActiveState"] == nil })
    #expect(changes.count == 2)
  }

  @Test func `a text is looked for in the journal until it is found`() async throws {
    var rule = rule
    rule.journal = ["too quickly"]
    let watch = manager.watch([rule])
    try manager.answers(Self.active)
    #expect(
      try await manager.look(watch, at: 1).allSatisfy {
        $0.values["lab:journal:too quickly"] == nil
      })
    try manager.folder.write(
      "Started.\nStart request repeated too quickly.\n", to: "journalctl.answer")
    let changes = try await manager.look(watch, at: 3)
    #expect(
      changes.map(\.values) == [
        [UnitValue.journal("too quickly"): "Start request repeated too quickly."]
      ])
    _ = try await manager.look(watch, at: 6)
    #expect(try manager.calls("journalctl").count == 2)
    #expect(
      try manager.calls("journalctl")[0]
        == "--user-unit=a.service --no-pager --quiet --output=cat --lines=2000 "
        + "--since=@1763740000")
  }

  @Test func `its files are read as systemctl cat prints them`() async throws {
    var rule = rule
    rule.readsFiles = true
    try manager.folder.write("[Service]\nExecStart=x\n", to: "a.service")
    try manager.folder.write("[Service]\nTasksMax=5\n", to: "drop.conf")
    let (file, drop) = (manager.folder.path("a.service"), manager.folder.path("drop.conf"))
    try manager.answers(Self.active + "\nFragmentPath=\(file)\nDropInPaths=\(drop) /nowhere/x.conf")
    let changes = try await manager.look(manager.watch([rule]), at: 1)
    #expect(
      changes.first?.values[UnitValue.files]
        == "# \(file)\n[Service]\nExecStart=x\n\n# \(drop)\n[Service]\nTasksMax=5\n")
  }

  @Test func `what the manager leaves behind tells that something happened`() async throws {
    let watch = manager.watch([rule])
    try manager.answers(Self.active)
    watch.notice(at: UInt64(1000e9))
    _ = try await manager.look(watch, at: 1000)
    // Long after the last reason, nothing is due for a while.
    _ = try await manager.look(watch, at: 1001)
    let before = try manager.calls().count
    try manager.folder.link("state/units/invocation:a.service", to: "5e5e")
    watch.notice(at: UInt64(1001.2e9))
    _ = try await manager.look(watch, at: 1001.3)
    #expect(try manager.calls().count == before + 1)
  }

  @Test func `an attempt that is taken up lists only what is new`() async throws {
    let watch = manager.watch(
      [rule],
      listed: [
        "a.service": [
          "Id": "a.service", "LoadState": "loaded", "ActiveState": "active", "MainPID": "41",
          "Restart": "no",
        ]
      ])
    try manager.answers(Self.active)
    #expect(try await manager.look(watch, at: 1).map(\.values) == [["MainPID": "42"]])
  }
}
