import FoundationEssentials
import LabTestSupport
import Testing

@testable import Progress

@Suite struct CorruptDatabaseTests {
  @Test func `a file that is no database is kept aside, byte by byte`() throws {
    let directory = try TemporaryDirectory()
    let bytes = Array("This was never a database, but somebody's notes.\n".utf8)
    let path = try directory.write(bytes, to: "lab.sqlite")
    let store = try ProgressStore(path: path)
    let notice = try #require(store.notice)
    #expect(notice.keptAside.hasPrefix(path + ".corrupt-"))
    #expect(try Array(Data(contentsOf: URL(filePath: notice.keptAside))) == bytes)
    #expect(notice.description.contains(notice.keptAside))
    try store.setValue("fresh", for: "key")
    #expect(try ProgressStore(path: path).notice == nil)
    #expect(try ProgressStore(path: path).value("key") == "fresh")
  }

  @Test func `a second damaged one does not overwrite the first`() throws {
    let directory = try TemporaryDirectory()
    var kept: Set<String> = []
    for _ in 0..<3 {
      let path = try directory.write(Array("no database at all".utf8), to: "lab.sqlite")
      kept.insert(try #require(try ProgressStore(path: path).notice).keptAside)
    }
    #expect(kept.count == 3)
    for file in kept { #expect(FileManager.default.fileExists(atPath: file)) }
  }

  @Test func `damage inside a database is found at the start`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("lab.sqlite")
    do {
      let store = try ProgressStore(path: path)
      let long = String(repeating: "v", count: 200)
      for number in 0..<200 { try store.setValue(long, for: "\(number)") }
    }
    var bytes = try Array(Data(contentsOf: URL(filePath: path)))
    #expect(bytes.count > 20_000)
    // The header stays whole: only a look at every page finds this.
    for index in bytes.indices where index > 4096 && index % 7 == 0 { bytes[index] ^= 0x5A }
    try directory.write(bytes, to: "lab.sqlite")
    let store = try ProgressStore(path: path)
    #expect(store.notice != nil)
    #expect(try store.value("1") == nil)
  }

  @Test func `several that find it damaged begin one fresh database together`() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Array("no database at all".utf8), to: "lab.sqlite")
    let notices = try await withThrowingTaskGroup(of: Bool.self) { group in
      for opener in 0..<6 {
        group.addTask {
          let store = try ProgressStore(path: path)
          try store.setValue("here", for: "\(opener)")
          return store.notice != nil
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(notices == 1)
    let store = try ProgressStore(path: path)
    for opener in 0..<6 { #expect(try store.value("\(opener)") == "here") }
    let kept = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      .filter { $0.contains(".corrupt-") }
    #expect(kept.count == 1)
  }

  @Test func `an empty file is a database that has not begun`() throws {
    let directory = try TemporaryDirectory()
    let store = try ProgressStore(path: try directory.write([], to: "lab.sqlite"))
    #expect(store.notice == nil)
    #expect(try store.learner() == nil)
  }
}
