/// A stretch of CLOCK_BOOTTIME, `start` included, `end` not; nil is "still".
package struct Span: Hashable, Sendable, Comparable {
  package var start: UInt64
  package var end: UInt64?

  package init(_ start: UInt64, _ end: UInt64?) {
    self.start = start
    self.end = end
  }

  package func contains(_ moment: UInt64) -> Bool { moment >= start && moment < (end ?? .max) }

  /// How long it is, with `now` for an open end.
  package func length(now: UInt64) -> UInt64 {
    let end = min(self.end ?? now, max(now, start))
    return end > start ? end - start : 0
  }

  package static func < (first: Span, second: Span) -> Bool {
    (first.start, first.end ?? .max) < (second.start, second.end ?? .max)
  }
}

/// Stretches in order that neither touch nor overlap.
package struct Spans: Hashable, Sendable {
  package let list: [Span]

  /// Sorts, drops empty ones, joins those that touch.
  package init(_ spans: [Span]) {
    var joined: [Span] = []
    for span in spans.sorted() where span.start < (span.end ?? .max) {
      if let last = joined.last, span.start <= (last.end ?? .max) {
        if let end = last.end {
          joined[joined.count - 1].end = span.end.map { max($0, end) }
        }
      } else {
        joined.append(span)
      }
    }
    list = joined
  }

  package static let none = Spans([])
  package static let all = Spans([Span(0, nil)])

  package static func from(_ start: UInt64) -> Spans { Spans([Span(start, nil)]) }

  package var isEmpty: Bool { list.isEmpty }

  package func contains(_ moment: UInt64) -> Bool { span(at: moment) != nil }

  package func span(at moment: UInt64) -> Span? {
    // The last span that starts at or before the moment.
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle].start <= moment { low = middle + 1 } else { high = middle }
    }
    guard low > 0, list[low - 1].contains(moment) else { return nil }
    return list[low - 1]
  }

  package func union(_ other: Spans) -> Spans {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return Spans(list + other.list)
  }

  package func intersection(_ other: Spans) -> Spans {
    var result: [Span] = []
    var i = 0
    var j = 0
    while i < list.count, j < other.list.count {
      let a = list[i]
      let b = other.list[j]
      let start = max(a.start, b.start)
      let end = min(a.end ?? .max, b.end ?? .max)
      if start < end { result.append(Span(start, end == .max ? nil : end)) }
      if (a.end ?? .max) <= (b.end ?? .max) { i += 1 } else { j += 1 }
    }
    return Spans(result)
  }

  package var complement: Spans {
    var result: [Span] = []
    var start: UInt64 = 0
    for span in list {
      if start < span.start { result.append(Span(start, span.start)) }
      guard let end = span.end else { return Spans(result) }
      start = end
    }
    result.append(Span(start, nil))
    return Spans(result)
  }

  package func subtracting(_ other: Spans) -> Spans {
    other.isEmpty ? self : intersection(other.complement)
  }

  /// The longest; the first of several equal ones.
  package func longest(now: UInt64) -> Span? {
    var best: Span?
    for span in list where best.map({ span.length(now: now) > $0.length(now: now) }) ?? true {
      best = span
    }
    return best
  }

  /// The first moment at or after `moment` that lies in a span.
  package func first(from moment: UInt64) -> UInt64? {
    for span in list {
      if span.contains(moment) { return moment }
      if span.start >= moment { return span.start }
    }
    return nil
  }
}

/// When something held, when it did not, and when nobody can say.
///
/// Times in neither are times before anything was known: they make a check wait. Times in `doubt` are
/// lost to the lab (a gap in sampling, an ending that nobody saw): they make a verdict `errored`.
package struct Held: Hashable, Sendable {
  package var yes: Spans
  package var no: Spans
  package var doubt: Spans
  /// For events: each moment at which it happened, in order. A sequence wants events one after the
  /// other, where a state may simply go on.
  package var onsets: [UInt64]?

  package init(yes: Spans, no: Spans, doubt: Spans = .none, onsets: [UInt64]? = nil) {
    self.yes = yes
    self.no = no
    self.doubt = doubt
    self.onsets = onsets
  }

  /// Nothing is known, at no time.
  package static let unknown = Held(yes: .none, no: .none)
  package static let always = Held(yes: .all, no: .none)
  package static let never = Held(yes: .none, no: .all)

  /// An event that happened at these moments, and that "holds" from the first on.
  package static func events(_ moments: [UInt64], since start: UInt64) -> Held {
    guard let first = moments.min() else {
      return Held(yes: .none, no: .from(start), onsets: [])
    }
    return Held(yes: .from(first), no: Spans([Span(start, first)]), onsets: moments.sorted())
  }

  /// The same, where from some moment on it may have happened unseen; nil changes nothing.
  package func doubted(from moment: UInt64?) -> Held {
    guard let moment else { return self }
    let doubt = doubt.union(.from(moment)).subtracting(yes)
    return Held(yes: yes, no: no.subtracting(doubt), doubt: doubt, onsets: onsets)
  }

  /// Where it may have held, as far as anybody can say.
  package var possibly: Held {
    Held(yes: yes.union(doubt), no: no, doubt: .none, onsets: doubt.isEmpty ? onsets : nil)
  }

  package var negated: Held { Held(yes: no, no: yes, doubt: doubt) }

  package static func all(_ parts: [Held]) -> Held {
    guard let first = parts.first else { return .unknown }
    if parts.count == 1 { return first }
    var yes = first.yes
    var possible = first.yes.union(first.doubt)
    var no = first.no
    for part in parts.dropFirst() {
      yes = yes.intersection(part.yes)
      possible = possible.intersection(part.yes.union(part.doubt))
      no = no.union(part.no)
    }
    var onsets: [UInt64]?
    if parts.contains(where: { $0.onsets != nil }) {
      // The moments at which the whole came about: one of its events, with everything else in place.
      let moments = parts.flatMap { $0.onsets ?? $0.yes.list.map(\.start) }
      onsets = Array(Set(moments)).filter { yes.contains($0) }.sorted()
    }
    return Held(yes: yes, no: no, doubt: possible.subtracting(yes), onsets: onsets)
  }

  package static func any(_ parts: [Held]) -> Held {
    guard let first = parts.first else { return .unknown }
    if parts.count == 1 { return first }
    var yes = first.yes
    var doubt = first.doubt
    var no = first.no
    for part in parts.dropFirst() {
      yes = yes.union(part.yes)
      doubt = doubt.union(part.doubt)
      no = no.intersection(part.no)
    }
    let events = parts.compactMap(\.onsets)
    return Held(
      yes: yes, no: no, doubt: doubt.subtracting(yes),
      onsets: events.count == parts.count ? Array(Set(events.flatMap { $0 })).sorted() : nil)
  }

  /// True once it has held for `length` without a break; a gap in sampling breaks it, in doubt.
  package func lasting(_ length: UInt64, gaps: Spans) -> Held {
    func ripe(_ spans: Spans) -> Spans {
      Spans(
        spans.list.compactMap { span in
          let (ripeAt, overflow) = span.start.addingReportingOverflow(length)
          if overflow { return nil }
          guard let end = span.end else { return Span(ripeAt, nil) }
          return end >= ripeAt ? Span(ripeAt, max(end, ripeAt + 1)) : nil
        })
    }
    let certain = ripe(yes.subtracting(gaps))
    let possible = ripe(yes.union(doubt))
    let open = possible.subtracting(certain)
    return Held(yes: certain, no: certain.union(open).complement, doubt: open)
  }
}
