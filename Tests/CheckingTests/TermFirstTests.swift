import Record
import Testing

@testable import Checking

/// signals/term-first: the right way, SIGKILL, SIGTERM followed by SIGKILL.
@Suite struct TermFirstTests {
  static let yaml = """
    - id: graceful
      title: the trainer stopped itself, after SIGTERM
      points: 5
      of: job
      sequence: [{received: {signal: TERM, by: learner}}, {ended: {code: 143}}]
      because:
        impatient:
          when: {all: [{received: {signal: TERM}}, {ended: {killed-by: KILL}}]}
          say: "SIGTERM came first, but signal 9 ended {{job.pid}}."
        killed:
          when: {ended: {killed-by: KILL}}
          say: "The trainer was ended by signal {{job.signal}} in epoch {{last.epoch}}."
          help: "retry"
    - id: saved
      title: a checkpoint of its last epoch was written
      points: 3
      needs: graceful
      now: {file: {glob: "c_*", newest: true, format: json, values: {reason: {equals: signal}, nonce: {equals: "{{nonce}}"}, epoch: {last-reported: {of: job, event: epoch, key: epoch}}}}}
    - id: clean
      title: nothing was left behind
      points: 2
      needs: graceful
      now: {all: [{file: {path: training.pid, absent: true}}, {of: loaders, gone: {patience: 5s}}]}
    """

  var journal: ExampleJournal {
    var journal = ExampleJournal.trainer()
    journal.report(42, "epoch", ["epoch": "26"], at: 3)
    journal.files = [FileFacts(pattern: "training.pid", matches: [])]
    journal.file(
      "c_020", #"{"reason": "regular", "nonce": "n0nce", "epoch": 20}"#, pattern: "c_*", at: 1)
    return journal
  }

  @Test func `right after the start everything waits`() throws {
    let verdicts = try Sheet(Self.yaml).verdicts(journal)
    #expect(verdicts.values.allSatisfy { $0.verdict == .waiting })
    #expect(verdicts["graceful"]?.expected == "exit status 143, after SIGTERM")
    #expect(verdicts["graceful"]?.observed == "no signal received")
    #expect(verdicts["graceful"]?.reason == nil)
  }

  @Test func `SIGTERM and patience pass`() throws {
    var journal = journal
    journal.receive(42, 15, at: 10)
    journal.end(42, status: 143 << 8, at: 11)
    journal.end(43, status: 0, at: 11)
    journal.file(
      "c_026", #"{"reason": "signal", "nonce": "n0nce", "epoch": 26}"#, pattern: "c_*", at: 11)
    let verdicts = try Sheet(Self.yaml).verdicts(journal)
    #expect(verdicts.values.allSatisfy { $0.verdict == .passed }, "\(verdicts)")
    let graceful = try #require(verdicts["graceful"])
    #expect(graceful.score == 5 && graceful.basis == .record)
    #expect(graceful.observed == "exit status 143, after SIGTERM")
    #expect(graceful.evidence.contains { $0.source == "wait status" && $0.value == "0x8f00" })
    #expect(graceful.evidence.contains { $0.value == "SIGTERM from 50 (bash)" })
    #expect(verdicts["saved"]?.basis == .file)
  }

  @Test func `SIGKILL fails with its reason, and the rest isn't judged`() throws {
    var journal = journal
    journal.end(42, status: 9, at: 10)
    let verdicts = try Sheet(Self.yaml).verdicts(journal)
    let graceful = try #require(verdicts["graceful"])
    #expect(graceful.verdict == .failed && graceful.reason == "killed" && graceful.score == 0)
    #expect(graceful.observed == "ended by signal 9 (KILL), in epoch 26")
    #expect(graceful.rationale == "The trainer was ended by signal 9 (KILL) in epoch 26.")
    #expect(graceful.help == "retry")
    #expect(graceful.evidence.contains { $0.source == "wait status" && $0.value == "0x0009" })
    #expect(verdicts["saved"]?.verdict == .waiting)
    #expect(verdicts["saved"]?.reason == "not-judged")
    #expect(verdicts["clean"]?.reason == "not-judged")
  }

  @Test func `SIGTERM and then SIGKILL is impatient`() throws {
    var journal = journal
    journal.receive(42, 15, at: 10)
    journal.end(42, status: 9, at: 12)
    let verdict = try #require(Sheet(Self.yaml).verdicts(journal)["graceful"])
    #expect(verdict.verdict == .failed && verdict.reason == "impatient")
    #expect(verdict.rationale == "SIGTERM came first, but signal 9 ended 42.")
    #expect(verdict.observed == "ended by signal 9 (KILL), in epoch 26")
  }

  @Test func `an ending that nobody saw is errored, never failed`() throws {
    var journal = journal
    journal.receive(42, 15, at: 10)
    journal.vanish(42, at: 12)
    let verdict = try #require(Sheet(Self.yaml).verdicts(journal)["graceful"])
    #expect(verdict.verdict == .errored && verdict.reason == nil && verdict.score == 0)
  }

  @Test func `the lab's own SIGTERM isn't the learner's`() throws {
    var journal = journal
    journal.receive(42, 15, at: 10, byLab: true)
    journal.end(42, status: 143 << 8, at: 11)
    let verdict = try #require(Sheet(Self.yaml).verdicts(journal)["graceful"])
    #expect(verdict.verdict == .failed && verdict.reason == "unreachable")
  }

  @Test func `a receipt that was written after the end still came before it`() throws {
    var journal = journal
    journal.end(42, status: 143 << 8, at: 11)
    journal.receive(42, 15, at: 11.2)
    #expect(try Sheet(Self.yaml).verdicts(journal)["graceful"]?.verdict == .passed)
  }

  @Test func `what passed before stays passed`() throws {
    var journal = journal
    journal.end(42, status: 9, at: 10)
    let verdict = try #require(
      Sheet(Self.yaml).verdicts(journal, passedBefore: ["graceful"])["graceful"])
    #expect(verdict.verdict == .passed && verdict.score == 5)
  }

  @Test func `a report says what was not begun and what was not finished`() throws {
    #expect(
      try Sheet(Self.yaml).verdicts(journal, finalising: true)["graceful"]?.reason == "not-begun")
    var journal = journal
    journal.receive(42, 15, at: 10)
    let verdict = try #require(
      Sheet(Self.yaml).verdicts(journal, finalising: true)["graceful"])
    #expect(verdict.verdict == .waiting && verdict.reason == "not-finished")
  }
}
