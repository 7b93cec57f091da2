package import Record

/// A counter of a control group rose by so much since the attempt was ready.
package struct CounterPredicate: PredicateKind {
  package static let key = "counter"
  package static let summary = """
    A counter of the process's control group (or of a unit's, in:) rose by so much since the attempt \
    was ready; parent: true asks the group above, either takes the larger of the two. A group that \
    is gone keeps what was last seen of it; one that came anew began at 0.
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

  enum Parent: Sendable { case own, above, either }

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

  /// How much it rose, from moment to moment; it stands at 0 when the attempt is ready.
  private func rises(_ owner: GroupSubject.Owned, _ scene: Scene) -> [SubjectTrack.Moment] {
    let paths = owner.stays.map(\.path)
    let own = Self.total(of: Set(paths), counter, scene)
    let above = Self.total(of: Set(paths.compactMap { CgroupPath.above($0).first }), counter, scene)
    switch parent {
    case .own: return own
    case .above: return above
    case .either:
      let moments = Set((own + above).map(\.at)).sorted()
      func at(_ moment: UInt64, _ list: [SubjectTrack.Moment]) -> Double {
        list.last { $0.at <= moment }.flatMap { Double($0.value) } ?? 0
      }
      return moments.map {
        SubjectTrack.Moment(at: $0, value: NumberRange.text(max(at($0, own), at($0, above))))
      }
    }
  }

  private static func total(
    of paths: Set<String>, _ key: CgroupKey, _ scene: Scene
  ) -> [SubjectTrack.Moment] {
    var steps: [(at: UInt64, by: Double)] = []
    for path in paths {
      guard let track = scene.timeline.group(path) else { continue }
      steps += track.rises(key, since: scene.start)
    }
    var sum = 0.0
    var result = [SubjectTrack.Moment(at: scene.start, value: "0")]
    for step in steps.sorted(by: { $0.at < $1.at }) {
      sum += step.by
      result.append(SubjectTrack.Moment(at: step.at, value: NumberRange.text(sum)))
    }
    return result
  }

  package func held(_ scene: Scene) -> Held {
    let all = subject.owned(scene)
    guard !all.isEmpty else { return .unknown }
    return .all(
      all.map { owner in
        SubjectTrack.held(rises(owner, scene)) { by.holds($0, as: .number, scene) }
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
      return "\(owner.name): \(counter.name) risen by \(rises(owner, scene).last?.value ?? "0")"
    }.joined(separator: "; ")
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    subject.owned(scene).prefix(4).flatMap { owner -> [Evidence] in
      guard let stay = owner.stay(at: moment) else { return [] }
      var paths = parent == .above ? [] : [stay.path]
      if parent != .own, let above = CgroupPath.above(stay.path).first { paths.append(above) }
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
    let births = (series[GroupValue.exists] ?? []).filter { $0.value == "yes" }.map(\.at)
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
