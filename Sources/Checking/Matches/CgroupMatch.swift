package import Record

/// Where a process lives, or what its control group's files say.
package struct CgroupMatch: MatchKind {
  package static let key = "cgroup"
  package static let otherKeys = ["in", "of", "tolerance"]
  package static let summary = """
    The path of a control group (as /proc/PID/cgroup has it, with or without "0::", or as the \
    directory), its controllers (a set), or a value of its files: of a role's process, of: ROLE, else \
    the subject's; or of a unit, in: UNIT.
    """
  package static let usage = [
    "{cgroup: path, of: job}", "{cgroup: controllers, in: server}",
    "{cgroup: cpu.max.percent, in: server, tolerance: 1}",
  ]
  package static let properties: [(String, JSON)] = [
    ("cgroup", .words(words)), ("in", .type("string")), ("of", .type("string")),
    ("tolerance", String.schema),
  ]

  static let words =
    ["path", "controllers", CgroupPredicate.percent] + CgroupKey.all.map(\.name)

  private enum What {
    case path
    case value(CgroupKey, isPercent: Bool)
  }

  private var what: What
  private var subject: GroupSubject
  private var of: String?
  private var tolerance: Tolerance?

  package init?(_ reader: KeyReader) {
    subject = GroupSubject(reader)
    of = reader.roles("of").first
    tolerance = Tolerance(reader)
    guard let node = reader.required("cgroup") else { return nil }
    switch node.text ?? "" {
    case "path": what = .path
    case "controllers":
      guard let key = CgroupKey("cgroup.controllers") else { return nil }
      what = .value(key, isPercent: false)
    case let name:
      let isPercent = name == CgroupPredicate.percent
      guard let key = CgroupKey(isPercent ? "cpu.max" : name) else {
        reader.log.report(
          "nothing of a control group is called '\(name)'"
            + Suggestion.ending(for: name, among: Self.words),
          at: node.place)
        return nil
      }
      what = .value(key, isPercent: isPercent)
    }
  }

  package var watch: [String: Set<FactGroup>] {
    subject.unit == nil ? [of ?? "": [.stat, .cgroup]] : [:]
  }
  package var roles: [String] { of.map { [$0] } ?? [] }
  package var needsSubject: Bool { of == nil && subject.unit == nil }

  package var looks: [LookNeed] {
    let owner = of.map { LookNeed.Owner.role($0) } ?? subject.owner
    var keys: Set<String> = ["cgroup.events.populated"]
    if case .value(let key, _) = what { keys.insert(key.name) }
    return [.group(owner, keys: keys, parent: false, ancestors: false)]
  }

  package func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
    let scene = scene.about(of.map { [$0] } ?? [])
    let moment = scene.given?.at ?? scene.now
    var words = "the path of the control group"
    if case .value(let key, let isPercent) = what {
      words = isPercent ? "the percent that cpu.max allows" : "\(key.name) of the control group"
    }
    var isKnown = false
    // Who had ended by then can't be meant.
    for owner in subject.owned(scene) where owner.endedAt.map({ $0 >= moment }) ?? true {
      switch what {
      case .path:
        // The snapshot that was taken with the answer knows best.
        guard let path = snapshot(owner, scene) ?? owner.stay(at: moment)?.path else { continue }
        isKnown = true
        guard CgroupPath.plain(text) == path else { continue }
        let source = subject.unit == nil ? "/proc/\(owner.name)/cgroup" : scene.showCommand(unit)
        return MatchOutcome(
          true, expected: words,
          evidence: [
            Evidence(
              source: source, field: subject.unit == nil ? "" : "ControlGroup",
              value: subject.unit == nil ? "0::\(path)" : path, at: moment)
          ])
      case .value(let key, let isPercent):
        guard let stay = owner.stay(at: moment), let value = stay.track?.value(key.name, at: moment)
        else { continue }
        isKnown = true
        guard matches(text, value, key, isPercent) else { continue }
        return MatchOutcome(
          true, expected: words,
          evidence: stay.evidence(key, effective: false, at: moment, scene))
      }
    }
    return MatchOutcome(isKnown ? false : nil, expected: words)
  }

  private var unit: String { subject.unit ?? "" }

  private func snapshot(_ owner: GroupSubject.Owned, _ scene: Scene) -> String? {
    subject.unit == nil ? scene.given?.answer.facts[owner.name]?.cgroup : nil
  }

  private func matches(
    _ text: String, _ value: String, _ key: CgroupKey, _ isPercent: Bool
  ) -> Bool {
    let dimension = Dimension.of(key)
    if dimension == .words {
      let given = text.split { " ,\n\t".contains($0) }.map { $0.lowercased() }
      if given == ["none"] { return value.isEmpty }
      return Set(given) == Set(value.split(separator: " ").map { $0.lowercased() })
    }
    let text = text.trimmed
    let bare = isPercent && text.hasSuffix("%") ? String(text.dropLast()).trimmed : text
    if let tolerance, let right = dimension.number(value), let given = dimension.number(bare),
      right.isFinite
    {
      return tolerance.accepts(given, for: right)
    }
    if isPercent, let right = dimension.number(value) {
      return Dimension.number.same(bare, right.isInfinite ? "max" : "\(right)")
    }
    return dimension.same(bare, value)
  }

  package static let examples = [
    MatchExample(
      "{cgroup: path, of: job}", "0::/app.slice/a.service", holds: true,
      starting: { $0.cgroup = "/app.slice/a.service" }),
    MatchExample(
      "{cgroup: path}", "/sys/fs/cgroup/app.slice/a.service/", holds: true,
      starting: { $0.cgroup = "/app.slice/a.service" }),
    MatchExample(
      "{cgroup: path}", "ControlGroup=/app.slice/a.service", holds: true,
      starting: { $0.cgroup = "/app.slice/a.service" }),
    MatchExample(
      "{cgroup: path}", "/user.slice", holds: false,
      starting: { $0.cgroup = "/app.slice/a.service" }),
    MatchExample(
      "{cgroup: controllers}", "memory, cpu pids", holds: true, starting: { $0.cgroup = "/a" }
    ) {
      $0.group("/a", ["cgroup.controllers": "cpu memory pids"], at: 3)
    },
    MatchExample(
      "{cgroup: controllers}", "none", holds: true, starting: { $0.cgroup = "/a" }
    ) {
      $0.group("/a", ["cgroup.controllers": ""], at: 3)
    },
    MatchExample("{cgroup: cpu.max.percent, in: server}", "35%", holds: true) {
      $0.unit("server", [:], at: 1)
      $0.group("/a/server.service", ["cpu.max": "35000 100000"], at: 3)
    },
    MatchExample("{cgroup: memory.max, in: server}", "64M", holds: true) {
      $0.unit("server", [:], at: 1)
      $0.group("/a/server.service", ["memory.max": "67108864"], at: 3)
    },
  ]
}
