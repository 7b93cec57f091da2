package import Record

/// A predicate held at some time since the attempt was ready.
package struct EverPredicate: PredicateKind {
  package static let key = "ever"
  package static let summary = "This held at some time since the attempt was ready."
  package static let usage = ["ever: foreground"]
  package static let schema: JSON? = .reference("predicate")

  package var part: Predicate
  package var parts: [Predicate] { [part] }

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let part = Predicate(argument, log: log) else { return nil }
    self.part = part
  }

  package var needsSubject: Bool { false }
  package var basis: Basis { .record }

  package func held(_ scene: Scene) -> Held {
    let inner = part.held(scene)
    let began =
      inner.onsets.map { $0.first { $0 >= scene.start } }
      ?? inner.yes.first(from: scene.start)
    let doubted = inner.doubt.first(from: scene.start)
    guard let began, began <= scene.now else {
      if let doubted, doubted <= scene.now {
        return Held(yes: .none, no: .none, doubt: .from(doubted))
      }
      // Where nothing was seen yet, it can't be said to have never been.
      return inner.no.isEmpty ? .unknown : Held(yes: .none, no: .from(scene.start), onsets: [])
    }
    return Held(yes: .from(began), no: Spans([Span(scene.start, began)]), onsets: [began])
  }

  package func reach(_ scene: Scene) -> Reach {
    if held(scene).yes.contains(scene.now) {
      return Reach(canHold: true, canFail: false, canOccur: false)
    }
    let inner = part.reach(scene)
    return Reach(canHold: inner.canHold, canFail: true, canOccur: inner.canHold)
  }

  package func expected(_ scene: Scene) -> String { "at some time: \(part.expected(scene))" }
  package func observed(_ scene: Scene) -> String {
    held(scene).yes.isEmpty
      ? "never \(part.expected(scene))" : "at some time \(part.expected(scene))"
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    guard let began = held(scene).yes.list.first?.start else { return [] }
    return part.evidence(scene, at: began)
  }

  package static let examples = [
    PredicateExample("once", "ever: {state: stopped}", holds: true) {
      $0.state(42, "T", at: 3)
      $0.state(42, "S", at: 4)
    },
    PredicateExample("never", "ever: {state: stopped}", holds: false),
    PredicateExample("before set-up was over", "ever: {state: stopped}", holds: false) {
      $0.state(42, "T", at: 1.2)
      $0.state(42, "S", at: 1.4)
    },
  ]
}
