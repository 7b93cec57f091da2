internal import ProcFS
import Record

/// The scheduling policy (field 41 of /proc/PID/stat) is that one; see sched(7).
package struct PolicyPredicate: ThreadPredicateKind {
  package static let key = "policy"
  package static let summary = """
    The scheduling policy (field 41 of /proc/PID/stat) is other, batch, idle, fifo, rr or deadline; \
    with priority: the real-time priority (field 40) too; with threads: all, of every thread.
    """
  package static let usage = [
    "policy: idle", "policy: {is: batch, threads: all}", "policy: {is: fifo, priority: 10}",
  ]
  package static let schema: JSON? = .anyOf([
    PolicyName.schema,
    .keys(
      [("is", PolicyName.schema), ("priority", NumberRange.schema), ThreadScope.schema],
      required: ["is"]),
  ])

  let policy: Slot<PolicyName>
  let priority: NumberRange?
  package var threads: ThreadScope?

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard argument.map != nil else {
      guard let policy = Slot<PolicyName>(argument, log: log) else { return nil }
      self.policy = policy
      priority = nil
      return
    }
    let reader = KeyReader(argument, log: log, what: "'policy'")
    let policy = reader.required("is").flatMap { Slot<PolicyName>($0, log: log) }
    priority = reader.value("priority").flatMap { NumberRange($0, log: log) }
    threads = reader.word("threads", as: ThreadScope.self)
    reader.finish()
    guard let policy else { return nil }
    self.policy = policy
  }

  func fits(_ thread: ThreadFacts, _ scene: Scene) -> Bool? {
    thread.policy == policy.value(scene.name)?.number
      && priority?.contains(Double(thread.realTimePriority), scene.name) ?? true
  }

  func words(_ thread: ThreadFacts) -> String {
    let policy = Scheduling.Policy(number: thread.policy)
    return
      "\(policy)\(thread.realTimePriority > 0 ? " with priority \(thread.realTimePriority)" : "")"
  }

  package func expected(_ scene: Scene) -> String {
    let name = policy.value(scene.name).map { "\(Scheduling.Policy(number: $0.number))" } ?? "?"
    let priority = priority.map { " with priority \($0.text(scene.name))" } ?? ""
    return "\(name)\(priority)\(scopeWords)"
  }

  func evidence(_ thread: ThreadFacts, of track: ProcessTrack, at moment: UInt64) -> [Evidence] {
    let source = track.file("stat", of: thread)
    let policy = Evidence(
      source: source, field: "field 41",
      value: "\(thread.policy) (\(Scheduling.Policy(number: thread.policy)))", at: moment)
    guard priority != nil || thread.realTimePriority > 0 else { return [policy] }
    return [
      policy,
      Evidence(source: source, field: "field 40", value: "\(thread.realTimePriority)", at: moment),
    ]
  }

  package static let examples = [
    PredicateExample(
      "batch", "policy: batch", holds: true,
      starting: { $0.tasks = [ThreadFacts(id: 42, nice: 0, policy: 3)] }),
    PredicateExample(
      "nice 19 is no policy", "policy: idle", holds: false,
      starting: { $0.tasks = [ThreadFacts(id: 42, nice: 19)] }),
    PredicateExample(
      "with its priority", "policy: {is: fifo, priority: 10}", holds: true,
      starting: { $0.tasks = [ThreadFacts(id: 42, nice: 0, realTimePriority: 10, policy: 1)] }),
    PredicateExample(
      "one thread was forgotten", "policy: {is: idle, threads: all}", holds: false,
      starting: {
        $0.tasks = [ThreadFacts(id: 42, nice: 0, policy: 5), ThreadFacts(id: 43, nice: 0)]
      }),
    PredicateExample("nobody looked", "policy: other", holds: false),
  ]
}

/// A policy by the word that content has for it.
package enum PolicyName: String, CaseIterable, ContentValue {
  case other, batch, idle, fifo, rr, deadline

  package init?(content text: String) {
    var word = text.lowercased()
    if word.hasPrefix("sched_") { word.removeFirst(6) }
    self.init(rawValue: word)
  }
  package static var wording: String {
    "a policy: \(allCases.map(\.rawValue).joined(separator: ", "))"
  }
  package static var schema: JSON { .type("string") }

  /// The kernel's number.
  package var number: Int32 {
    switch self {
    case .other: Scheduling.Policy.other.number
    case .batch: Scheduling.Policy.batch.number
    case .idle: Scheduling.Policy.idle.number
    case .fifo: Scheduling.Policy.fifo.number
    case .rr: Scheduling.Policy.roundRobin.number
    case .deadline: Scheduling.Policy.deadline.number
    }
  }
}
