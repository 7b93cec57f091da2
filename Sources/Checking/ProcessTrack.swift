public import ProcFS
public import Record

/// What the journal says about one process, in order of time.
public struct ProcessTrack: Sendable {
  /// Everything that was known from a moment on.
  public struct Moment: Sendable {
    /// CLOCK_BOOTTIME, nanoseconds.
    public var at: UInt64
    /// Merged: all that was known from then on.
    public var facts: ProcessFacts
  }

  /// A signal that reached it.
  public struct Receipt: Sendable {
    /// CLOCK_BOOTTIME, nanoseconds.
    public var at: UInt64
    /// As siginfo told.
    public var receipt: SignalReceipt
  }

  /// Something that it said of itself.
  public struct Report: Sendable {
    /// CLOCK_BOOTTIME, nanoseconds.
    public var at: UInt64
    /// Such as "epoch".
    public var event: String
    /// What it said with it.
    public var detail: [String: String]
  }

  /// Which process.
  public let identity: ProcessIdentity
  /// When the journal first spoke of it.
  public internal(set) var since: UInt64
  /// The roles that it took, in order.
  public internal(set) var roles: [String] = []
  /// Merged: each holds all that was known then.
  public internal(set) var moments: [Moment] = []
  /// Signals that reached it, in order.
  public internal(set) var receipts: [Receipt] = []
  /// What it reported, in order.
  public internal(set) var reports: [Report] = []
  /// How it made itself known, if it did.
  public internal(set) var registration: Registration?
  /// When; CLOCK_BOOTTIME, nanoseconds.
  public internal(set) var registeredAt: UInt64?
  /// CLOCK_BOOTTIME, nanoseconds; nil while it lives.
  public internal(set) var endedAt: UInt64?
  /// How it ended, as far as anybody knows.
  public internal(set) var ending: Ending?
  /// Arguments that the lab started it with.
  public internal(set) var spawnedWith: [String]?

  init(identity: ProcessIdentity, since: UInt64) {
    self.identity = identity
    self.since = since
  }

  /// Its PID, for sentences; identities are compared, PIDs never.
  public var pid: Int32 { identity.pid }

  /// The last facts that are known.
  public var latest: ProcessFacts? { moments.last?.facts }

  /// The facts as of a moment.
  public func facts(at moment: UInt64) -> ProcessFacts? {
    var low = 0
    var high = moments.count
    while low < high {
      let middle = (low + high) / 2
      if moments[middle].at <= moment { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? moments[low - 1].facts : moments.first?.facts
  }

  mutating func add(_ facts: ProcessFacts, at moment: UInt64) {
    if var last = moments.last {
      last.facts.merge(facts)
      if last.at >= moment {
        moments[moments.count - 1].facts = last.facts
      } else {
        moments.append(Moment(at: moment, facts: last.facts))
      }
    } else {
      since = min(since, moment)
      moments.append(Moment(at: moment, facts: facts))
    }
  }

  /// An event's time, never later than the end: a socket may be read after a pidfd spoke.
  func clamped(_ moment: UInt64) -> UInt64 { endedAt.map { min($0, moment) } ?? moment }

  /// When a question about its facts was answered yes and when no; after the end it is `afterwards`.
  ///
  /// - Parameter question: nil where the fact isn't known.
  package func held(afterwards: Bool? = false, _ question: (ProcessFacts) -> Bool?) -> Held {
    var yes: [Span] = []
    var no: [Span] = []
    // Most moments change another fact: then the stretch goes on, and no new one begins.
    func extend(_ spans: inout [Span], _ start: UInt64, _ end: UInt64?) {
      if let last = spans.last, last.end == start {
        spans[spans.count - 1].end = end
      } else {
        spans.append(Span(start, end))
      }
    }
    for index in moments.indices {
      guard let answer = question(moments[index].facts) else { continue }
      let start = moments[index].at
      var end = index + 1 < moments.count ? moments[index + 1].at : nil
      if let endedAt { end = min(end ?? endedAt, endedAt) }
      if answer { extend(&yes, start, end) } else { extend(&no, start, end) }
    }
    if let endedAt, let afterwards {
      if afterwards { yes.append(Span(endedAt, nil)) } else { no.append(Span(endedAt, nil)) }
    }
    return Held(yes: Spans(yes), no: Spans(no))
  }

  /// When a question about several processes was answered yes and when no, asked anew whenever
  /// something of one of them changed; nothing is said of times before all of them were known.
  ///
  /// - Parameter question: What held from a moment on; nil where that isn't known.
  static func held(_ tracks: [ProcessTrack], _ question: (UInt64) -> Bool?) -> Held {
    let known = tracks.map { $0.moments.first?.at ?? .max }.max() ?? .max
    var moments: Set<UInt64> = [known]
    for track in tracks {
      moments.formUnion(track.moments.map(\.at))
      if let endedAt = track.endedAt { moments.insert(endedAt) }
    }
    let times = moments.filter { $0 >= known && $0 < .max }.sorted()
    var yes: [Span] = []
    var no: [Span] = []
    for (index, start) in times.enumerated() {
      guard let answer = question(start) else { continue }
      let span = Span(start, index + 1 < times.count ? times[index + 1] : nil)
      if answer { yes.append(span) } else { no.append(span) }
    }
    return Held(yes: Spans(yes), no: Spans(no))
  }

  /// The moments at which it left state T.
  public var continuedAt: [UInt64] {
    var result: [UInt64] = []
    for (before, after) in zip(moments, moments.dropFirst())
    where before.facts.state == "T" && after.facts.state != "T" {
      result.append(after.at)
    }
    return result
  }
}
