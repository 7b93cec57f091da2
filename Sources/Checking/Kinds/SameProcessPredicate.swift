package import Record

/// Two roles are one process.
package struct SameProcessPredicate: PredicateKind {
  package static let key = "same-process"
  package static let summary = "The roles named are filled by one and the same process."
  package static let usage = ["same-process: [written, mine]"]
  package static let schema: JSON? = .listOf(.type("string"))

  package var roles: [String]

  package init?(_ argument: ContentNode, log: ContentLog) {
    let words = ContentReading.words(argument, log: log)
    for word in words { log.refer(to: .role, word.text, at: word.place) }
    roles = words.map(\.text)
    if roles.count < 2 {
      log.report("two roles are expected: [first, second]", at: argument.place)
      return nil
    }
  }

  package var needsSubject: Bool { false }
  package var otherRoles: [String] { roles }
  package var watchOthers: [String: Set<FactGroup>] {
    Dictionary(roles.map { ($0, [.stat]) }, uniquingKeysWith: { $1 })
  }

  /// The processes that all the roles share.
  private func shared(_ scene: Scene) -> [ProcessTrack] {
    var common = scene.processes(of: roles[0])
    for role in roles.dropFirst() {
      let others = Set(scene.processes(of: role).map(\.identity))
      common = common.filter { others.contains($0.identity) }
    }
    return common
  }

  package func held(_ scene: Scene) -> Held {
    let shared = shared(scene)
    guard !shared.isEmpty else {
      let bound = roles.allSatisfy { !scene.processes(of: $0).isEmpty }
      return bound ? .never : .unknown
    }
    return .any(shared.map { Held(yes: .from($0.since), no: .none) })
  }

  package func reach(_ scene: Scene) -> Reach { .open }

  package func expected(_ scene: Scene) -> String {
    "\(roles.map { scene.called($0) }.joined(separator: " and ")) are the same"
  }

  package func observed(_ scene: Scene) -> String {
    roles.map { role in
      let pids = scene.processes(of: role).map { "\($0.pid)" }.joined(separator: ", ")
      return pids.isEmpty ? scene.absent(role) : "\(scene.called(role)) is \(pids)"
    }.joined(separator: ", ")
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    shared(scene).prefix(1).flatMap {
      $0.evidence(.startTicks, at: moment) + $0.evidence(.comm, at: moment)
    }
  }

  package static let examples = [
    PredicateExample("one process", "same-process: [job, other]", holds: true) {
      $0.bind("other", 42, at: 5)
    },
    PredicateExample("two", "same-process: [job, other]", holds: false) {
      $0.bind("other", 43, at: 5)
    },
    PredicateExample("nobody yet", "not: {same-process: [job, other]}", holds: false) {
      $0.declare("other", .pidFile(path: "mark"))
    },
  ]
}
