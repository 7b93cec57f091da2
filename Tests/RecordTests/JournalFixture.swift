import ProcFS
import Record

/// Records of every kind that a journal holds.
enum JournalFixture {
  static let boot = BootID(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210)
  static let trainer = ProcessIdentity(boot: boot, pid: 4242, startTimeTicks: 1000)
  static let supervisor = ProcessIdentity(boot: boot, pid: 77, startTimeTicks: 900)

  static var facts: ProcessFacts {
    var facts = ProcessFacts()
    facts.comm = "lab-train"
    facts.state = "S"
    facts.cpuTicks = 12
    facts.arguments = ["lab-train", "--run", "bert \"k7q\"\n/é"]
    facts.descriptors = [DescriptorFacts(number: 0, target: "/dev/null", flags: 0o100000)]
    facts.limits = ["Max open files": LimitFacts(soft: 1024, hard: nil)]
    facts.unreadable = ["environ": "EACCES"]
    return facts
  }

  static var header: AttemptHeader {
    AttemptHeader(
      attempt: "a1", exercise: "signals/stop", learner: "ada", run: "bert-k7q", nonce: "n0nce",
      bench: "/home/ada/lab/signals/stop", parameters: ["every": "7"], round: 0,
      wallTime: 1_763_740_000.25, uid: 1000, supervisor: supervisor, reaper: nil,
      reaperReaps: true, clockTicksPerSecond: 100, labVersion: "1")
  }

  static var events: [Event] {
    [
      .begun(header),
      .acted(.spawned(role: "job", process: trainer, arguments: ["lab-train"])),
      .bound(role: "job", process: trainer, facts: facts),
      .registered(
        Registration(
          process: trainer, who: .workload, kind: "trainer", run: "bert-k7q", byLab: true,
          belowShell: false, facts: facts)),
      .ready,
      .observed(process: trainer, facts: facts),
      .looked(
        .unit("lab-infer-bert-k7q.service"),
        values: ["ActiveState": "active", UnitValue.journal("a \"b\"\n"): "x"]),
      .looked(
        .cgroup("/a.slice/é"), values: ["cpu.max": "40000 100000", GroupValue.exists: "yes"]),
      .acted(.connected(port: 8000, times: 20, opened: 19)),
      .received(
        SignalReceipt(
          process: trainer, signal: 15, senderPID: 12, senderUID: 1000, senderComm: "bash",
          fromKernel: false, byLab: false)),
      .reported(process: trainer, event: "exiting", detail: ["code": "143"]),
      .answered(Answer(name: "loaders", text: "41 42", facts: ["41": facts])),
      .acted(.signalled(process: trainer, signal: 9)),
      .trialBegan(name: "hangup"), .trialEnded(name: "hangup"),
      .gap(from: 1, to: UInt64.max),
      .flickered(process: trainer, field: "state", times: 9),
      .ended(process: trainer, ending: Ending(waitStatus: 143 << 8, source: .wait)),
      .ended(process: trainer, ending: Ending(cause: .unknown, source: .nobody)),
      .resumed(supervisor: supervisor),
      .closed(reason: "stopped"),
    ]
  }

  static var records: [JournalRecord] {
    events.enumerated().map {
      JournalRecord(sequence: $0, boot: boot, at: UInt64(1000 + $0), event: $1)
    }
  }

  static func bytes() throws -> [UInt8] {
    try records.flatMap { try JournalCodec.encode($0) }
  }
}
