import Testing

@testable import Checking

@Suite struct SpansTests {
  let a = Spans([Span(10, 20), Span(30, nil)])
  let b = Spans([Span(15, 35)])

  @Test func `spans that touch become one`() {
    #expect(Spans([Span(5, 7), Span(1, 5), Span(9, 9)]).list == [Span(1, 7)])
    #expect(Spans([Span(1, nil), Span(4, 9)]).list == [Span(1, nil)])
  }

  @Test func `intersection, union and complement`() {
    #expect(a.intersection(b).list == [Span(15, 20), Span(30, 35)])
    #expect(a.union(b).list == [Span(10, nil)])
    #expect(a.complement.list == [Span(0, 10), Span(20, 30)])
    #expect(a.complement.complement == a)
    #expect(Spans.none.complement == .all)
    #expect(Spans.all.complement == .none)
    #expect(a.subtracting(b).list == [Span(10, 15), Span(35, nil)])
  }

  @Test func `a moment at the start lies in a span, one at the end doesn't`() {
    #expect(a.contains(10) && !a.contains(20) && a.contains(1000) && !a.contains(0))
    #expect(a.first(from: 12) == 12 && a.first(from: 20) == 30 && a.first(from: 0) == 10)
  }

  @Test func `the longest counts an open span up to now`() {
    #expect(a.longest(now: 35) == Span(10, 20))
    #expect(a.longest(now: 100) == Span(30, nil))
    #expect(Spans.none.longest(now: 5) == nil)
  }

  @Test func `lasting is ripe only after its length`() {
    let held = Held(yes: a, no: a.complement).lasting(8, gaps: .none)
    #expect(held.yes.list == [Span(18, 20), Span(38, nil)])
    #expect(held.doubt.isEmpty)
  }

  @Test func `a gap turns what would have lasted into doubt`() {
    let held = Held(yes: a, no: a.complement).lasting(8, gaps: Spans([Span(14, 15)]))
    #expect(held.yes.list == [Span(38, nil)])
    #expect(held.doubt.list == [Span(18, 20)])
    #expect(!held.no.contains(19))
  }

  @Test func `what is unknown is neither, also negated`() {
    #expect(Held.unknown.negated == .unknown)
    let both = Held.all([.always, .unknown])
    #expect(both.yes.isEmpty && both.no.isEmpty)
    #expect(Held.any([.always, .unknown]).yes == .all)
  }

  @Test func `doubt survives all unless something is surely wrong`() {
    let doubt = Held(yes: .none, no: .none, doubt: .from(5))
    #expect(Held.all([doubt, .always]).doubt == .from(5))
    #expect(Held.all([doubt, .never]).doubt.isEmpty)
    #expect(Held.any([doubt, .always]).doubt.isEmpty)
  }
}
