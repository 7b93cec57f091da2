public import Record

/// A predicate does not hold.
public struct NotPredicate: PredicateKind {
  public static let key = "not"
  public static let summary =
    "This doesn't hold. Of a process that nobody has seen yet nothing can be said, not even that."
  public static let usage = ["not: foreground", "not: {group-of: shell}"]
  public static let schema: JSON? = .reference("predicate")

  public var part: Predicate
  public var parts: [Predicate] { [part] }

  public init?(_ argument: ContentNode, log: ContentLog) {
    guard let part = Predicate(argument, log: log) else { return nil }
    self.part = part
  }

  public var needsSubject: Bool { false }

  public func held(_ scene: Scene) -> Held { part.held(scene).negated }
  public func reach(_ scene: Scene) -> Reach { part.reach(scene).negated }
  public func expected(_ scene: Scene) -> String { "not: \(part.expected(scene))" }
  public func observed(_ scene: Scene) -> String { part.observed(scene) }

  public func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    part.evidence(scene, at: moment)
  }

  public static let examples = [
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
