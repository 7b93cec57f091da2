/// A number as it is asked for: exactly N, or above, below, or between two.
struct NumberRange: Sendable {
  var exactly: Slot<Double>?
  var above: Slot<Double>?
  var below: Slot<Double>?

  static let schema = JSON.anyOf([
    Double.schema, .keys([("above", Double.schema), ("below", Double.schema)]),
  ])

  init?(_ node: ContentNode, log: ContentLog) {
    guard node.map != nil else {
      exactly = Slot(node, log: log)
      if exactly == nil { return nil }
      return
    }
    let reader = KeyReader(node, log: log)
    above = reader.slot("above")
    below = reader.slot("below")
    reader.finish()
    if above == nil, below == nil {
      log.report("a number, above: or below: is expected", at: node.place)
      return nil
    }
  }

  func contains(_ number: Double, _ names: (String) -> String?) -> Bool {
    if let exactly { return exactly.value(names) == number }
    if let above, !(above.value(names).map { number > $0 } ?? false) { return false }
    if let below, !(below.value(names).map { number < $0 } ?? false) { return false }
    return true
  }

  func text(_ names: (String) -> String?) -> String {
    func show(_ slot: Slot<Double>) -> String {
      slot.value(names).map { Self.text($0) } ?? "?"
    }
    if let exactly { return show(exactly) }
    return [above.map { "above \(show($0))" }, below.map { "below \(show($0))" }]
      .compactMap { $0 }.joined(separator: " and ")
  }

  /// Without a fraction where there is none.
  static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
  }
}
