public import Record

/// What the journal says about one unit, or one control group, in order of time.
public struct SubjectTrack: Sendable {
  /// A value, from a moment on.
  struct Moment: Sendable {
    /// CLOCK_BOOTTIME, nanoseconds.
    var at: UInt64
    var value: String
  }

  /// What it is about.
  public let subject: Subject
  /// When the journal first spoke of it.
  public let since: UInt64
  /// Each value by itself: most looks change one or two of many.
  private(set) var series: [String: [Moment]] = [:]

  init(_ subject: Subject, since: UInt64) {
    self.subject = subject
    self.since = since
  }

  /// Takes in what one look saw.
  mutating func add(_ values: [String: String], at moment: UInt64) {
    for (name, value) in values {
      series[name, default: []].append(Moment(at: moment, value: value))
    }
  }

  /// The last value that is known; nil where there is none.
  public func latest(_ name: String) -> String? { series[name]?.last?.value }

  /// The value as of a moment; nil before it was first seen.
  public func value(_ name: String, at moment: UInt64) -> String? {
    index(name, at: moment).flatMap { series[name]?[$0].value }
  }

  /// When the value that holds at a moment was seen.
  func seen(_ name: String, at moment: UInt64) -> UInt64? {
    index(name, at: moment).flatMap { series[name]?[$0].at }
  }

  private func index(_ name: String, at moment: UInt64) -> Int? {
    guard let moments = series[name] else { return nil }
    var low = 0
    var high = moments.count
    while low < high {
      let middle = (low + high) / 2
      if moments[middle].at <= moment { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// When a question about a value was answered yes and when no.
  ///
  /// - Parameter question: nil where it can't be told.
  func held(_ name: String, _ question: (String) -> Bool?) -> Held {
    Self.held(series[name] ?? [], question)
  }

  static func held(_ moments: [Moment], _ question: (String) -> Bool?) -> Held {
    var yes: [Span] = []
    var no: [Span] = []
    for (index, moment) in moments.enumerated() {
      let end = index + 1 < moments.count ? moments[index + 1].at : nil
      switch question(moment.value) {
      case true: yes.append(Span(moment.at, end))
      case false: no.append(Span(moment.at, end))
      default: break
      }
    }
    return Held(yes: Spans(yes), no: Spans(no))
  }
}

extension Timeline {
  /// What is known of a unit, by its full name.
  public func unit(_ name: String) -> SubjectTrack? { subjects[.unit(name)] }

  /// What is known of a control group, by its path.
  public func group(_ path: String) -> SubjectTrack? { subjects[.cgroup(path)] }

  /// The control groups that a unit has had, by its full name: those that bear it.
  func groups(ofUnit name: String) -> [SubjectTrack] {
    subjects.values.filter { track in
      guard case .cgroup(let path) = track.subject else { return false }
      return path.hasSuffix("/\(name)")
    }.sorted { $0.since < $1.since }
  }
}

extension SubjectTrack {
  /// Of a control group: when it was there.
  var living: Held { held(GroupValue.exists) { $0 == "yes" } }

  /// Of a unit: when its manager gave no answer.
  var silent: Spans { held(UnitValue.failure) { !$0.isEmpty }.yes }
}

extension Held {
  /// The same within these stretches, and nothing outside.
  func within(_ spans: Spans) -> Held {
    Held(
      yes: yes.intersection(spans), no: no.intersection(spans), doubt: doubt.intersection(spans),
      onsets: onsets?.filter { spans.contains($0) })
  }

  /// The same, where nobody can say in these stretches.
  func doubted(in spans: Spans) -> Held {
    guard !spans.isEmpty else { return self }
    return Held(
      yes: yes.subtracting(spans), no: no.subtracting(spans), doubt: doubt.union(spans),
      onsets: onsets)
  }
}
