package import ProcFS
internal import Record

/// Its class for the disk, and the level in it; see ioprio_get(2).
package struct IOPriorityPredicate: ThreadPredicateKind {
  package static let key = "ioprio"
  package static let summary = """
    The class for the disk is none, real-time, best-effort or idle, with the level named \
    (ioprio_get(2): no file shows it); with threads: all, that of every thread.
    """
  package static let usage = [
    "ioprio: idle", "ioprio: {class: best-effort, level: 6, threads: all}",
    "ioprio: {class: best-effort, level: {at-least: 4}}",
  ]
  package static let schema: JSON? = .anyOf([
    IOClass.schema,
    .keys(
      [("class", IOClass.schema), ("level", NumberRange.schema), ThreadScope.schema],
      required: ["class"]),
  ])

  let name: Slot<IOClass>
  let level: NumberRange?
  package var threads: ThreadScope?

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard argument.map != nil else {
      guard let name = Slot<IOClass>(argument, log: log) else { return nil }
      self.name = name
      level = nil
      return
    }
    let reader = KeyReader(argument, log: log, what: "'ioprio'")
    let name = reader.required("class").flatMap { Slot<IOClass>($0, log: log) }
    level = reader.value("level").flatMap { NumberRange($0, log: log) }
    threads = reader.word("threads", as: ThreadScope.self)
    reader.finish()
    guard let name else { return nil }
    self.name = name
    if level != nil, name.fixed == .idle || name.fixed == .unset {
      log.report(
        "a level means nothing in class \(name.fixed?.rawValue ?? "")", at: argument.place)
    }
  }

  func fits(_ thread: ThreadFacts, _ scene: Scene) -> Bool? {
    guard let value = thread.ioPriority.map({ IOPriority(rawValue: $0) }) else { return nil }
    guard value.class == name.value(scene.name)?.kind else { return false }
    return level?.contains(Double(value.level), scene.name) ?? true
  }

  func words(_ thread: ThreadFacts) -> String {
    guard let value = thread.ioPriority.map({ IOPriority(rawValue: $0) }) else {
      return "an unknown I/O priority"
    }
    let name = IOClass.allCases.first { $0.kind == value.class }
    switch value.class {
    case .realTime, .bestEffort: return "class \(name?.rawValue ?? "?"), level \(value.level)"
    default: return "class \(name?.rawValue ?? "?")"
    }
  }

  package func expected(_ scene: Scene) -> String {
    let level = level.map { ", level \($0.text(scene.name))" } ?? ""
    return "class \(name.value(scene.name)?.rawValue ?? "?")\(level)\(scopeWords)"
  }

  func evidence(_ thread: ThreadFacts, of track: ProcessTrack, at moment: UInt64) -> [Evidence] {
    guard let value = thread.ioPriority else { return [] }
    return [
      Evidence(
        source: "ioprio_get(2)", field: "thread \(thread.id)",
        value: "\(value) (\(IOPriority(rawValue: value)))", at: moment)
    ]
  }

  private static func set(_ first: Int32, _ second: Int32) -> [ThreadFacts] {
    [
      ThreadFacts(id: 42, nice: 0, ioPriority: first),
      ThreadFacts(id: 43, nice: 0, ioPriority: second),
    ]
  }

  package static let examples = [
    PredicateExample(
      "class and level", "ioprio: {class: best-effort, level: 6}", holds: true,
      starting: { $0.tasks = set(2 << 13 | 6, 0) }),
    PredicateExample(
      "not all of them", "ioprio: {class: best-effort, level: 6, threads: all}", holds: false,
      starting: { $0.tasks = set(2 << 13 | 6, 0) }),
    PredicateExample(
      "idle has no level", "ioprio: idle", holds: true, starting: { $0.tasks = set(3 << 13 | 7, 0) }
    ),
    PredicateExample(
      "nice is none", "ioprio: best-effort", holds: false, starting: { $0.tasks = set(0, 0) }),
  ]
}

/// A class for the disk by the word that content has for it.
package enum IOClass: String, CaseIterable, ContentValue {
  case unset = "none"
  case realTime = "real-time"
  case bestEffort = "best-effort"
  case idle

  package init?(content text: String) { self.init(rawValue: text) }
  package static var wording: String {
    "an I/O class: \(allCases.map(\.rawValue).joined(separator: ", "))"
  }
  package static var schema: JSON { .type("string") }

  /// The kernel's class.
  package var kind: IOPriority.Class {
    switch self {
    case .unset: .none
    case .realTime: .realTime
    case .bestEffort: .bestEffort
    case .idle: .idle
    }
  }
}
