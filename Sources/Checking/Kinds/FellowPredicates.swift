internal import Record

/// What group-of and session-of share: a number that a process has in common with a process of a role;
/// see credentials(7).
protocol FellowPredicate: ProcessPredicateKind {
  var role: String { get }
  init(role: String)
  static var field: FactField { get }
  /// "process group".
  static var what: String { get }
  static func number(_ facts: ProcessFacts) -> Int32?
}

extension FellowPredicate {
  package static var schema: JSON? { .type("string") }
  package static var usage: [String] { ["\(key): shell"] }

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let role = RoleArgument.read(argument, log: log) else { return nil }
    self.init(role: role)
  }

  package var otherRoles: [String] { [role] }
  package var watchOthers: [String: Set<FactGroup>] { [role: [.stat]] }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let others = scene.processes(of: role)
    guard !others.isEmpty else { return .unknown }
    return .any(
      others.map { other in
        // What the other one was in then; a shell that has ended leaves its number behind.
        let number = other.latest.flatMap(Self.number) ?? other.pid
        return track.held { facts in Self.number(facts).map { $0 == number } }
      })
  }

  package func expected(_ scene: Scene) -> String {
    "in the \(Self.what) of \(scene.called(role))"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    let own = track.latest.flatMap(Self.number).map { "\($0)" } ?? "unknown"
    let others = scene.processes(of: role).compactMap { $0.latest.flatMap(Self.number) }
    return "its \(Self.what) is \(own), that of \(scene.called(role)) is "
      + others.map { "\($0)" }.joined(separator: ", ")
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(Self.field, at: moment)
  }
}
