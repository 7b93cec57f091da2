package import Record

/// The answer that is being judged matches: for the reasons of an answer's check.
package struct AnswerPredicate: PredicateKind {
  package static let key = "answer"
  package static let summary = """
    The newest answer to this check matches; only in because: of an answer's check. Of a map every \
    key must match, or one with some: true.
    """
  package static let usage = ["answer: {process: wrapper}", "answer: {thread-of: loaders}"]
  package static let schema: JSON? = .reference("match")

  package var match: Match
  package var some: Bool

  package init?(_ argument: ContentNode, log: ContentLog) {
    // `some` belongs to the answer here, not to a role: one key of a map is enough.
    var some = false
    var node = argument
    if let pairs = argument.map, pairs.contains(where: { $0.key.text == "some" }) {
      some = pairs.first { $0.key.text == "some" }?.value.text == "true"
      node = ContentNode(
        place: argument.place, shape: .map(pairs.filter { $0.key.text != "some" }))
    }
    guard let match = Match(node, log: log) else { return nil }
    self.match = match
    self.some = some
  }

  package var needsSubject: Bool { false }
  package var otherRoles: [String] { match.kind.roles }
  package var looks: [LookNeed] { match.kind.looks }
  package var watchOthers: [String: Set<FactGroup>] {
    match.kind.watch.filter { !$0.key.isEmpty }
  }
  package var basis: Basis { .answer }

  private func matches(_ scene: Scene) -> Bool? {
    guard let given = scene.given else { return false }
    let judged = given.judged(by: match, scene)
    return some ? judged.keys.values.contains { $0 == true } : judged.matches
  }

  package func held(_ scene: Scene) -> Held {
    guard let given = scene.given else { return .unknown }
    switch matches(scene) {
    case true: return .events([given.at], since: 0)
    case false: return .never
    default: return Held(yes: .none, no: .none, doubt: .from(given.at))
    }
  }

  package func reach(_ scene: Scene) -> Reach { .open }
  package func expected(_ scene: Scene) -> String { scene.given?.spec.name ?? "an answer" }
  package func observed(_ scene: Scene) -> String {
    scene.given.map { "the answer \($0.answer.text)" } ?? "no answer"
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    scene.given?.judged(by: match, scene).evidence ?? []
  }

  // What an answer is judged by needs an answer: JudgeTests hold it.
  package static let examples = [
    PredicateExample("no answer was given", "answer: {process: job}", holds: false)
  ]
}

/// An answer compared: as a whole, and key by key.
package struct JudgedAnswer: Sendable {
  package var matches: Bool?
  /// Of a map: each role. Of a list and all others: one key, the answer's name.
  package var keys: [String: Bool?]
  package var expected: String
  package var evidence: [Evidence]
}

extension GivenAnswer {
  /// Compares it; each key of a map with that role as subject.
  package func judged(by match: Match, _ outer: Scene) -> JudgedAnswer {
    var scene = outer
    scene.given = self
    func single(_ outcome: MatchOutcome) -> JudgedAnswer {
      JudgedAnswer(
        matches: outcome.matches, keys: [spec.name: outcome.matches], expected: outcome.expected,
        evidence: outcome.evidence)
    }
    switch value {
    case .pids(let pids): return single(match.kind.outcome(pids: pids, scene))
    case .number(let number): return single(match.kind.outcome(NumberRange.text(number), scene))
    case .text(let text): return single(match.kind.outcome(text, scene))
    case .map(let pairs):
      var result = JudgedAnswer(matches: true, keys: [:], expected: "", evidence: [])
      for (role, word) in pairs.sorted(by: { $0.key < $1.key }) {
        let outcome = match.kind.outcome(word, scene.about([role]))
        result.keys[role] = outcome.matches
        result.expected = outcome.expected
        if outcome.matches == true { result.evidence += outcome.evidence }
        if outcome.matches == false { result.matches = false }
        if outcome.matches == nil, result.matches == true { result.matches = .none }
      }
      return result
    }
  }
}
