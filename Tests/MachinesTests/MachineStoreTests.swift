import FoundationEssentials
import LabTestSupport
import Testing

@testable import Machines

/// A kind of machine that is a file in its folder: it runs while the file is there.
enum FileMaker: MachineMaker {
  static var kind: MachineKind { .namespaced }
  static func obstacle() -> String? { nil }
  static func offer() -> MachineOffer { MachineOffer(controllers: []) }

  static func start(_ plan: MachinePlan) throws(MachineError) -> any PracticeMachine {
    try plan.save(plan.record)
    plan.tell("booting")
    guard plan.payload.labVersion != "broken" else { throw MachineError(.failed, "it is broken") }
    _ = FileManager.default.createFile(atPath: "\(plan.folder)/alive", contents: nil)
    return FileMachine(record: plan.record, folder: plan.folder)
  }

  static func attach(_ record: MachineRecord, folder: String) -> any PracticeMachine {
    FileMachine(record: record, folder: folder)
  }

  static func clean(_ record: MachineRecord, folder: String) throws(MachineError) {
    try? FileManager.default.removeItem(atPath: "\(folder)/alive")
  }
}

final class FileMachine: PracticeMachine {
  let kind = MachineKind.namespaced
  let record: MachineRecord
  let folder: String

  init(record: MachineRecord, folder: String) {
    self.record = record
    self.folder = folder
  }

  var isRunning: Bool { FileManager.default.fileExists(atPath: "\(folder)/alive") }

  func open(_ request: SessionRequest) throws(MachineError) -> ChannelSession {
    throw MachineError(.unreachable, "it is a file")
  }

  func reset() throws(MachineError) {}
  func stop() throws(MachineError) { try FileMaker.clean(record, folder: folder) }
}

@Suite struct MachineStoreTests {
  private let directory: TemporaryDirectory
  private let store: MachineStore

  init() throws {
    directory = try TemporaryDirectory(prefix: "lab-machines")
    store = MachineStore(state: directory.path, makers: [FileMaker.self])
  }

  private func payload(_ version: String = "1") -> MachinePayload {
    MachinePayload(
      programs: "/p", course: "/c", machineFiles: "/m", labDigest: "d", courseDigest: "e",
      labVersion: version)
  }

  private func start(_ name: String = "practice", version: String = "1") throws
    -> any PracticeMachine
  {
    try store.start(name, kind: .namespaced, payload: payload(version), now: 1)
  }

  @Test func `a machine that was started is found, and the second start takes it up`() throws {
    let first = try start()
    #expect(first.record.stage == .running)
    #expect(try store.find("practice")?.record == first.record)
    #expect(try start().record.instance == first.record.instance)
    #expect(try store.list().map(\.record.name) == ["practice"])
  }

  @Test func `two machines run beside each other`() throws {
    _ = try start("one")
    _ = try start("two")
    #expect(try store.list().map(\.record.name) == ["one", "two"])
    #expect(try store.stop("one"))
    #expect(try store.list().map(\.record.name) == ["two"])
  }

  @Test func `stop leaves nothing, and may be said twice`() throws {
    _ = try start()
    #expect(try store.stop("practice"))
    #expect(!FileManager.default.fileExists(atPath: store.path("practice")))
    #expect(try !store.stop("practice"))
    #expect(try store.find("practice") == nil)
  }

  @Test func `a machine that died is cleaned, and the next start is another one`() throws {
    let first = try start()
    try FileManager.default.removeItem(atPath: "\(store.path("practice"))/alive")
    #expect(try store.find("practice") == nil)
    #expect(!FileManager.default.fileExists(atPath: store.path("practice")))
    #expect(try start().record.instance != first.record.instance)
  }

  @Test func `what a start that was killed left is cleaned`() throws {
    let machine = try start()
    var record = machine.record
    record.stage = .starting
    try record.save(in: store.path("practice"))
    #expect(try store.find("practice") == nil)
    #expect(!FileManager.default.fileExists(atPath: store.path("practice")))
  }

  @Test func `a start that goes on is left alone`() throws {
    let machine = try start()
    var record = machine.record
    record.stage = .starting
    try record.save(in: store.path("practice"))
    let lock = try #require(try MachineLock(path: "\(store.path("practice")).lock", waiting: .zero))
    #expect(try store.find("practice") == nil)
    #expect(machine.isRunning)
    lock.release()
  }

  @Test func `a start that fails leaves nothing`() throws {
    let error = #expect(throws: MachineError.self) { try start(version: "broken") }
    #expect(error?.message == "it is broken")
    #expect(!FileManager.default.fileExists(atPath: store.path("practice")))
  }

  @Test func `a record that can't be read is in nobody's way`() throws {
    _ = try start()
    try directory.write("no record", to: "machines/practice/machine.json")
    #expect(try store.find("practice") == nil)
    #expect(try start().isRunning)
  }

  @Test(arguments: ["", "-x", "a b", "../x", "Practice", "a.b", String(repeating: "a", count: 25)])
  func `strange names are refused`(name: String) {
    #expect(!MachineStore.isName(name))
    #expect(throws: MachineError.self) { try start(name) }
  }

  @Test func `no name leads out of the folder`() throws {
    try directory.write("mine", to: "attempts/a/journal")
    _ = try start()
    for name in ["../attempts", "..", ".", "", "practice/../../attempts"] {
      #expect(try store.find(name) == nil)
      #expect(try !store.stop(name))
    }
    #expect(try directory.text("attempts/a/journal") == "mine")
    #expect(try store.find("practice")?.isRunning == true)
  }

  @Test func `locks go with what they were for`() throws {
    func files() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: store.folder).sorted()
    }
    _ = try start()
    #expect(try files() == ["practice", "practice.lock"])
    #expect(try store.stop("practice"))
    #expect(try files() == [])
    _ = try? start(version: "broken")
    #expect(try files() == [])
    // Whoever made it was killed.
    try directory.write("", to: "machines/half.lock")
    #expect(try store.list().isEmpty)
    #expect(try files() == [])
  }

  @Test func `a lock that was removed keeps nobody away`() throws {
    let path = directory.path("x.lock")
    let first = try #require(try MachineLock(path: path, waiting: .zero))
    #expect(try MachineLock(path: path, waiting: .zero) == nil)
    first.remove()
    let second = try #require(try MachineLock(path: path, waiting: .zero))
    #expect(try MachineLock(path: path, waiting: .zero) == nil)
    second.release()
  }

  @Test func `a kind that nobody makes is said`() {
    let error = #expect(throws: MachineError.self) {
      try store.start("vm", kind: .virtual, payload: payload(), now: 1)
    }
    #expect(error?.code == .unsupported)
  }
}
