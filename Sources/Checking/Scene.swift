package import ProcFS
package import Record

/// What one evaluation of one check sees: the world, who fills which role, who is meant.
package struct Scene: Sendable {
  package var world: World
  package var names: Names
  /// How each role finds its processes.
  package var sources: [String: RoleRule.Source]
  /// The candidate that stands for a role, where several processes could.
  package var assignment: [String: ProcessIdentity]
  /// The roles that predicates are about.
  package var subject: [String]
  /// One process of a role only (`some: true`).
  package var only: ProcessIdentity?
  /// The answer that is judged, if it is an answer's check.
  package var given: GivenAnswer?
  /// When other checks of the exercise came to hold, for `after:`.
  package var metAt: [String: UInt64]

  package init(
    world: World, roles: [RoleRule] = [], assignment: [String: ProcessIdentity] = [:],
    subject: [String] = []
  ) {
    self.world = world
    names = Names(timeline: world.timeline)
    sources = Dictionary(roles.map { ($0.name, $0.source) }, uniquingKeysWith: { $1 })
    self.assignment = assignment
    self.subject = subject
    metAt = [:]
  }

  package var timeline: Timeline { world.timeline }
  package var now: UInt64 { world.now }
  /// From when on the learner's deeds count; 0 while set-up is under way.
  package var start: UInt64 { timeline.ready ?? 0 }

  package func name(_ name: String) -> String? {
    if name == "last.epoch", let epoch = lastEpoch { return epoch }
    if name.hasPrefix("answer."), let given { return given.value(String(name.dropFirst(7))) }
    if let dot = name.lastIndex(of: "."), assignment[String(name[..<dot])] != nil {
      var narrowed = names
      narrowed.timeline = timeline
      let role = String(name[..<dot])
      if let process = assignment[role], let track = timeline.track(process) {
        return Self.value(of: String(name[name.index(after: dot)...]), in: track)
      }
    }
    return names.value(name)
  }

  private static func value(of field: String, in track: ProcessTrack) -> String? {
    var timeline = Timeline()
    timeline.adopt(track, as: "it")
    return Names(timeline: timeline).roleValue("it", field)
  }

  /// The last epoch that a subject of the check reported.
  private var lastEpoch: String? {
    subjects.flatMap(\.reports).filter { $0.event == "epoch" }.max { $0.at < $1.at }?
      .detail["epoch"]
  }

  func track(_ process: ProcessIdentity) -> ProcessTrack {
    timeline.track(process) ?? ProcessTrack(identity: process, since: 0)
  }

  /// The processes that fill a role here.
  package func processes(of role: String) -> [ProcessTrack] {
    if let chosen = assignment[role] { return [track(chosen)] }
    var all = timeline.processes(of: role).map { track($0) }
    guard let source = sources[role] else { return all }
    switch source {
    case .children, .group, .tree, .unitGroup:
      // What came and went while the lab was setting up is nobody's doing.
      all.removeAll { track in track.endedAt.map { $0 < start } ?? false }
    default: break
    }
    switch source {
    case .children(let parent, _): return related(all, to: parent) { $0.parent == $1.pid }
    case .group(let leader):
      return related(all, to: leader) { $0.group == ($1.moments.first?.facts.group ?? $1.pid) }
    case .tree(let root):
      guard let chosen = assignment[root] else { return all }
      var inside: Set<Int32> = [chosen.pid]
      var members: [ProcessTrack] = []
      for track in all {
        let parent = track.moments.first?.facts.parent
        if track.identity == chosen || parent.map({ inside.contains($0) }) ?? false {
          inside.insert(track.pid)
          members.append(track)
        }
      }
      return members
    default: return all
    }
  }

  /// Of a role that hangs on another role's candidate: the ones that belong to that candidate.
  private func related(
    _ tracks: [ProcessTrack], to role: String, _ belongs: (ProcessFacts, ProcessTrack) -> Bool
  ) -> [ProcessTrack] {
    guard let chosen = assignment[role] else { return tracks }
    let other = track(chosen)
    return tracks.filter { track in track.moments.first.map { belongs($0.facts, other) } ?? true }
  }

  /// The processes that a predicate without `of:` is about.
  package var subjects: [ProcessTrack] {
    if let only { return [track(only)] }
    var seen: Set<ProcessIdentity> = []
    return subject.flatMap { processes(of: $0) }.filter { seen.insert($0.identity).inserted }
  }

  func about(_ roles: [String]) -> Scene {
    guard !roles.isEmpty else { return self }
    var scene = self
    scene.subject = roles
    scene.only = nil
    return scene
  }

  func about(_ process: ProcessIdentity) -> Scene {
    var scene = self
    scene.only = process
    return scene
  }

  /// The facts to compare with: as they were when an answer was given, else the latest.
  package func facts(of track: ProcessTrack) -> ProcessFacts? {
    if let given {
      if let facts = given.answer.facts["\(track.pid)"] { return facts }
      return track.facts(at: given.at)
    }
    return track.latest
  }

  package func files(matching pattern: String) -> FileFacts? {
    world.files.first { $0.pattern == pattern }
  }
}

extension Timeline {
  /// Puts one track into an otherwise empty timeline.
  mutating func adopt(_ track: ProcessTrack, as role: String) { insert(track, role: role) }
}
