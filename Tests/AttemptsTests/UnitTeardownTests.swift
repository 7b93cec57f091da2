import FoundationEssentials
import LabTestSupport
import Systemd
import Testing

@testable import Attempts

@Suite struct UnitTeardownTests {
  let manager: FakeManager
  let folders: UnitFolders

  init() throws {
    let fake = try FakeFolders()
    (manager, folders) = (fake.manager, fake.folders)
  }

  private func teardown(_ names: String...) -> UnitTeardown {
    let environment = manager.environment
    return UnitTeardown(
      ledger: UnitLedger(
        attempt: "a1", entries: names.map { UnitLedger.Entry(name: $0, manager: .user) },
        folders: ["user": folders]), environment: { _ in environment })
  }

  private func verbs() throws -> [String] {
    try manager.calls().map { call in
      String(call.split(separator: " ").dropFirst(3).joined(separator: " "))
    }
  }

  @Test func `units are ended at once, and nothing of them is left`() throws {
    for file in ["user/lab-a.service", "user/lab-a.service.d/x.conf"] {
      try manager.folder.write("x", to: "config/systemd/\(file)")
    }
    // Set without --runtime: what is called temporary is kept for ever.
    try manager.folder.write(
      "x", to: "config/systemd/user.control/lab-a.service.d/50-TasksMax.conf")
    try manager.answers("Id=lab-a.service\nLoadState=loaded\nActiveState=inactive\nControlGroup=")
    #expect(teardown("lab-a.service").run() == [])
    let said = try verbs()
    let stop = try #require(said.firstIndex(of: "stop --no-block -- lab-a.service"))
    let kill = try #require(said.firstIndex(of: "kill --signal=KILL -- lab-a.service"))
    let reset = try #require(said.firstIndex(of: "reset-failed -- lab-a.service"))
    let reload = try #require(said.firstIndex(of: "daemon-reload"))
    // Killed first, a manager would start it again.
    #expect(stop < kill && kill < reset && reset < reload)
    for folder in folders.writable {
      #expect((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] == [])
    }
  }

  @Test func `taking down what is down already changes nothing`() throws {
    try manager.answers("Id=lab-a.service\nLoadState=not-found\nActiveState=inactive")
    let teardown = teardown("lab-a.service")
    #expect(teardown.run() == [])
    #expect(teardown.run() == [])
    #expect(try !verbs().contains("daemon-reload"))
  }

  @Test func `a template's instances go with it`() throws {
    try manager.folder.write("x", to: "config/systemd/user/lab-t@.service")
    try manager.folder.write("x", to: "config/systemd/user/lab-t@3.service.d/x.conf")
    try manager.folder.link(
      "config/systemd/user/default.target.wants/lab-t@7.service", to: "../lab-t@.service")
    try manager.folder.write("x", to: "config/systemd/user/lab-tt@3.service.d/x.conf")
    #expect(teardown("lab-t@.service").run() == [])
    #expect(try verbs().contains("stop --no-block -- lab-t@*.service"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folders.configuration)
        == ["lab-tt@3.service.d"])
  }

  @Test func `without its manager, as after a reboot, the files are removed`() throws {
    try manager.folder.write("x", to: "config/systemd/user/lab-a.service")
    try FileManager.default.removeItem(atPath: manager.folder.path("systemctl.is-system-running"))
    try manager.folder.write("Failed to connect to bus\n", to: "fails")
    #expect(teardown("lab-a.service").run() == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folders.configuration) == [])
    #expect(try verbs().allSatisfy { $0.hasPrefix("is-system-running") })
  }

  @Test func `a ledger is read back, and a damaged one is none`() throws {
    let state = manager.folder.path("lab")
    let ledger = UnitLedger(
      attempt: "a1", entries: [.init(name: "lab-a.service", manager: .user)],
      folders: ["user": folders])
    try ledger.write(state)
    #expect(UnitLedger.attempts(state) == ["a1"])
    #expect(UnitLedger.read("a1", state)?.entries == ledger.entries)
    #expect(UnitLedger.read("a1", state)?.folders == ledger.folders)
    try manager.folder.write("{", to: "lab/units/a2.json")
    #expect(UnitLedger.read("a2", state) == nil)
    UnitLedger.remove("a1", state)
    #expect(UnitLedger.read("a1", state) == nil)
  }
}
