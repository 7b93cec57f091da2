internal import Record

/// The control groups that a predicate is about: of its subject's processes, or of a unit.
struct GroupSubject: Sendable {
  /// The key of `units:`; nil for the subject's processes.
  var unit: String?

  /// Reads `in:`.
  init(_ reader: KeyReader) {
    if let node = reader.value("in"), let key = node.text, !node.isNull {
      reader.log.refer(to: .unit, key, at: node.place)
      unit = key
    }
  }

  init(unit: String?) { self.unit = unit }

  var owner: LookNeed.Owner { unit.map { .unit($0) } ?? .subject }

  /// A group, and when it is meant: a process may move, a unit's group may go and come back.
  struct Stay: Sendable {
    var path: String
    var track: SubjectTrack?
    var spans: Spans
  }

  /// One owner's stays, in order of time.
  struct Owned: Sendable {
    /// For sentences: "lab-x.service", or "42".
    var name: String
    /// Of a process: when it ended.
    var endedAt: UInt64?
    var stays: [Stay]

    /// Where it is at a moment, or was last.
    func stay(at moment: UInt64) -> Stay? {
      stays.last { $0.spans.contains(moment) }
        ?? stays.last { ($0.spans.list.first?.start ?? .max) <= moment } ?? stays.first
    }
  }

  /// Whom it is about; empty while nobody is there.
  func owned(_ scene: Scene) -> [Owned] {
    if let unit {
      guard let name = scene.name("\(unit).unit") else { return [] }
      let tracks = scene.timeline.groups(ofUnit: name)
      return [
        Owned(
          name: name,
          stays: tracks.map { track in
            Stay(path: track.subject.name, track: track, spans: track.living.yes)
          })
      ]
    }
    return scene.subjects.map { process in
      var stays: [Stay] = []
      for (index, moment) in process.moments.enumerated() {
        guard let path = moment.facts.cgroup else { continue }
        let next = index + 1 < process.moments.count ? process.moments[index + 1].at : nil
        let end = [next, process.endedAt].compactMap { $0 }.min()
        if let last = stays.indices.last, stays[last].path == path {
          stays[last].spans = stays[last].spans.union(Spans([Span(moment.at, end)]))
        } else {
          stays.append(
            Stay(
              path: path, track: scene.timeline.group(path), spans: Spans([Span(moment.at, end)])))
        }
      }
      return Owned(name: "\(process.pid)", endedAt: process.endedAt, stays: stays)
    }
  }

  /// When a question about each owner's group was answered yes and when no; of several owners all
  /// must hold. While a group isn't there, nothing holds of it.
  func held(_ scene: Scene, _ question: (Stay) -> Held) -> Held {
    let all = owned(scene)
    guard !all.isEmpty else { return .unknown }
    return .all(
      all.map { owner in
        var result = Held.unknown
        var covered = Spans.none
        for stay in owner.stays {
          let held = question(stay).within(stay.spans)
          result = Held(
            yes: result.yes.union(held.yes), no: result.no.union(held.no),
            doubt: result.doubt.union(held.doubt))
          covered = covered.union(stay.spans)
        }
        // Between two stays, and after the last one, there is no group.
        guard let first = covered.list.first?.start else { return .unknown }
        result.no = result.no.union(Spans.from(first).subtracting(covered))
        return result
      })
  }
}

extension GroupSubject.Stay {
  /// When a value of the group was as a test wants it.
  ///
  /// - Parameter effective: The tightest of the group and those above it, which the kernel enforces.
  func held(
    _ key: CgroupKey, _ test: ValueTest, effective: Bool, _ scene: Scene
  ) -> Held {
    guard let track else { return .unknown }
    let dimension = Dimension.of(key)
    let moments = effective ? tightest(key, scene.timeline) : track.series[key.name] ?? []
    return SubjectTrack.held(moments) { value in
      if value.isEmpty {
        // No such file: no limit, where there could be one; nothing to compare elsewhere.
        guard key.isLimit else {
          return dimension == .words ? test.holds("", as: .words, scene) : false
        }
        return test.holds("max", as: dimension, scene)
      }
      return test.holds(value, as: dimension, scene)
    }
  }

  /// The tightest value of a limit, here and above, from moment to moment.
  func tightest(_ key: CgroupKey, _ timeline: Timeline) -> [SubjectTrack.Moment] {
    let tracks =
      [track].compactMap { $0 }
      + CgroupPath.above(path).compactMap { timeline.group($0) }
    let moments = Set(tracks.flatMap { $0.series[key.name]?.map(\.at) ?? [] }).sorted()
    let dimension = Dimension.of(key)
    return moments.compactMap { moment in
      let values = tracks.compactMap { $0.value(key.name, at: moment) }.filter { !$0.isEmpty }
      let tight = values.min {
        (dimension.number($0) ?? .infinity) < (dimension.number($1) ?? .infinity)
      }
      return SubjectTrack.Moment(at: moment, value: tight ?? "")
    }
  }
}

/// Paths of control groups.
enum CgroupPath {
  /// The groups above, the nearest first; without the root.
  static func above(_ path: String) -> [String] {
    var found: [String] = []
    var rest = Substring(path)
    while let slash = rest.lastIndex(of: "/"), slash > rest.startIndex {
      rest = rest[..<slash]
      found.append(String(rest))
    }
    return found
  }

  /// Where evidence says that a file of a group is.
  static func file(_ path: String, _ file: String) -> String {
    "/sys/fs/cgroup\(path == "/" ? "" : path)/\(file)"
  }

  /// What a learner may call a group: as /proc/PID/cgroup has it, with or without "0::", as the
  /// directory it is, or as the line that systemctl show prints.
  static func plain(_ text: String) -> String {
    var path = text.trimmed
    let prefixes = ["ControlGroup=", "0::", "/sys/fs/cgroup/unified", "/sys/fs/cgroup"]
    for prefix in prefixes where path.hasPrefix(prefix) {
      path = String(path.dropFirst(prefix.count))
    }
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if path.isEmpty { path = "/" }
    return path
  }
}

extension CgroupKey {
  /// Whether "max" is one of its values.
  var isLimit: Bool { [.bandwidth, .sizeLimit, .numberLimit].contains(kind) }
}

extension Dimension {
  static func of(_ key: CgroupKey) -> Dimension {
    switch key.kind {
    case .bandwidth: .bandwidth
    case .sizeLimit, .size: .size
    case .numberLimit, .number, .counter, .percent, .flag: .number
    case .words: .words
    }
  }
}
