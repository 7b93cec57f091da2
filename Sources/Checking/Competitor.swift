internal import Record

/// One of those that compete for the CPUs: what it had used by which moment.
struct Competitor: Sendable {
  /// In what the use is counted; the same for all that are compared.
  enum Measure: Sendable {
    /// Clock ticks, a hundredth of a second.
    case ticks
    case microseconds

    var perSecond: Double {
      switch self {
      case .ticks: 100
      case .microseconds: 1_000_000
      }
    }

    /// An amount, as it is told: "360 ticks", "3600 ms".
    func text(_ amount: Double) -> String { "\(number(amount)) \(unit)" }

    func number(_ amount: Double) -> Int {
      switch self {
      case .ticks: Int(amount)
      case .microseconds: Int((amount / 1000).rounded())
      }
    }

    var unit: String {
      switch self {
      case .ticks: "ticks"
      case .microseconds: "ms"
      }
    }
  }

  /// Who it is, in sentences: "4242", "lab-x.service".
  var name: String
  /// What evidence calls it: "/proc/4242/stat".
  var source: String
  /// The field there.
  var field: String
  /// Whether its share is asked for; the others are what it competes with.
  var isSubject: Bool
  /// Readings in order of time, in units that are the same for all.
  var readings: [(at: UInt64, used: Double)]
  /// From when on it is known.
  var since: UInt64
  /// When it ended; nil while it lives.
  var endedAt: UInt64?
  /// When it, or one of its processes, was stopped (state T).
  var stopped: Spans
  /// Of a control group: when it was frozen.
  var frozen: Spans = .none

  /// What it had used at a moment at which it was read.
  func used(at moment: UInt64) -> Double? {
    let index = place(of: moment)
    let near = [index - 1, index].filter { readings.indices.contains($0) }
      .min { distance($0, moment) < distance($1, moment) }
    guard let near, distance(near, moment) <= ShareMeter.sameMoment else { return nil }
    return readings[near].used
  }

  private func distance(_ index: Int, _ moment: UInt64) -> UInt64 {
    let at = readings[index].at
    return max(at, moment) - min(at, moment)
  }

  /// The first reading at or after a moment.
  private func place(of moment: UInt64) -> Int {
    var low = 0
    var high = readings.count
    while low < high {
      let middle = (low + high) / 2
      if readings[middle].at < moment { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// When it is first halted from a moment on, or ends.
  func cut(from moment: UInt64) -> UInt64? {
    [stopped.first(from: moment), frozen.first(from: moment), endedAt].compactMap { $0 }.min()
  }
}

extension Competitor {
  /// A process and its CPU time, in clock ticks.
  init(_ track: ProcessTrack, isSubject: Bool) {
    self.init(
      name: "\(track.pid)", source: "/proc/\(track.pid)/stat", field: FactField.cpuTicks.label,
      isSubject: isSubject,
      readings: track.moments.compactMap { moment in
        moment.facts.cpuTicks.map { (moment.at, Double($0)) }
      }, since: track.since, endedAt: track.endedAt, stopped: track.stopped)
  }

  /// The control groups that a unit has had, and what all processes of each used, in microseconds.
  ///
  /// Whoever restarts a unit gives it another group, and a group without a process competes with
  /// nobody: each stretch in which the group was there and populated is one competitor.
  static func groups(ofUnit key: String, isSubject: Bool, _ scene: Scene) -> [Competitor] {
    guard let unit = scene.name("\(key).unit") else { return [] }
    let stopped = scene.stopped(ofUnit: unit)
    return scene.timeline.groups(ofUnit: unit).flatMap { track -> [Competitor] in
      let path = track.subject.name
      let empty = track.held(populated) { $0 == "0" }.yes
      let frozen = track.held(Competitor.frozen) { $0 == "1" }.yes
      return track.living.yes.subtracting(empty).list.flatMap { life in
        lives(track, life).map { readings in
          Competitor(
            name: unit, source: CgroupPath.file(path, "cpu.stat"), field: "usage_usec",
            isSubject: isSubject, readings: readings.list, since: readings.since,
            endedAt: readings.end, stopped: stopped, frozen: frozen)
        }
      }
    }
  }

  static let usage = "cpu.stat.usage_usec"
  static let frozen = "cgroup.events.frozen"
  static let populated = "cgroup.events.populated"

  /// The readings of one stretch; more than one life where what was used shrank, since then another
  /// group had taken its place between two looks.
  private static func lives(
    _ track: SubjectTrack, _ span: Span
  ) -> [(list: [(at: UInt64, used: Double)], since: UInt64, end: UInt64?)] {
    var lives: [(list: [(at: UInt64, used: Double)], since: UInt64, end: UInt64?)] = [
      ([], span.start, span.end)
    ]
    for moment in track.series[usage] ?? [] where span.contains(moment.at) {
      guard let used = Double(moment.value) else { continue }
      let last = lives.count - 1
      if let before = lives[last].list.last?.used, used < before {
        lives[last].end = moment.at
        lives.append(([(moment.at, used)], moment.at, span.end))
      } else {
        lives[last].list.append((moment.at, used))
      }
    }
    return lives
  }
}

extension ProcessTrack {
  /// When it was seen stopped (state T, or t for a tracer).
  var stopped: Spans {
    var spans: [Span] = []
    for (index, moment) in moments.enumerated() {
      guard moment.facts.state == "T" || moment.facts.state == "t" else { continue }
      spans.append(
        Span(moment.at, index + 1 < moments.count ? moments[index + 1].at : endedAt))
    }
    return Spans(spans)
  }
}

extension Scene {
  /// When a process of a unit was stopped, as far as a role finds its processes; the full name.
  func stopped(ofUnit unit: String) -> Spans {
    sources.filter { $0.value == .unit(name: unit) || $0.value == .unitGroup(name: unit) }
      .keys.flatMap { timeline.processes(of: $0) }
      .reduce(Spans.none) { $0.union(track($1).stopped) }
  }
}
