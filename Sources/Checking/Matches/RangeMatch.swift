internal import Record

/// A number above or below another.
package struct RangeMatch: MatchKind {
  package static let key = "above"
  package static let otherKeys = ["below"]
  package static let summary = "A number above, below, or between."
  package static let usage = ["{above: 0}", "{above: 1, below: 9}"]
  package static let properties: [(String, JSON)] = [
    ("above", Double.schema), ("below", Double.schema),
  ]

  package var above: Slot<Double>?
  package var below: Slot<Double>?

  package init?(_ reader: KeyReader) {
    above = reader.slot("above")
    below = reader.slot("below")
    if above == nil, below == nil { return nil }
  }

  package func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
    let low = above?.value(scene.name)
    let high = below?.value(scene.name)
    let words = [
      low.map { "above \(NumberRange.text($0))" }, high.map { "below \(NumberRange.text($0))" },
    ].compactMap { $0 }.joined(separator: " and ")
    guard (above == nil) == (low == nil), (below == nil) == (high == nil) else {
      return MatchOutcome(nil, expected: words)
    }
    guard let number = Double(text.trimmed) else { return MatchOutcome(false, expected: words) }
    let holds = (low.map { number > $0 } ?? true) && (high.map { number < $0 } ?? true)
    return MatchOutcome(holds, expected: words)
  }

  package static let examples = [
    MatchExample("{above: 0}", "812", holds: true),
    MatchExample("{above: 0}", "0", holds: false),
    MatchExample("{above: 1, below: 9}", "5", holds: true),
    MatchExample("{below: 9}", "many", holds: false),
  ]
}
