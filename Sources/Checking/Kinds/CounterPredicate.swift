package import Record

/// A counter of a control group rose by so much since the attempt was ready.
package struct CounterPredicate: PredicateKind {
  package static let key = "counter"
  package static let summary = """
    A counter of the process's control group (or of a unit's, in:) rose by so much since the attempt \
    was ready; parent: true asks the group above. parent: either takes the largest of the group's and \
    those above it, below the manager's: a limit may sit there. Of kills only those count above that \
    came as the group itself went; while it is there, its own count is exact. A group that is gone \
    keeps what was last seen of it; one that came anew began at 0.
    """
  package static let usage = [
    "counter: {key: memory.events.oom_kill, by: {at-least: 1}, parent: either}",
    "counter: {key: cpu.stat.nr_throttled, by: {above: 0}, in: burn}",
  ]
  package static let schema: JSON? = .keys(
    [
      ("key", .words(counters.map(\.name))), ("by", ValueTest.schema), ("in", .type("string")),
      ("parent", .words(["true", "false", "either"])),
    ], required: ["key", "by"])

  static let counters = CgroupKey.all.filter { $0.kind == .counter }

  /// Which groups' counts are taken.
  ///
  /// A unit takes its group and its counters along, and the group above keeps the sum. A slice that
  /// was made for the unit stays (seen with systemd 252): somebody has to stop it.
  enum Parent: Sendable { case own, above, either }

  /// Counted in the group of whom it happened to and in all above; nanoseconds that may pass between
  /// the end of a group and the look that sees the count above.
  static let kills: Set<String> = ["memory.events.oom_kill", "memory.events.oom_group_kill"]
  static let slack: UInt64 = 2_000_000_000

  var subject: GroupSubject
  var counter: CgroupKey
  var by: ValueTest
  var parent: Parent

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'counter'")
    subject = GroupSubject(reader)
    parent = .own
    if let node = reader.value("parent") {
      switch node.text {
      case "true": parent = .above
      case "false": break
      case "either": parent = .either
      default: log.report("'parent' can be true, false or either", at: node.place)
      }
    }
    let by = reader.required("by").flatMap { ValueTest($0, log: log) }
    let node = reader.required("key")
    reader.finish()
    guard let node, let by else { return nil }
    guard let counter = node.text.flatMap({ CgroupKey($0) }), counter.kind == .counter else {
      let text = node.text ?? ""
      log.report(
        "'\(text)' is no counter\(Suggestion.ending(for: text, among: Self.counters.map(\.name)))",
        at: node.place)
      return nil
    }
    self.counter = counter
    self.by = by
  }

  package var needsSubject: Bool { subject.unit == nil }
  package var watch: Set<FactGroup> { [.stat, .cgroup] }
  package var basis: Basis { .record }

  package var looks: [LookNeed] {
    [
      .group(
        subject.owner, keys: [counter.name], parent: parent != .own, ancestors: false)
    ] + UnitNames.needs(by.names)
  }

  /// How much it rose in one place, from moment to moment; it stands at 0 when the attempt is ready.
  private struct Rise {
    /// Where it was counted; several groups for an owner that moved.
    var paths: Set<String>
    var moments: [SubjectTrack.Moment]

    func amount(at moment: UInt64) -> Double {
      moments.last { $0.at <= moment }.flatMap { Double($0.value) } ?? 0
    }
  }

  /// The counts that are taken: in the group itself, and level by level above it.
  private func rises(_ owner: GroupSubject.Owned, _ scene: Scene) -> [Rise] {
    let own = Set(owner.stays.map(\.path))
    func rise(_ paths: Set<String>, _ accepts: (UInt64) -> Bool = { _ in true }) -> Rise {
      Self.rise(in: paths, counter, scene, accepts)
    }
    let above = own.map { CgroupPath.above($0) }
    let nearest = Set(above.compactMap(\.first))
    switch parent {
    case .own: return [rise(own)]
    case .above: return [rise(nearest)]
    case .either:
      let accepts = { (moment: UInt64) in
        !Self.kills.contains(counter.name) || Self.justWent(owner, moment)
      }
      // Those far above are looked at only where a manager has them.
      let depth = above.map(\.count).max() ?? 0
      return [rise(own)]
        + (0..<depth).map { level in
          rise(Set(above.filter { $0.count > level }.map { $0[level] }), accepts)
        }
    }
  }

  /// Whether the group was gone at a moment, and not for long.
  private static func justWent(_ owner: GroupSubject.Owned, _ moment: UInt64) -> Bool {
    guard let stay = owner.stay(at: moment) else { return false }
    let lives = stay.track?.living.yes ?? stay.spans
    return !lives.contains(moment)
      && lives.list.contains { life in
        life.end.map { $0 <= moment && moment - $0 <= slack } ?? false
      }
  }

  private static func rise(
    in paths: Set<String>, _ key: CgroupKey, _ scene: Scene, _ accepts: (UInt64) -> Bool
  ) -> Rise {
    var steps: [(at: UInt64, by: Double)] = []
    var risen: Set<String> = []
    for path in paths {
      guard let track = scene.timeline.group(path) else { continue }
      let own = track.rises(key, since: scene.start).filter { accepts($0.at) }
      if !own.isEmpty { risen.insert(path) }
      steps += own
    }
    var sum = 0.0
    var moments = [SubjectTrack.Moment(at: scene.start, value: "0")]
    for step in steps.sorted(by: { $0.at < $1.at }) {
      sum += step.by
      moments.append(SubjectTrack.Moment(at: step.at, value: NumberRange.text(sum)))
    }
    return Rise(paths: risen.isEmpty ? paths : risen, moments: moments)
  }

  /// The largest of all counts, from moment to moment.
  private func largest(_ rises: [Rise]) -> [SubjectTrack.Moment] {
    Set(rises.flatMap(\.moments).map(\.at)).sorted().map { moment in
      let most = rises.map { $0.amount(at: moment) }.max() ?? 0
      return SubjectTrack.Moment(at: moment, value: NumberRange.text(most))
    }
  }

  package func held(_ scene: Scene) -> Held {
    let all = subject.owned(scene)
    guard !all.isEmpty else { return .unknown }
    return .all(
      all.map { owner in
        SubjectTrack.held(largest(rises(owner, scene))) { by.holds($0, as: .number, scene) }
      })
  }

  package func reach(_ scene: Scene) -> Reach {
    guard subject.unit == nil else { return .open }
    let tracks = scene.subjects
    if held(scene).yes.contains(scene.now) { return .open }
    return tracks.isEmpty || tracks.contains { $0.endedAt == nil } ? .open : .lost
  }

  package func expected(_ scene: Scene) -> String {
    "\(counter.name) risen by \(by.words(scene))"
  }

  package func observed(_ scene: Scene) -> String {
    let all = subject.owned(scene)
    guard !all.isEmpty else { return scene.noProcess }
    return all.prefix(3).map { owner in
      guard !owner.stays.isEmpty else { return "\(owner.name) has no control group yet" }
      let rises = rises(owner, scene)
      let most = rises.map { $0.amount(at: scene.now) }.max() ?? 0
      let own = Set(owner.stays.map(\.path))
      let place = rises.first { $0.amount(at: scene.now) == most }?.paths.sorted().first
      let elsewhere = place.map { own.contains($0) ? "" : ", counted in \($0)" } ?? ""
      return "\(owner.name): \(counter.name) risen by \(NumberRange.text(most))\(elsewhere)"
    }.joined(separator: "; ")
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    subject.owned(scene).prefix(4).flatMap { owner -> [Evidence] in
      guard let stay = owner.stay(at: moment) else { return [] }
      let rises = rises(owner, scene)
      // The one that decides; of several alike the group itself.
      let most = rises.map { $0.amount(at: moment) }.max() ?? 0
      var paths = parent == .above ? [] : [stay.path]
      if let decisive = rises.first(where: { $0.amount(at: moment) == most }),
        !decisive.paths.contains(stay.path)
      {
        paths += decisive.paths.sorted().prefix(2)
      }
      return paths.compactMap { path in
        guard let track = scene.timeline.group(path) else { return nil }
        return track.evidence(
          counter.name, source: CgroupPath.file(path, counter.file), at: moment,
          field: counter.entry ?? "")
      }
    }
  }

  package static let examples = [
    PredicateExample(
      "it rose", "counter: {key: cpu.stat.nr_throttled, by: {above: 0}}", holds: true,
      starting: { $0.cgroup = "/a" }
    ) {
      $0.group("/a", ["cpu.stat.nr_throttled": "5", GroupValue.isNew: "no"], at: 1.5)
      $0.group("/a", ["cpu.stat.nr_throttled": "9"], at: 3)
    },
    PredicateExample(
      "it stood there before", "counter: {key: cpu.stat.nr_throttled, by: {above: 0}}",
      holds: false, starting: { $0.cgroup = "/a" }
    ) {
      $0.group("/a", ["cpu.stat.nr_throttled": "5", GroupValue.isNew: "no"], at: 3)
    },
    PredicateExample(
      "a new group began at 0", "counter: {key: pids.events.max, by: {at-least: 5}, in: server}",
      holds: true
    ) {
      $0.unit("server", [:], at: 1)
      $0.group("/a/server.service", ["pids.events.max": "5", GroupValue.isNew: "yes"], at: 3)
    },
    PredicateExample(
      "gone, and the parent kept count",
      "counter: {key: memory.events.oom_kill, by: {at-least: 1}, in: server, parent: either}",
      holds: true
    ) {
      $0.unit("server", [:], at: 1)
      $0.group("/a", ["memory.events.oom_kill": "2", GroupValue.isNew: "no"], at: 1)
      $0.group(
        "/a/server.service", ["memory.events.oom_kill": "0", GroupValue.isNew: "yes"], at: 3)
      $0.group("/a/server.service", [GroupValue.exists: "no"], at: 4)
      $0.group("/a", ["memory.events.oom_kill": "3"], at: 4)
    },
    PredicateExample(
      "another's kill counts in the parent too, while its own group is there",
      "counter: {key: memory.events.oom_kill, by: {at-least: 1}, in: server, parent: either}",
      holds: false
    ) {
      $0.unit("server", [:], at: 1)
      $0.group("/a", ["memory.events.oom_kill": "2", GroupValue.isNew: "no"], at: 1)
      $0.group(
        "/a/server.service", ["memory.events.oom_kill": "0", GroupValue.isNew: "yes"], at: 3)
      $0.group("/a", ["memory.events.oom_kill": "3"], at: 4)
      $0.group("/a/server.service", [GroupValue.exists: "no"], at: 5)
      $0.group("/a", ["memory.events.oom_kill": "4"], at: 50)
    },
    PredicateExample(
      "a limit two groups above holds it back",
      "counter: {key: cpu.stat.nr_throttled, by: {above: 5}, in: server, parent: either}",
      holds: true
    ) {
      $0.unit("server", [:], at: 1)
      for path in ["/a", "/a/b", "/a/b/server.service"] {
        $0.group(path, ["cpu.stat.nr_throttled": "0", GroupValue.isNew: "yes"], at: 3)
      }
      $0.group("/a", ["cpu.stat.nr_throttled": "9"], at: 4)
    },
    PredicateExample(
      "the group's own alone",
      "counter: {key: memory.events.oom_kill, by: {at-least: 1}, in: server}",
      holds: false
    ) {
      $0.unit("server", [:], at: 1)
      $0.group(
        "/a/server.service", ["memory.events.oom_kill": "0", GroupValue.isNew: "yes"], at: 3)
      $0.group("/a", ["memory.events.oom_kill": "3"], at: 4)
    },
    PredicateExample(
      "restarts add up", "counter: {key: pids.events.max, by: 5, in: server}", holds: true
    ) {
      $0.unit("server", [:], at: 1)
      $0.group("/a/server.service", ["pids.events.max": "2", GroupValue.isNew: "yes"], at: 3)
      $0.group("/a/server.service", [GroupValue.exists: "no"], at: 4)
      $0.group("/a/server.service", ["pids.events.max": "3", GroupValue.isNew: "yes"], at: 5)
    },
  ]
}

extension SubjectTrack {
  /// By how much a counter of a group rose, and when, since a moment.
  func rises(_ key: CgroupKey, since start: UInt64) -> [(at: UInt64, by: Double)] {
    // A group that came anew after it was gone counts from 0 again.
    let births = living.yes.list.map(\.start)
    let isNew = series[GroupValue.isNew]?.first?.value == "yes"
    var previous: Double?
    var life = 0
    var steps: [(at: UInt64, by: Double)] = []
    for moment in series[key.name] ?? [] {
      guard let value = Double(moment.value) else { continue }
      let lives = births.count { $0 <= moment.at }
      if let before = previous {
        let base = lives > life && life > 0 || value < before ? 0 : before
        if moment.at > start, value > base { steps.append((moment.at, value - base)) }
      } else if moment.at > start, isNew, value > 0 {
        steps.append((moment.at, value))
      }
      previous = value
      life = lives
    }
    return steps
  }
}
