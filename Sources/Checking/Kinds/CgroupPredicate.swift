package import Record

/// The control group of a process, or of a unit, has these values.
package struct CgroupPredicate: PredicateKind {
  package static let key = "cgroup"
  package static let summary = """
    The control group of the process (or of a unit, in:) has these values in its files; with \
    effective: true the tightest limit of the group and those above it counts. Or the process lives \
    within: a unit, or in a group whose path: is so.
    """
  package static let usage = [
    "cgroup: {files: {cpu.max: {percent: 40}, pids.max: {at-most: 30}}}",
    "cgroup: {in: server, files: {memory.max: 64M}, effective: true}",
    "cgroup: {in: server, files: {cgroup.events.frozen: 1}}",
    "cgroup: {within: server}", "cgroup: {path: {contains: app.slice}}",
  ]
  package static let schema: JSON? = .keys([
    ("in", .type("string")),
    ("files", .keys((CgroupKey.all.map(\.name) + [percent]).map { ($0, ValueTest.schema) })),
    ("effective", Bool.schema), ("within", .type("string")), ("path", ValueTest.schema),
  ])

  /// A name for `cpu.max: {percent: N}`.
  static let percent = "cpu.max.percent"

  var subject: GroupSubject
  var files: [(key: CgroupKey, isPercent: Bool, test: ValueTest)] = []
  var effective: Bool
  /// The key of `units:`.
  var within: String?
  var path: ValueTest?

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'cgroup'")
    subject = GroupSubject(reader)
    effective = reader.plain("effective") ?? false
    if let node = reader.value("files") {
      let inner = KeyReader(node, log: log, what: "'files'")
      for name in inner.keys {
        guard let value = inner.value(name) else { continue }
        let isPercent = name == Self.percent
        guard let key = CgroupKey(isPercent ? "cpu.max" : name) else {
          let known = CgroupKey.all.map(\.name) + [Self.percent]
          log.report(
            "unknown file or entry '\(name)'\(Suggestion.ending(for: name, among: known))",
            at: inner.place(of: name))
          continue
        }
        guard
          let test = ValueTest(value, log: log, hasPercent: key.kind == .bandwidth && !isPercent)
        else { continue }
        if effective, !key.isLimit {
          log.report(
            "'\(name)' is no limit: effective: asks for the tightest of several limits",
            at: inner.place(of: name))
        }
        files.append((key, isPercent, test))
      }
    }
    if let node = reader.value("within"), let unit = node.text, !node.isNull {
      log.refer(to: .unit, unit, at: node.place)
      within = unit
    }
    path = reader.value("path").flatMap { ValueTest($0, log: log) }
    reader.finish()
    if files.isEmpty, within == nil, path == nil {
      log.report("files:, within: or path: is missing", at: argument.place)
      return nil
    }
  }

  package var needsSubject: Bool { subject.unit == nil }
  package var watch: Set<FactGroup> { [.stat, .cgroup] }

  package var looks: [LookNeed] {
    let keys = Set(files.map(\.key.name) + ["cgroup.events.populated"])
    let names = files.flatMap(\.test.names) + (path?.names ?? [])
    return [.group(subject.owner, keys: keys, parent: false, ancestors: effective)]
      + UnitNames.needs(names)
  }

  package func held(_ scene: Scene) -> Held {
    subject.held(scene) { stay in
      var parts = files.map { file in held(file, stay, scene) }
      if let within, let unit = scene.name("\(within).unit") {
        let inside = stay.path.split(separator: "/").contains { $0 == unit }
        parts.append(inside ? .always : .never)
      }
      if let path {
        switch path.holds(stay.path, as: .text, scene) {
        case true: parts.append(.always)
        case false: parts.append(.never)
        default: parts.append(.unknown)
        }
      }
      return .all(parts)
    }
  }

  private func held(
    _ file: (key: CgroupKey, isPercent: Bool, test: ValueTest), _ stay: GroupSubject.Stay,
    _ scene: Scene
  ) -> Held {
    stay.held(file.key, file.test, effective: effective, scene)
  }

  package func reach(_ scene: Scene) -> Reach {
    guard subject.unit == nil else { return .open }
    let tracks = scene.subjects
    return tracks.isEmpty || tracks.contains { $0.endedAt == nil } ? .open : .lost
  }

  package func expected(_ scene: Scene) -> String {
    var words = files.map { file in
      "\(file.isPercent ? Self.percent : file.key.name) \(file.test.words(scene))"
    }
    if let within { words.append("in the group of \(scene.name("\(within).unit") ?? within)") }
    if let path { words.append("a group \(path.words(scene))") }
    return words.joined(separator: ", ") + (effective ? ", here or above" : "")
  }

  package func observed(_ scene: Scene) -> String {
    let all = subject.owned(scene)
    guard !all.isEmpty else {
      return subject.unit.map { "\(scene.name("\($0).unit") ?? $0) has no control group" }
        ?? scene.noProcess
    }
    return all.prefix(3).map { owner in
      guard let stay = owner.stay(at: scene.now) else {
        return "\(owner.name) has no control group yet"
      }
      let gone = stay.spans.contains(scene.now) ? "" : ", which is gone"
      let values = files.map { file -> String in
        let moments =
          effective ? stay.tightest(file.key, scene.timeline) : stay.track?.series[file.key.name]
        let value = moments?.last?.value
        guard let value, !value.isEmpty else { return "no \(file.key.name)" }
        guard file.isPercent || file.key.kind == .bandwidth,
          let percent = Dimension.bandwidth.number(value), percent.isFinite
        else { return "\(file.key.name) \(value)" }
        return "\(file.key.name) \(value) (\(NumberRange.text(percent)) percent)"
      }
      let told = values.isEmpty ? stay.path : values.joined(separator: ", ")
      return "\(owner.name): \(told)\(gone)"
    }.joined(separator: "; ")
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    subject.owned(scene).prefix(4).flatMap { owner -> [Evidence] in
      guard let stay = owner.stay(at: moment) else { return [] }
      var lines: [Evidence] = []
      if subject.unit == nil, within != nil || path != nil {
        lines.append(
          Evidence(
            source: "/proc/\(owner.name)/cgroup", field: "", value: "0::\(stay.path)",
            at: stay.spans.list.first?.start ?? moment))
      }
      for file in files.amissFirst({ held($0, stay, scene).yes.contains(moment) }) {
        lines += stay.evidence(file.key, effective: effective, at: moment, scene)
      }
      return lines
    }
  }

  package static let examples = [
    PredicateExample(
      "a quota", "cgroup: {files: {cpu.max: {percent: 40}}}", holds: true,
      starting: { $0.cgroup = "/app.slice/a.service" }
    ) {
      $0.group("/app.slice/a.service", ["cpu.max": "40000 100000"], at: 1)
    },
    PredicateExample(
      "another quota", "cgroup: {files: {cpu.max.percent: {at-most: 40}}}", holds: false,
      starting: { $0.cgroup = "/app.slice/a.service" }
    ) {
      $0.group("/app.slice/a.service", ["cpu.max": "max 100000"], at: 1)
    },
    PredicateExample(
      "a limit where there is no controller", "cgroup: {files: {memory.max: {at-most: 64M}}}",
      holds: false, starting: { $0.cgroup = "/a" }
    ) {
      $0.group("/a", ["memory.max": ""], at: 1)
    },
    PredicateExample(
      "a unit's", "cgroup: {in: server, files: {memory.max: 64M, pids.max: {at-most: 30}}}",
      holds: true
    ) {
      $0.unit("server", [:], at: 1)
      $0.group("/app.slice/server.service", ["memory.max": "67108864", "pids.max": "30"], at: 3)
    },
    PredicateExample(
      "a slice above has the limit", "cgroup: {in: server, files: {pids.max: 30}, effective: true}",
      holds: true
    ) {
      $0.unit("server", [:], at: 1)
      $0.group("/lab.slice", ["pids.max": "30"], at: 1)
      $0.group("/lab.slice/server.service", ["pids.max": "max"], at: 3)
    },
    PredicateExample(
      "which doesn't count otherwise", "cgroup: {in: server, files: {pids.max: 30}}", holds: false
    ) {
      $0.unit("server", [:], at: 1)
      $0.group("/lab.slice", ["pids.max": "30"], at: 1)
      $0.group("/lab.slice/server.service", ["pids.max": "max"], at: 3)
    },
    PredicateExample(
      "frozen for a while", "{cgroup: {in: server, files: {cgroup.events.frozen: 1}}, for: 5s}",
      holds: true
    ) {
      $0.unit("server", [:], at: 1)
      $0.group("/app.slice/server.service", ["cgroup.events.frozen": "0"], at: 3)
      $0.group("/app.slice/server.service", ["cgroup.events.frozen": "1"], at: 90)
    },
    PredicateExample(
      "gone with its values", "cgroup: {in: server, files: {pids.max: 30}}", holds: false
    ) {
      $0.unit("server", [:], at: 1)
      $0.group("/app.slice/server.service", ["pids.max": "30"], at: 3)
      $0.group("/app.slice/server.service", [GroupValue.exists: "no"], at: 9)
    },
    PredicateExample(
      "which it had", "ever: {cgroup: {in: server, files: {pids.max: 30}}}", holds: true
    ) {
      $0.unit("server", [:], at: 1)
      $0.group("/app.slice/server.service", ["pids.max": "30"], at: 3)
      $0.group("/app.slice/server.service", [GroupValue.exists: "no"], at: 9)
    },
    PredicateExample(
      "inside a unit", "cgroup: {within: server}", holds: true,
      starting: { $0.cgroup = "/app.slice/server.service/below" }
    ) {
      $0.unit("server", [:], at: 1)
    },
    PredicateExample(
      "not inside", "cgroup: {within: server}", holds: false,
      starting: { $0.cgroup = "/app.slice/other.service" }
    ) {
      $0.unit("server", [:], at: 1)
    },
  ]
}

extension GroupSubject.Stay {
  /// The file that shows a value: the group's own, or where a limit above is tighter, that one.
  func evidence(
    _ key: CgroupKey, effective: Bool, at moment: UInt64, _ scene: Scene
  ) -> [Evidence] {
    let own = [track].compactMap { $0 }
    let above = effective ? CgroupPath.above(path).compactMap { scene.timeline.group($0) } : []
    let dimension = Dimension.of(key)
    let shown = (own + above).filter { !($0.value(key.name, at: moment) ?? "").isEmpty }
    let best = shown.min {
      (dimension.number($0.value(key.name, at: moment) ?? "") ?? .infinity)
        < (dimension.number($1.value(key.name, at: moment) ?? "") ?? .infinity)
    }
    guard let best = effective ? best : own.first else { return [] }
    let source = CgroupPath.file(best.subject.name, key.file)
    guard let line = best.evidence(key.name, source: source, at: moment, field: key.entry ?? "")
    else { return [] }
    return [
      line.value.isEmpty
        ? Evidence(source: source, field: line.field, value: "no such file", at: line.at) : line
    ]
  }
}
