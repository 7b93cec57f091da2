/// What competitors used over the last stretches of time, and who got which share of it.
struct ShareMeter: Sendable {
  /// Readings that are so near to each other are of one sample.
  static let sameMoment: UInt64 = 60_000_000
  /// The lab lists readings each second: a window may be so much longer than was asked.
  static let excess: UInt64 = 2_500_000_000
  /// Seconds of CPU time that must have been used for a share to say anything: of clock ticks, one is
  /// lost at each end.
  static let least = 0.5

  /// Why a window says nothing.
  enum Trouble: Hashable, Sendable {
    /// One of them was stopped, seen as state T; who.
    case stopped(String)
    /// The control group of one of them was frozen; whose.
    case frozen(String)
    /// One of them began or ended in it.
    case changed
    /// The lab didn't look all the time.
    case gap
    /// Hardly any CPU time was used by all of them.
    case little
  }

  /// A stretch of time, and what was used in it.
  struct Window: Sendable {
    var start: UInt64
    var end: UInt64
    /// By each of those that lived through it: before, after.
    var used: [(competitor: Int, from: Double, to: Double)]
    /// Per cent.
    var share: Double
    var mine: Double
    var all: Double
    /// The share in its first and its second half, per cent; empty where they can't be told apart.
    var halves: [Double]
    var trouble: Trouble?

    var seconds: Double { Double(end - start) / 1e9 }
  }

  let competitors: [Competitor]
  let measure: Competitor.Measure
  /// In order of their ends.
  let windows: [Window]

  /// - Parameters:
  ///   - length: How long a window is at least, nanoseconds.
  ///   - gaps: When the lab didn't look.
  init(
    _ competitors: [Competitor], in measure: Competitor.Measure, length: UInt64, gaps: Spans
  ) {
    self.competitors = competitors
    self.measure = measure
    let least = measure.perSecond * Self.least
    let moments = Self.commonMoments(competitors)
    let needed = length > Predicate.samplingSlack ? length - Predicate.samplingSlack : 0
    var windows: [Window] = []
    for (last, end) in moments.enumerated() {
      for first in stride(from: last - 1, through: 0, by: -1) {
        let start = moments[first]
        if end - start < needed { continue }
        if end - start > length + Self.excess { break }
        let between = Array(moments[first + 1..<last])
        guard
          let window = Self.window(
            competitors, start, end, between: between, least: least, gaps: gaps)
        else { continue }
        windows.append(window)
        break
      }
    }
    self.windows = windows
  }

  /// Moments at which both sides were read.
  private static func commonMoments(_ competitors: [Competitor]) -> [UInt64] {
    var moments: [UInt64] = []
    for moment in Set(competitors.flatMap { $0.readings.map(\.at) }).sorted() {
      if let last = moments.last, moment - last <= sameMoment { continue }
      let sides = Set(competitors.filter { $0.used(at: moment) != nil }.map(\.isSubject))
      if sides.count == 2 { moments.append(moment) }
    }
    return moments
  }

  private static func window(
    _ competitors: [Competitor], _ start: UInt64, _ end: UInt64, between: [UInt64], least: Double,
    gaps: Spans
  ) -> Window? {
    var window = Window(
      start: start, end: end, used: [], share: 0, mine: 0, all: 0, halves: [], trouble: nil)
    let whole = Spans([Span(start, end)])
    for (index, competitor) in competitors.enumerated() {
      let endedAt = competitor.endedAt ?? .max
      // Over before it, or begun after it: no competitor then.
      if endedAt <= start || competitor.since >= end { continue }
      if endedAt <= end || competitor.since > start {
        window.trouble = .changed
        continue
      }
      guard let from = competitor.used(at: start), let to = competitor.used(at: end) else {
        return nil
      }
      window.used.append((index, from, max(from, to)))
      if !competitor.stopped.intersection(whole).isEmpty {
        window.trouble = .stopped(competitor.name)
      }
      if !competitor.frozen.intersection(whole).isEmpty {
        window.trouble = .frozen(competitor.name)
      }
    }
    let sides = Set(window.used.map { competitors[$0.competitor].isSubject })
    // One that is the only one of its side began or ended: then there is nothing to compare.
    guard sides.count == 2 else { return window.trouble == .changed ? window : nil }
    if !gaps.intersection(whole).isEmpty { window.trouble = .gap }
    for part in window.used {
      window.all += part.to - part.from
      if competitors[part.competitor].isSubject { window.mine += part.to - part.from }
    }
    if window.all < least {
      window.trouble = window.trouble ?? .little
    } else {
      window.share = window.mine / window.all * 100
      window.halves = halves(window, competitors, between, least: least)
    }
    return window
  }

  /// The shares before and after the moment that is nearest to the middle.
  private static func halves(
    _ window: Window, _ competitors: [Competitor], _ between: [UInt64], least: Double
  ) -> [Double] {
    let middle = window.start + (window.end - window.start) / 2
    func distance(_ moment: UInt64) -> UInt64 { max(moment, middle) - min(moment, middle) }
    guard let cut = between.min(by: { distance($0) < distance($1) }) else { return [] }
    var mine = [0.0, 0.0]
    var all = [0.0, 0.0]
    for part in window.used {
      guard let used = competitors[part.competitor].used(at: cut) else { return [] }
      for (half, amount) in [used - part.from, part.to - used].enumerated() {
        all[half] += max(0, amount)
        if competitors[part.competitor].isSubject { mine[half] += max(0, amount) }
      }
    }
    guard all.allSatisfy({ $0 >= least / 4 }) else { return [] }
    return zip(mine, all).map { $0 / $1 * 100 }
  }
}
