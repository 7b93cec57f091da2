package import Record

/// A line of `/proc/PID/limits`; see getrlimit(2).
package struct LimitPredicate: ProcessPredicateKind {
  package static let key = "limit"
  package static let summary = """
    The resource limit (a line of /proc/PID/limits) has this soft and hard value, a number in the \
    kernel's unit or unlimited, or one in a range; unlimited is above every number. unchanged: what \
    it had when the attempt began, or later, when the process was first seen.
    """
  package static let usage = [
    "limit: {name: open-files, soft: 64, hard: {at-least: 1024}}",
    "limit: {name: cpu-time, soft: 2, hard: {above: 2}}",
    "limit: {name: address-space, soft: unlimited}",
    "limit: {name: open-files, soft: unchanged, hard: unchanged}",
  ]
  package static let schema: JSON? = .keys(
    [
      ("name", .words(LimitName.allCases.map(\.rawValue))), ("soft", Wanted.schema),
      ("hard", Wanted.schema),
    ], required: ["name"])

  /// One of the two values, as it is asked for.
  enum Wanted: Sendable {
    case range(ValueRange<LimitAmount>)
    case unchanged

    static let schema = JSON.anyOf([ValueRange<LimitAmount>.schema, .words(["unchanged"])])

    init?(_ node: ContentNode, log: ContentLog) {
      if node.text == "unchanged" {
        self = .unchanged
      } else {
        guard let range = ValueRange<LimitAmount>(node, log: log) else { return nil }
        self = .range(range)
      }
    }

    func accepts(_ value: UInt64?, before: LimitAmount?, _ names: (String) -> String?) -> Bool {
      switch self {
      case .range(let range): range.contains(LimitAmount(value), names)
      case .unchanged: LimitAmount(value) == before
      }
    }

    func text(before: LimitAmount?, _ names: (String) -> String?) -> String {
      switch self {
      case .range(let range): range.text(names)
      case .unchanged: "unchanged\(before.map { " (\($0))" } ?? "")"
      }
    }
  }

  package var name: LimitName
  let soft: Wanted?
  let hard: Wanted?

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'limit'")
    let name = reader.required("name").flatMap {
      ContentReading.word($0, as: LimitName.self, log: log)
    }
    soft = reader.value("soft").flatMap { Wanted($0, log: log) }
    hard = reader.value("hard").flatMap { Wanted($0, log: log) }
    if !reader.has("soft"), !reader.has("hard") {
      log.report("soft: or hard: is missing", at: argument.place)
    }
    reader.finish()
    guard let name, soft != nil || hard != nil else { return nil }
    self.name = name
  }

  package var watch: Set<FactGroup> { [.stat, .limits] }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let before = first(of: track, scene)
    return track.held { facts in
      guard let limit = facts.limits?[name.kernelName] else { return nil }
      return soft?.accepts(limit.soft, before: before?.soft, scene.name) ?? true
        && hard?.accepts(limit.hard, before: before?.hard, scene.name) ?? true
    }
  }

  /// What it had when the attempt began.
  private func first(
    of track: ProcessTrack?, _ scene: Scene
  ) -> (soft: LimitAmount, hard: LimitAmount)? {
    guard let limit = track?.facts(at: scene.start)?.limits?[name.kernelName] else { return nil }
    return (LimitAmount(limit.soft), LimitAmount(limit.hard))
  }

  package func expected(_ scene: Scene) -> String {
    let before = first(of: scene.subjects.first, scene)
    let parts = [
      soft.map { "soft \($0.text(before: before?.soft, scene.name))" },
      hard.map { "hard \($0.text(before: before?.hard, scene.name))" },
    ].compactMap { $0 }
    return "\(name.kernelName): \(parts.joined(separator: ", "))"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    guard let limit = track.latest?.limits?[name.kernelName] else {
      return "its limits are not known"
    }
    return "\(name.kernelName): soft \(LimitAmount(limit.soft)), hard \(LimitAmount(limit.hard))"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    guard let limit = track.facts(at: moment)?.limits?[name.kernelName] else { return [] }
    let at = track.moments.last { $0.at <= moment }?.at ?? track.since
    return [
      Evidence(
        source: "/proc/\(track.pid)/limits", field: name.kernelName,
        value: "\(LimitAmount(limit.soft)) \(LimitAmount(limit.hard))", at: at)
    ]
  }

  private static func open(_ soft: UInt64?, _ hard: UInt64?) -> (inout ProcessFacts) -> Void {
    return { $0.limits = ["Max open files": LimitFacts(soft: soft, hard: hard)] }
  }

  package static let examples = [
    PredicateExample(
      "both values", "limit: {name: open-files, soft: 64, hard: 1024}", holds: true,
      starting: open(64, 1024)),
    PredicateExample(
      "another soft one", "limit: {name: open-files, soft: 64}", holds: false,
      starting: open(128, 1024)),
    PredicateExample(
      "unlimited is above", "limit: {name: open-files, soft: 2, hard: {above: 2}}", holds: true,
      starting: open(2, nil)),
    PredicateExample(
      "both were set", "limit: {name: open-files, soft: 2, hard: {above: 2}}", holds: false,
      starting: open(2, 2)),
    PredicateExample(
      "unlimited", "limit: {name: open-files, soft: unlimited}", holds: true,
      starting: open(nil, nil)),
    PredicateExample(
      "left as it was", "limit: {name: open-files, soft: unchanged}", holds: true,
      starting: open(1024, 4096)),
    PredicateExample(
      "lowered meanwhile", "limit: {name: open-files, soft: unchanged, hard: unchanged}",
      holds: false,
      starting: open(1024, 4096)
    ) {
      $0.see(42, at: 5) { $0.limits = ["Max open files": LimitFacts(soft: 1024, hard: 1024)] }
    },
    PredicateExample(
      "raised while it runs", "limit: {name: open-files, soft: {at-least: 512}}", holds: true,
      starting: open(64, 1024)
    ) {
      $0.see(42, at: 5) { $0.limits = ["Max open files": LimitFacts(soft: 512, hard: 1024)] }
    },
  ]
}

/// A limit by the word that content has for it.
package enum LimitName: String, CaseIterable, Sendable {
  case cpuTime = "cpu-time"
  case fileSize = "file-size"
  case data, stack, core, resident, processes
  case openFiles = "open-files"
  case lockedMemory = "locked-memory"
  case addressSpace = "address-space"
  case locks
  case pendingSignals = "pending-signals"
  case msgqueue, nice
  case realtimePriority = "realtime-priority"
  case realtimeTimeout = "realtime-timeout"

  /// As `/proc/PID/limits` has it.
  package var kernelName: String {
    switch self {
    case .cpuTime: "Max cpu time"
    case .fileSize: "Max file size"
    case .data: "Max data size"
    case .stack: "Max stack size"
    case .core: "Max core file size"
    case .resident: "Max resident set"
    case .processes: "Max processes"
    case .openFiles: "Max open files"
    case .lockedMemory: "Max locked memory"
    case .addressSpace: "Max address space"
    case .locks: "Max file locks"
    case .pendingSignals: "Max pending signals"
    case .msgqueue: "Max msgqueue size"
    case .nice: "Max nice priority"
    case .realtimePriority: "Max realtime priority"
    case .realtimeTimeout: "Max realtime timeout"
    }
  }
}

/// A limit's value: a number, or unlimited, which is above every number.
package struct LimitAmount: ContentValue, Comparable, RangeText, CustomStringConvertible {
  /// nil is unlimited.
  package var number: UInt64?

  package init(_ number: UInt64?) { self.number = number }

  package init?(content text: String) {
    if text == "unlimited" {
      number = nil
    } else {
      guard let number = UInt64(text) else { return nil }
      self.number = number
    }
  }
  package static var wording: String { "a whole number or unlimited" }
  package static var schema: JSON { .type("integer", "string") }

  package static func < (first: LimitAmount, second: LimitAmount) -> Bool {
    guard let one = first.number else { return false }
    return second.number.map { one < $0 } ?? true
  }

  static func text(_ value: LimitAmount) -> String { value.description }
  package var description: String { number.map { "\($0)" } ?? "unlimited" }
}
