package import Record

/// All of several predicates, at the same time.
package struct AllPredicate: PredicateKind {
  package static let key = "all"
  package static let summary = "All of these hold, at the same time."
  package static let usage = ["all: [alive, {parent: reaper}]"]
  package static let schema: JSON? = .listOf(.reference("predicate"))

  package var parts: [Predicate]

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let parts = PartList.read(argument, log: log) else { return nil }
    self.parts = parts
  }

  package var needsSubject: Bool { false }

  package func held(_ scene: Scene) -> Held { .all(parts.map { $0.held(scene) }) }
  package func reach(_ scene: Scene) -> Reach { .all(parts.map { $0.reach(scene) }) }

  package func expected(_ scene: Scene) -> String {
    parts.map { $0.expected(scene) }.joined(separator: ", ")
  }

  /// What is amiss; or everything, where nothing is.
  package func observed(_ scene: Scene) -> String {
    let wrong = parts.filter { !$0.held(scene).yes.contains(scene.now) }
    var seen: Set<String> = []
    return (wrong.isEmpty ? parts : wrong).map { $0.observed(scene) }
      .filter { seen.insert($0).inserted }.joined(separator: "; ")
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    parts.amissFirst { $0.held(scene).yes.contains(moment) }
      .flatMap { $0.evidence(scene, at: moment) }
  }

  package static let examples = [
    PredicateExample("both", "all: [alive, {state: sleeping}]", holds: true),
    PredicateExample("one is missing", "all: [alive, {state: stopped}]", holds: false),
    PredicateExample(
      "of different roles", "all: [{of: job, state: stopped}, {of: other, alive: true}]",
      holds: true
    ) {
      $0.bind("other", 43)
      $0.state(42, "T", at: 5)
    },
  ]
}

/// The list inside all and any.
enum PartList {
  static func read(_ node: ContentNode, log: ContentLog) -> [Predicate]? {
    let nodes: [ContentNode]
    if let list = node.list {
      nodes = list
    } else if node.map != nil {
      nodes = [node]
    } else {
      log.report("a list of predicates is expected, and here is \(node.kindName)", at: node.place)
      return nil
    }
    let parts = nodes.compactMap { Predicate($0, log: log) }
    if nodes.isEmpty { log.report("the list is empty", at: node.place) }
    return parts.isEmpty || parts.count < nodes.count ? nil : parts
  }
}
