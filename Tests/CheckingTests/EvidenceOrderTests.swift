import ProcFS
import Record
import Testing

@testable import Checking

/// Which facts a verdict shows first: there may be room for three.
@Suite struct EvidenceOrderTests {
  /// A trainer 42 with two loaders 43 and 44, all of which sleep.
  private var journal: ExampleJournal {
    var journal = ExampleJournal()
    journal.bind("job", 42, at: 1)
    for pid: Int32 in [43, 44] { journal.bind("loaders", pid, at: 1) }
    journal.ready()
    return journal
  }

  private func verdict(
    _ check: String, _ change: (inout ExampleJournal) -> Void
  ) throws -> CheckVerdict {
    var journal = journal
    change(&journal)
    let yaml = "- id: it\n  title: it\n  points: 1\n" + check
    return try #require(Sheet(yaml).verdicts(journal, finalising: true)["it"])
  }

  @Test func `of several parts what is amiss comes first`() throws {
    let seen = try verdict("  of: job\n  now: {all: [alive, {nice: 0}, {state: stopped}]}\n") { _ in
    }
    #expect(seen.observed == "state sleeping (S)")
    #expect(seen.evidence.first?.source == "/proc/42/stat")
    #expect(seen.evidence.first?.field == "field 3")
  }

  @Test func `of several processes the wrong one comes first`() throws {
    let seen = try verdict("  of: loaders\n  now: {state: sleeping}\n") {
      $0.state(44, "T", at: 5)
    }
    #expect(seen.evidence.map(\.source) == ["/proc/44/stat", "/proc/43/stat"])
  }

  @Test func `where one is enough, it is the one that is shown`() throws {
    let seen = try verdict("  of: loaders\n  never: {state: stopped, some: true}\n") {
      $0.state(44, "T", at: 5)
    }
    #expect(seen.observed == "44: state stopped (T)")
    #expect(seen.evidence.map(\.value) == ["T"])
  }

  @Test func `what has ended shows its end`() throws {
    let seen = try verdict("  of: job\n  now: {nice: 5}\n") { $0.end(42, status: 9, at: 5) }
    #expect(seen.observed == "ended by signal 9 (KILL)")
    #expect(seen.evidence.first?.source == "wait status")
  }

  @Test func `what the reason rests on comes before what was asked for`() throws {
    let check = """
        of: job
        now: {nice: 5}
        because:
          stopped: {when: {of: loaders, state: stopped, some: true}, say: "a loader was stopped"}
      """
    let seen = try verdict(check) { $0.state(43, "T", at: 5) }
    #expect(seen.reason == "stopped")
    #expect(seen.evidence.map(\.source) == ["/proc/43/stat", "/proc/42/stat"])
  }
}
