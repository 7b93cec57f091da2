import Glibc
import LabTestSupport
import Record
import Testing

@testable import Progress

@Suite struct ProgressErrorTests {
  @Test(arguments: ProgressError.Code.allCases)
  func `every error is one line that begins with the file`(code: ProgressError.Code) {
    let text = ProgressError(code, path: "/s/lab.sqlite", detail: "one\ntwo").description
    #expect(text.hasPrefix("/s/lab.sqlite: "))
    #expect(text.hasSuffix(" (one two)"))
    #expect(!text.contains { $0.isNewline })
  }

  @Test func `a folder that can't be made is said, and nothing else happens`() {
    // Not even root may make a folder here.
    let path = "/proc/self/lab/lab.sqlite"
    let error = #expect(throws: ProgressError.self) { try ProgressStore(path: path) }
    #expect(error.map { [.cannotOpen, .readOnly].contains($0.code) } == true)
    #expect(error?.description.hasPrefix("\(path): can't be ") == true)
  }

  @Test(.enabled(if: getuid() != 0, "root may write anywhere"))
  func `a folder that may not be written is said`() throws {
    let directory = try TemporaryDirectory()
    let folder = try directory.makeDirectory("state")
    chmod(folder, 0o500)
    defer { chmod(folder, 0o700) }
    let error = #expect(throws: ProgressError.self) {
      try ProgressStore(path: folder + "/lab.sqlite")
    }
    #expect(error?.code == .readOnly)
  }

  @Test func `a folder in the place of the file is said`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.makeDirectory("lab.sqlite")
    let error = #expect(throws: ProgressError.self) { try ProgressStore(path: path) }
    #expect(error?.code == .cannotOpen)
  }

  @Test func `on a full disk nothing of a call is kept, and reading goes on`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("lab.sqlite")
    try ProgressStore(path: path).open(.sample("a1"))
    // As many pages as there are: not one more row of this size.
    let store = try ProgressStore(path: path, migrations: Schema.migrations, pageLimit: 1)
    let long = String(repeating: "x", count: 100_000)
    let error = #expect(throws: ProgressError.self) {
      try store.record(
        verdicts: [.sample("a", .passed), .sample("b", .passed, observed: long)], attempt: "a1")
    }
    #expect(error?.code == .full)
    #expect(error?.description.contains("no space left") == true)
    #expect(try store.verdicts(attempt: "a1") == [])
    #expect(try store.attempt("a1") != nil)
  }

  @Test func `verdicts and answers of an unknown attempt are refused`() throws {
    let temporary = try TemporaryStore()
    for change in [
      { try temporary.store.record(verdicts: [], attempt: "none") },
      { try temporary.store.recordAnswer(attempt: "none", name: "pid", text: "1") },
      { try temporary.store.close(attempt: "none", state: .stopped) },
    ] as [() throws -> Any] {
      let error = #expect(throws: ProgressError.self) { _ = try change() }
      #expect(error?.code == .unknownAttempt)
    }
  }
}
