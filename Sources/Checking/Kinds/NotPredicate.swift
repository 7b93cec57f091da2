package import Record

/// A predicate does not hold.
package struct NotPredicate: PredicateKind {
  package static let key = "not"
  package static let summary =
    "This doesn't hold. Of a process that nobody has seen yet nothing can be said, not even that."
  package static let usage = ["not: foreground", "not: {group-of: shell}"]
  package static let schema: JSON? = .reference("predicate")

  package var part: Predicate
  package var parts: [Predicate] { [part] }

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let part = Predicate(argument, log: log) else { return nil }
    self.part = part
  }

  package var needsSubject: Bool { false }

  package func held(_ scene: Scene) -> Held { part.held(scene).negated }
  package func reach(_ scene: Scene) -> Reach { part.reach(scene).negated }
  package func expected(_ scene: Scene) -> String {
    let words = part.expected(scene)
    return words.contains(",") || words.contains(" or ") ? "not: \(words)" : "not \(words)"
  }
  package func observed(_ scene: Scene) -> String { part.observed(scene) }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    part.evidence(scene, at: moment)
  }

  package static let examples = [
    PredicateExample("it doesn't", "not: {state: stopped}", holds: true),
    PredicateExample("it does", "not: alive", holds: false),
    PredicateExample("what has ended isn't alive", "not: alive", holds: true) {
      $0.end(42, status: 9, at: 5)
    },
    PredicateExample("nobody has seen it", "not: {of: mine, alive: true}", holds: false) {
      $0.declare("mine", .learner(kind: nil, run: nil))
    },
  ]
}
