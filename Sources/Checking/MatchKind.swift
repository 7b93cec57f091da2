package import Record

/// What came of comparing one value.
package struct MatchOutcome: Sendable {
  /// nil: it can't be told, and that isn't the learner's fault.
  package var matches: Bool?
  /// What was asked for, without giving the answer away.
  package var expected: String
  package var evidence: [Evidence]

  package init(_ matches: Bool?, expected: String, evidence: [Evidence] = []) {
    self.matches = matches
    self.expected = expected
    self.evidence = evidence
  }
}

/// One way of comparing a value of a file or an answer.
package protocol MatchKind: Sendable {
  /// The key that names it.
  static var key: String { get }
  /// Other keys that it takes.
  static var otherKeys: [String] { get }
  static var summary: String { get }
  static var usage: [String] { get }
  static var properties: [(String, JSON)] { get }
  static var examples: [MatchExample] { get }

  init?(_ reader: KeyReader)

  /// What must be sampled, by role; the empty name is the subject.
  var watch: [String: Set<FactGroup>] { get }
  /// Roles that it names.
  var roles: [String] { get }
  /// Whether it needs a process to compare with and names none itself.
  var needsSubject: Bool { get }
  /// Units and control groups that it wants to have looked at.
  var looks: [LookNeed] { get }

  /// Compares text, as it stood in a file or was given for one key of a map.
  func outcome(_ text: String, _ scene: Scene) -> MatchOutcome
  /// Compares a list of PIDs; by default each as text, and all must match.
  func outcome(pids: [Int32], _ scene: Scene) -> MatchOutcome
}

extension MatchKind {
  package static var otherKeys: [String] { [] }
  package var watch: [String: Set<FactGroup>] { [:] }
  package var roles: [String] { [] }
  package var needsSubject: Bool { false }
  package var looks: [LookNeed] { [] }

  package func outcome(pids: [Int32], _ scene: Scene) -> MatchOutcome {
    outcome(pids.map { "\($0)" }.joined(separator: " "), scene)
  }
}

/// What a value of a file, or an answer, must be.
public struct Match: Sendable {
  package var kind: any MatchKind
  /// Where it stands.
  public var place: SourcePlace

  package init?(_ node: ContentNode, log: ContentLog) {
    place = node.place
    // A bare value is the most usual question.
    let node =
      node.map == nil && node.list == nil && !node.isNull
      ? ContentNode(
        place: node.place,
        shape: .map([
          (key: ContentNode(place: node.place, shape: .scalar("equals")), value: node)
        ])) : node
    let reader = KeyReader(node, log: log, what: "a comparison")
    guard node.map != nil else {
      if node.isNull { log.report("a comparison is missing, such as {equals: 5}", at: node.place) }
      return nil
    }
    guard
      let type = Self.kinds.first(where: { reader.has($0.key) })
        ?? Self.kinds.first(where: { type in type.otherKeys.contains { reader.has($0) } })
    else {
      let known = Self.kinds.map { $0.key }
      if let key = reader.keys.first {
        log.report(
          "unknown comparison '\(key)'\(Suggestion.ending(for: key, among: known))",
          at: reader.place(of: key))
      } else {
        log.report("a comparison is missing, such as {equals: 5}", at: node.place)
      }
      return nil
    }
    let kind = type.init(reader)
    reader.finish()
    guard let kind else { return nil }
    self.kind = kind
  }

  package static let kinds: [any MatchKind.Type] = [
    EqualsMatch.self, RangeMatch.self, SumMatch.self, MajorityMatch.self, FieldMatch.self,
    ProcessMatch.self, ThreadOfMatch.self, LastReportedMatch.self, UnitMatch.self,
    CgroupMatch.self,
  ]

  static var schema: JSON {
    .anyOf(
      kinds.map { .keys($0.properties) } + [.type("string", "number", "boolean")])
  }
}

/// A comparison, a value, and whether they agree.
package struct MatchExample: Sendable {
  package var yaml: String
  package var given: String
  package var holds: Bool
  package var journal: ExampleJournal

  /// The subject is the trainer 42 as role `job`.
  package init(
    _ yaml: String, _ given: String, holds: Bool, starting change: (inout ProcessFacts) -> Void,
    _ body: (inout ExampleJournal) -> Void = { _ in }
  ) {
    self.yaml = yaml
    self.given = given
    self.holds = holds
    var journal = ExampleJournal()
    journal.bind("job", 42, change)
    journal.ready()
    body(&journal)
    self.journal = journal
  }

  package init(
    _ yaml: String, _ given: String, holds: Bool,
    _ body: (inout ExampleJournal) -> Void = { _ in }
  ) {
    self.init(yaml, given, holds: holds, starting: { _ in }, body)
  }
}
