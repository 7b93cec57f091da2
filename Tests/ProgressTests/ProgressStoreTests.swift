import Glibc
import LabTestSupport
import Record
import Testing

@testable import Progress

@Suite struct ProgressStoreTests {
  @Test func `a new database and its folder are the learner's alone`() throws {
    let temporary = try TemporaryStore()
    #expect(temporary.store.notice == nil)
    var facts = stat()
    #expect(stat(temporary.store.path, &facts) == 0)
    #expect(facts.st_mode & 0o777 == 0o600)
    #expect(stat(temporary.directory.path("state"), &facts) == 0)
    #expect(facts.st_mode & 0o777 == 0o700)
  }

  @Test func `it is kept with a write-ahead log where files may share memory`() throws {
    let temporary = try TemporaryStore()
    let expected = StateFile.canShareMemory(temporary.store.path) ? "wal" : "delete"
    #expect(try temporary.store.journalMode() == expected)
  }

  @Test(arguments: [
    ("36 35 98:0 /a /b rw,noatime master:1 - ext4 /dev/sda1 rw", "ext4"),
    ("36 35 98:0 /a /b rw - nfs4 host:/export rw", "nfs4"),
    ("36 35 98:1 /a /b rw - nfs4 host:/export rw", nil),
    ("36 35 98:0 /a", nil), ("36 35 98:0 /a /b rw master:1 -", nil), ("", nil),
  ])
  func `the file system is found by the device`(line: String, type: String?) {
    #expect(StateFile.fileSystem(line, device: "98:0") == type)
  }

  @Test func `what one store writes, another on the same file reads`() throws {
    let temporary = try TemporaryStore()
    let other = try ProgressStore(path: temporary.store.path)
    try temporary.store.open(.sample("a1"))
    #expect(try other.attempt("a1")?.parameters == ["every": "7", "epoch": "3"])
    try other.close(attempt: "a1", state: .stopped, at: 200)
    #expect(try temporary.store.attempt("a1")?.ended == 200)
  }

  @Test func `several writers at once lose nothing`() async throws {
    let temporary = try TemporaryStore()
    let path = temporary.store.path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let store = try ProgressStore(path: path)
          for number in 0..<25 {
            try store.open(.sample("\(writer)-\(number)", exercise: "m/e\(writer)"))
            try store.record(
              verdicts: [.sample("c", .passed, score: 5)], attempt: "\(writer)-\(number)")
            try store.close(attempt: "\(writer)-\(number)", state: .retried)
            try store.setValue("\(number)", for: "writer \(writer)")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try temporary.store.attempts(learner: "alice").count == 100)
    for writer in 0..<4 {
      let numbers = try temporary.store.attempts(exercise: "m/e\(writer)").map(\.number)
      #expect(numbers.sorted() == Array(1...25))
    }
  }

  @Test func `several processes may open a new database at once`() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("deep/er/lab.sqlite")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for opener in 0..<8 {
        group.addTask {
          let store = try ProgressStore(path: path)
          try store.setValue("here", for: "\(opener)")
        }
      }
      try await group.waitForAll()
    }
    let store = try ProgressStore(path: path)
    for opener in 0..<8 { #expect(try store.value("\(opener)") == "here") }
  }

  @Test func `two that open the same exercise: one is told of the other's attempt`() throws {
    let temporary = try TemporaryStore()
    let other = try ProgressStore(path: temporary.store.path)
    try temporary.store.open(.sample("a1"))
    let error = #expect(throws: ProgressError.self) { try other.open(.sample("a2")) }
    #expect(error?.code == .alreadyOpen)
    #expect(error?.description == "signals/term-first: is open already (a1)")
  }
}
