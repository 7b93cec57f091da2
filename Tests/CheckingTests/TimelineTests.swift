import ProcFS
import Record
import Testing

@testable import Checking

@Suite struct TimelineTests {
  @Test func `facts are merged, and looked up by time`() throws {
    var journal = ExampleJournal.trainer()
    journal.state(42, "T", at: 5)
    journal.see(42, at: 7) { $0.cpuTicks = 150 }
    let track = try #require(journal.timeline.track(ExampleJournal.process(42)))
    #expect(track.moments.count == 3)
    #expect(track.facts(at: ExampleJournal.time(4))?.state == "S")
    #expect(track.facts(at: ExampleJournal.time(6))?.state == "T")
    #expect(track.latest?.cpuTicks == 150 && track.latest?.comm == "lab-train")
  }

  @Test func `appending gives what a fresh reading gives`() {
    var journal = ExampleJournal.trainer()
    journal.receive(42, 15, at: 4)
    journal.report(42, "epoch", ["epoch": "3"], at: 5)
    journal.add(6, .trialBegan(name: "hang-up"))
    journal.add(7, .trialEnded(name: "hang-up"))
    journal.add(8, .gap(from: 5, to: 6))
    journal.end(42, status: 9, at: 9)
    journal.add(10, .closed(reason: "stopped"))
    var timeline = Timeline()
    for record in journal.records { timeline.append(record) }
    #expect(timeline.count == journal.records.count)
    #expect(timeline.last == ExampleJournal.time(10))
    #expect(timeline.trialEnded("hang-up") == ExampleJournal.time(7))
    #expect(timeline.gaps.list == [Span(5, 6)])
    #expect(timeline.closed?.value == "stopped")
    #expect(timeline.ready == ExampleJournal.time(2))
    #expect(timeline.track(pid: 42)?.ending?.cause == .signalled(signal: 9, core: false))
    #expect(timeline.track(pid: 42)?.receipts.count == 1)
  }

  @Test func `what is learnt later about an ending counts, at the time of the first word`() {
    var journal = ExampleJournal.trainer()
    journal.vanish(42, at: 5)
    journal.end(42, status: 9, at: 6)
    let track = journal.timeline.track(pid: 42)
    #expect(track?.endedAt == ExampleJournal.time(5))
    #expect(track?.ending?.cause == .signalled(signal: 9, core: false))
  }

  @Test func `names come from parameters, header and roles`() {
    var journal = ExampleJournal.trainer(parameters: ["every": "7"])
    journal.bind("loaders", 44)
    journal.end(42, status: 9, at: 5)
    let names = Names(timeline: journal.timeline)
    let values = [
      "every": "7", "run": "bert-k7q", "nonce": "n0nce", "bench": "/bench", "job.pid": "42",
      "loaders.pid": "43 44", "job.signal": "9 (KILL)", "job.comm": "lab-train",
      "reaper.pid": "1", "supervisor.pid": "10", "job.run": "bert-k7q", "job.group": "42",
    ]
    for (name, value) in values { #expect(names.value(name) == value, "\(name)") }
    #expect(names.value("job.code") == nil && names.value("x") == nil && names.value("a.b") == nil)
    #expect(Names(given: ["every": "9"]).value("every") == "9")
  }
}
