import Record
import Testing

@testable import Progress

@Suite struct StoredVerdictTests {
  private let temporary: TemporaryStore
  private var store: ProgressStore { temporary.store }

  init() throws {
    temporary = try TemporaryStore()
    try temporary.store.open(.sample("a1"))
  }

  @Test func `a verdict comes back with its evidence`() throws {
    let verdicts = [CheckVerdict.sample("b", .failed, score: 1.5), .sample("a", .waiting)]
    #expect(try store.record(verdicts: verdicts, attempt: "a1", at: 9) == verdicts)
    #expect(try store.verdicts(attempt: "a1") == verdicts)
    #expect(try store.storedVerdicts(attempt: "a1").map(\.at) == [9, 9])
    #expect(try store.verdicts(attempt: "none") == [])
  }

  @Test(arguments: Verdict.allCases.filter { $0 != .passed })
  func `passed is never replaced by a lesser verdict`(lesser: Verdict) throws {
    let passed = CheckVerdict.sample("a", .passed, score: 5, observed: "at first")
    try store.record(verdicts: [passed], attempt: "a1", at: 1)
    try store.record(verdicts: [.sample("a", lesser, score: 9)], attempt: "a1", at: 2)
    #expect(try store.verdicts(attempt: "a1") == [passed])
  }

  @Test func `passed again keeps the first evidence, unless it has more points`() throws {
    let first = CheckVerdict.sample("a", .passed, score: 3, observed: "first")
    let more = CheckVerdict.sample("a", .passed, score: 5, observed: "more")
    try store.record(verdicts: [first], attempt: "a1")
    try store.record(
      verdicts: [.sample("a", .passed, score: 3, observed: "again")], attempt: "a1")
    #expect(try store.verdicts(attempt: "a1") == [first])
    #expect(try store.record(verdicts: [more], attempt: "a1") == [more])
  }

  @Test func `what has not passed is replaced, and keeps its place`() throws {
    try store.record(verdicts: [.sample("a", .failed), .sample("b", .waiting)], attempt: "a1")
    try store.record(
      verdicts: [.sample("b", .passed), .sample("a", .waiting), .sample("c", .failed)],
      attempt: "a1")
    let verdicts = try store.verdicts(attempt: "a1")
    #expect(verdicts.map(\.id) == ["a", "b", "c"])
    #expect(verdicts.map(\.verdict) == [.waiting, .passed, .failed])
  }
}
