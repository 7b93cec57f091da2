public import Record

/// At least one of several predicates.
public struct AnyPredicate: PredicateKind {
  public static let key = "any"
  public static let summary = "At least one of these holds."
  public static let usage = ["any: [{ended: {}}, {received: {signal: TERM}}]"]
  public static let schema: JSON? = .listOf(.reference("predicate"))

  public var parts: [Predicate]

  public init?(_ argument: ContentNode, log: ContentLog) {
    guard let parts = PartList.read(argument, log: log) else { return nil }
    self.parts = parts
  }

  public var needsSubject: Bool { false }

  public func held(_ scene: Scene) -> Held { .any(parts.map { $0.held(scene) }) }
  public func reach(_ scene: Scene) -> Reach { .any(parts.map { $0.reach(scene) }) }

  public func expected(_ scene: Scene) -> String {
    parts.map { $0.expected(scene) }.joined(separator: " or ")
  }

  public func observed(_ scene: Scene) -> String {
    let right = parts.filter { $0.held(scene).yes.contains(scene.now) }
    var seen: Set<String> = []
    return (right.isEmpty ? parts : right).map { $0.observed(scene) }
      .filter { seen.insert($0).inserted }.joined(separator: "; ")
  }

  public func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    let right = parts.filter { $0.held(scene).yes.contains(moment) }
    return (right.isEmpty ? parts : right).flatMap { $0.evidence(scene, at: moment) }
  }

  public static let examples = [
    PredicateExample("one does", "any: [{state: stopped}, alive]", holds: true),
    PredicateExample("none does", "any: [{state: stopped}, ended]", holds: false),
    PredicateExample(
      "at least one process", "{of: [job, other], some: true, state: stopped}", holds: true
    ) {
      $0.bind("other", 43)
      $0.state(43, "T", at: 5)
    },
    PredicateExample("all processes", "{of: [job, other], state: stopped}", holds: false) {
      $0.bind("other", 43)
      $0.state(43, "T", at: 5)
    },
  ]
}
