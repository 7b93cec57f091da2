package import Record

/// At least one of several predicates.
package struct AnyPredicate: PredicateKind {
  package static let key = "any"
  package static let summary = "At least one of these holds."
  package static let usage = ["any: [{ended: {}}, {received: {signal: TERM}}]"]
  package static let schema: JSON? = .listOf(.reference("predicate"))

  package var parts: [Predicate]

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let parts = PartList.read(argument, log: log) else { return nil }
    self.parts = parts
  }

  package var needsSubject: Bool { false }

  package func held(_ scene: Scene) -> Held { .any(parts.map { $0.held(scene) }) }
  package func reach(_ scene: Scene) -> Reach { .any(parts.map { $0.reach(scene) }) }

  package func expected(_ scene: Scene) -> String {
    parts.map { $0.expected(scene) }.joined(separator: " or ")
  }

  package func observed(_ scene: Scene) -> String {
    let right = parts.filter { $0.held(scene).yes.contains(scene.now) }
    var seen: Set<String> = []
    return (right.isEmpty ? parts : right).map { $0.observed(scene) }
      .filter { seen.insert($0).inserted }.joined(separator: "; ")
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    let right = parts.filter { $0.held(scene).yes.contains(moment) }
    return (right.isEmpty ? parts : right).flatMap { $0.evidence(scene, at: moment) }
  }

  package static let examples = [
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
