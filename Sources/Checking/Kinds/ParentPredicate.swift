internal import ProcFS
package import Record

/// Field 4 of `/proc/PID/stat` names a process of a role; see proc_pid_stat(5).
package struct ParentPredicate: ProcessPredicateKind {
  package static let key = "parent"
  package static let summary = """
    The parent (field 4 of /proc/PID/stat) is a process of that role; parent: reaper holds for \
    whoever adopted it.
    """
  package static let usage = ["parent: shell", "parent: reaper"]
  package static let schema: JSON? = .type("string")

  package var role: String

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let role = RoleArgument.read(argument, log: log) else { return nil }
    self.role = role
  }

  package var otherRoles: [String] { [role] }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let parents = Set(scene.processes(of: role).map(\.pid))
    if parents.isEmpty, role != "reaper" { return .unknown }
    // A user manager may adopt below itself, where the probe found another reaper.
    let first = track.moments.first?.facts.parent
    return track.held { facts in
      facts.parent.map { parent in
        parents.contains(parent) || role == "reaper" && first != nil && parent != first
      }
    }
  }

  package func expected(_ scene: Scene) -> String {
    if role == "reaper" { return "adopted by the reaper" }
    let name = scene.called(role)
    let pids = scene.processes(of: role).map { "\($0.pid)" }.joined(separator: " or ")
    // What the lab started is called by its PID already.
    if pids.isEmpty || scene.sources[role] == .started { return "a child of \(name)" }
    return "a child of \(name) (\(pids))"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    "its parent is \(track.latest?.parent.map { "\($0)" } ?? "unknown")"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.ppid, at: moment)
  }

  package static let examples = [
    PredicateExample("below the shell", "parent: shell", holds: true, starting: { $0.parent = 50 })
    {
      $0.shell(50)
    },
    PredicateExample("below something else", "parent: shell", holds: false) { $0.shell(50) },
    PredicateExample("adopted", "parent: reaper", holds: true) {
      $0.see(42, at: 5) { $0.parent = 1 }
    },
    PredicateExample("not adopted", "parent: reaper", holds: false),
  ]
}

/// An argument that is one role.
enum RoleArgument {
  static func read(_ node: ContentNode, log: ContentLog) -> String? {
    guard let role = node.text, !node.isNull, !role.isEmpty else {
      log.report("\(node.kindName) stands where a role is expected", at: node.place)
      return nil
    }
    log.refer(to: .role, role, at: node.place)
    return role
  }
}
