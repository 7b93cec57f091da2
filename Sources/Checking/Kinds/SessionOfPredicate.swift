internal import ProcFS
package import Record

/// The process is in the same session as a process of a role; see credentials(7).
package struct SessionOfPredicate: ProcessPredicateKind {
  package static let key = "session-of"
  package static let summary =
    "The process is in the same session (field 6 of /proc/PID/stat) as a process of that role."
  package static let usage = ["session-of: shell"]
  package static let schema: JSON? = .type("string")

  package var role: String

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let role = RoleArgument.read(argument, log: log) else { return nil }
    self.role = role
  }

  package var otherRoles: [String] { [role] }
  package var watchOthers: [String: Set<FactGroup>] { [role: [.stat]] }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let others = scene.processes(of: role)
    guard !others.isEmpty else { return .unknown }
    return .any(
      others.map { other in
        // What the other one was in then; a shell that has ended leaves its number behind.
        track.held { facts in
          facts.session.map { $0 == (other.latest?.session ?? other.pid) }
        }
      })
  }

  package func expected(_ scene: Scene) -> String {
    "in the session of \(RoleArgument.name(role))"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    let others = scene.processes(of: role).compactMap { $0.latest?.session }.map { "\($0)" }
    return "its session is \(track.latest?.session.map { "\($0)" } ?? "unknown"), that of "
      + "\(RoleArgument.name(role)) is \(others.joined(separator: ", "))"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.session, at: moment)
  }

  package static let examples = [
    PredicateExample("the same", "session-of: shell", holds: true, starting: { $0.session = 50 }) {
      $0.shell(50)
    },
    PredicateExample("its own", "session-of: shell", holds: false) { $0.shell(50) },
    PredicateExample("no shell is known", "session-of: shell", holds: false),
  ]
}
