internal import ProcFS
package import Record

/// A process of one role is the child of a process of another.
package struct ChildOfPredicate: PredicateKind {
  package static let key = "child-of"
  package static let summary =
    "Each process of the child role has a process of the parent role as parent (field 4 of /proc/PID/stat)."
  package static let usage = ["child-of: {child: mine, parent: marked}"]
  package static let schema: JSON? = .keys(
    [("child", .type("string")), ("parent", .type("string"))], required: ["child", "parent"])

  package var child: String
  package var parent: String

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'child-of'")
    let child = reader.required("child").flatMap { RoleArgument.read($0, log: log) }
    let parent = reader.required("parent").flatMap { RoleArgument.read($0, log: log) }
    reader.finish()
    guard let child, let parent else { return nil }
    self.child = child
    self.parent = parent
  }

  package var needsSubject: Bool { false }
  package var otherRoles: [String] { [child, parent] }
  package var watchOthers: [String: Set<FactGroup>] { [child: [.stat], parent: [.stat]] }

  package func held(_ scene: Scene) -> Held {
    let parents = Set(scene.processes(of: parent).map(\.pid))
    guard !parents.isEmpty else { return .unknown }
    return .all(
      scene.processes(of: child).map { track in
        track.held { facts in facts.parent.map { parents.contains($0) } }
      })
  }

  package func reach(_ scene: Scene) -> Reach { .open }

  package func expected(_ scene: Scene) -> String {
    "\(scene.called(child)) below \(scene.called(parent))"
  }

  package func observed(_ scene: Scene) -> String {
    scene.processes(of: child).map { track in
      "\(track.pid) is a child of \(track.latest?.parent.map { "\($0)" } ?? "?")"
    }.joined(separator: ", ")
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    scene.processes(of: child).prefix(4).flatMap { $0.evidence(.ppid, at: moment) }
  }

  package static let examples = [
    PredicateExample("a child", "child-of: {child: kid, parent: job}", holds: true) {
      $0.bind("kid", 43, at: 3) { $0.parent = 42 }
    },
    PredicateExample("a stranger", "child-of: {child: kid, parent: job}", holds: false) {
      $0.bind("kid", 43, at: 3)
    },
  ]
}
