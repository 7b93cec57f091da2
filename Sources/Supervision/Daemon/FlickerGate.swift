/// Decides which changes of a process's facts are listed, and counts the others.
///
/// A field that changes more than five times a second is counted until it holds still for a second.
/// What a scheduler does (R, S, D and I come and go in `state`) is listed sparingly besides, or a
/// night of it would fill a journal. Stops and deaths are always listed.
package struct FlickerGate {
  package static let window: UInt64 = 1_000_000_000
  package static let changesPerWindow = 5
  /// How often the counts are reported.
  package static let reportInterval: UInt64 = 60_000_000_000
  /// Changes between running and sleeping that may be listed at once, and the time to earn one more.
  package static let allowance = 10
  package static let allowanceInterval: UInt64 = 30_000_000_000

  private struct Field {
    /// Times of the changes within the last second.
    var changes: [UInt64] = []
    var isFlickering = false
    var counted = 0
  }

  private var fields: [String: Field] = [:]
  private var allowance = FlickerGate.allowance
  private var earnedAt: UInt64?
  private var reportedAt: UInt64?

  package init() {}

  /// Notes that a field changed between the last two samples.
  package mutating func changed(_ field: String, at now: UInt64) {
    var entry = fields[field] ?? Field()
    // After a second of calm it counts afresh.
    if let last = entry.changes.last, now - min(now, last) >= FlickerGate.window {
      entry = Field(counted: entry.counted)
    }
    entry.changes.append(now)
    entry.changes.removeAll { now - min(now, $0) >= FlickerGate.window }
    if entry.changes.count > FlickerGate.changesPerWindow { entry.isFlickering = true }
    if entry.isFlickering { entry.counted += 1 }
    fields[field] = entry
  }

  /// Whether a field changes too often to be listed now.
  package func isFlickering(_ field: String, at now: UInt64) -> Bool {
    guard let entry = fields[field], entry.isFlickering else { return false }
    return now - min(now, entry.changes.last ?? 0) < FlickerGate.window
  }

  /// Takes one from the allowance of changes that only the scheduler made.
  package mutating func spend(at now: UInt64) -> Bool {
    if let from = earnedAt {
      let earned = Int((now - min(now, from)) / FlickerGate.allowanceInterval)
      if earned > 0 {
        allowance = min(FlickerGate.allowance, allowance + earned)
        earnedAt = from + UInt64(earned) * FlickerGate.allowanceInterval
      }
    } else {
      earnedAt = now
    }
    guard allowance > 0 else {
      fields["state", default: Field()].counted += 1
      return false
    }
    allowance -= 1
    return true
  }

  /// The counts since they were last asked for, at most once a minute.
  package mutating func report(at now: UInt64, final: Bool = false) -> [(field: String, times: Int)]
  {
    if !final, let last = reportedAt, now - min(now, last) < FlickerGate.reportInterval {
      return []
    }
    let counts = fields.filter { $0.value.counted > 0 }.map { ($0.key, $0.value.counted) }
    guard !counts.isEmpty else { return [] }
    reportedAt = now
    for (field, _) in counts { fields[field]?.counted = 0 }
    return counts.sorted { $0.0 < $1.0 }
  }
}
