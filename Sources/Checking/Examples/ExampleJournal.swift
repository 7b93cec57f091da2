package import ProcFS
package import Record

/// A small journal, written in seconds: for the examples of kinds, and for tests.
package struct ExampleJournal: Sendable {
  package private(set) var records: [JournalRecord] = []
  package private(set) var roles: [RoleRule] = []
  package var files: [FileFacts] = []
  /// Seconds; what judging takes for now.
  package var now: Double = 100

  static let boot = BootID(high: 1, low: 2)
  package static let bench = "/bench"

  /// Begins with the supervisor 10 and the reaper 1, run bert-k7q, nonce "n0nce".
  package init(parameters: [String: String] = [:], reaperReaps: Bool = true) {
    add(
      0,
      .begun(
        AttemptHeader(
          attempt: "a1", exercise: "test/example", learner: "me", run: "bert-k7q", nonce: "n0nce",
          bench: Self.bench, parameters: parameters, round: 0, wallTime: 1_763_740_000, uid: 1000,
          supervisor: Self.process(10), reaper: Self.process(1), reaperReaps: reaperReaps,
          clockTicksPerSecond: 100, labVersion: "1")))
  }

  package static func process(_ pid: Int32) -> ProcessIdentity {
    ProcessIdentity(boot: boot, pid: pid, startTimeTicks: UInt64(pid) * 10)
  }

  package static func time(_ seconds: Double) -> UInt64 { UInt64(seconds * 1e9) }

  /// A sleeping lab-train below the supervisor, in a session of its own, without a terminal.
  package static func facts(_ pid: Int32) -> ProcessFacts {
    var facts = ProcessFacts()
    facts.comm = "lab-train"
    facts.state = "S"
    facts.parent = 10
    facts.group = pid
    facts.session = pid
    facts.terminal = 0
    facts.foregroundGroup = -1
    facts.cpuTicks = 100
    facts.nice = 0
    facts.threads = 1
    facts.threadPending = 0
    facts.sharedPending = 0
    facts.blocked = 0
    facts.ignored = 0
    facts.caught = 0x4003
    facts.arguments = ["lab-train", "--run", "bert-k7q"]
    facts.environment = ["LAB_ID": "n0nce"]
    facts.cwd = bench
    facts.exe = "/usr/bin/lab-workload"
    facts.descriptors = [
      DescriptorFacts(number: 0, target: "/dev/null", flags: 0),
      DescriptorFacts(number: 1, target: "\(bench)/train.log", flags: 0o102001),
      DescriptorFacts(number: 2, target: "\(bench)/train.log", flags: 0o100001),
    ]
    return facts
  }

  package mutating func add(_ seconds: Double, _ event: Event) {
    records.append(
      JournalRecord(
        sequence: records.count, boot: Self.boot, at: Self.time(seconds), event: event))
  }

  package mutating func declare(_ name: String, _ source: RoleRule.Source) {
    if !roles.contains(where: { $0.name == name }) {
      roles.append(RoleRule(name: name, source: source))
    }
  }

  /// A process takes a role.
  package mutating func bind(
    _ role: String, _ pid: Int32, at seconds: Double = 1, source: RoleRule.Source = .started,
    _ change: (inout ProcessFacts) -> Void = { _ in }
  ) {
    declare(role, source)
    var facts = Self.facts(pid)
    change(&facts)
    add(seconds, .bound(role: role, process: Self.process(pid), facts: facts))
  }

  /// A shell of the learner's registers.
  package mutating func shell(_ pid: Int32, at seconds: Double = 1) {
    var facts = Self.facts(pid)
    facts.comm = "bash"
    facts.terminal = 0x8801
    facts.foregroundGroup = pid
    add(
      seconds,
      .registered(
        Registration(
          process: Self.process(pid), who: .shell, kind: nil, run: nil, byLab: false,
          belowShell: false, facts: facts)))
  }

  package mutating func ready(at seconds: Double = 2) { add(seconds, .ready) }

  /// Sampled facts change.
  package mutating func see(
    _ pid: Int32, at seconds: Double, _ change: (inout ProcessFacts) -> Void
  ) {
    var facts = ProcessFacts()
    change(&facts)
    add(seconds, .observed(process: Self.process(pid), facts: facts))
  }

  package mutating func state(_ pid: Int32, _ state: String, at seconds: Double) {
    see(pid, at: seconds) { $0.state = state }
  }

  package mutating func receive(
    _ pid: Int32, _ signal: Int32, at seconds: Double, byLab: Bool = false,
    fromKernel: Bool = false
  ) {
    add(
      seconds,
      .received(
        SignalReceipt(
          process: Self.process(pid), signal: signal, senderPID: 50, senderUID: 1000,
          senderComm: "bash", fromKernel: fromKernel, byLab: byLab)))
  }

  package mutating func report(
    _ pid: Int32, _ event: String, _ detail: [String: String] = [:], at seconds: Double
  ) {
    add(seconds, .reported(process: Self.process(pid), event: event, detail: detail))
  }

  /// It ends with a wait status: `code << 8`, or a signal's number.
  package mutating func end(_ pid: Int32, status: Int32, at seconds: Double) {
    add(
      seconds,
      .ended(process: Self.process(pid), ending: Ending(waitStatus: status, source: .wait)))
  }

  /// It is gone, and nobody saw how.
  package mutating func vanish(_ pid: Int32, at seconds: Double) {
    add(
      seconds,
      .ended(process: Self.process(pid), ending: Ending(cause: .unknown, source: .nobody)))
  }

  package mutating func answer(
    _ name: String, _ text: String, at seconds: Double, facts: [String: ProcessFacts] = [:]
  ) {
    add(seconds, .answered(Answer(name: name, text: text, facts: facts)))
  }

  /// A file of the bench, for the request with this pattern (its own path unless given).
  package mutating func file(
    _ path: String, _ content: String, pattern: String? = nil, at seconds: Double = 50
  ) {
    let match = FileMatch(
      path: path, sizeBytes: Int64(content.utf8.count), modified: 1_763_740_000 + seconds,
      modifiedBoottime: Self.time(seconds), content: Array(content.utf8), error: nil)
    let pattern = pattern ?? path
    if let index = files.firstIndex(where: { $0.pattern == pattern }) {
      files[index].matches.insert(match, at: 0)
    } else {
      files.append(FileFacts(pattern: pattern, matches: [match]))
    }
  }

  /// A unit "KEY.service" of the user's, for `units:`; nobody has looked at it yet.
  package mutating func declareUnit(_ key: String) {
    guard case .begun(var header) = records.first?.event else { return }
    header.names = (header.names ?? [:]).merging(
      ["\(key).unit": "\(key).service", "\(key).manager": "user"]) { $1 }
    records[0].event = .begun(header)
  }

  /// A look at a unit saw these properties; it is loaded unless they say otherwise.
  package mutating func unit(_ key: String, _ values: [String: String], at seconds: Double) {
    declareUnit(key)
    let subject = Subject.unit("\(key).service")
    let isFirst = timeline.subjects[subject] == nil
    add(
      seconds,
      .looked(subject, values: isFirst ? ["LoadState": "loaded"].merging(values) { $1 } : values))
  }

  /// A look at a control group saw these values; it is there unless they say otherwise.
  package mutating func group(_ path: String, _ values: [String: String], at seconds: Double) {
    add(
      seconds,
      .looked(.cgroup(path), values: [GroupValue.exists: "yes"].merging(values) { $1 }))
  }

  package var timeline: Timeline { Timeline(records) }

  package var world: World { World(timeline: timeline, files: files, now: Self.time(now)) }
}

/// What a kind promises: a small journal, a predicate, and whether it holds at the end of it.
package struct PredicateExample: Sendable {
  package var title: String
  /// The predicate, as it stands in exercise.yaml; its subject is the role `job`.
  package var yaml: String
  package var holds: Bool
  package var journal: ExampleJournal

  /// Starts a trainer 42 as the role `job`; `body` tells what happens then, after second 2.
  package init(
    _ title: String, _ yaml: String, holds: Bool, starting change: (inout ProcessFacts) -> Void,
    _ body: (inout ExampleJournal) -> Void = { _ in }
  ) {
    self.title = title
    self.yaml = yaml
    self.holds = holds
    var journal = ExampleJournal()
    journal.bind("job", 42, change)
    journal.ready()
    body(&journal)
    self.journal = journal
  }

  package init(
    _ title: String, _ yaml: String, holds: Bool,
    _ body: (inout ExampleJournal) -> Void = { _ in }
  ) {
    self.init(title, yaml, holds: holds, starting: { _ in }, body)
  }
}
