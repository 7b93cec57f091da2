/// A number as it is asked for: exactly N, or between two.
typealias NumberRange = ValueRange<Double>

/// A value as it is asked for: exactly this, or above, below, at least, at most some others.
struct ValueRange<Value: ContentValue & Comparable & RangeText>: Sendable {
  var exactly: Slot<Value>?
  var above: Slot<Value>?
  var below: Slot<Value>?
  var atLeast: Slot<Value>?
  var atMost: Slot<Value>?

  /// The keys of its map.
  static var keys: [(String, JSON)] {
    ["equals", "above", "below", "at-least", "at-most"].map { ($0, Value.schema) }
  }

  static var schema: JSON { JSON.anyOf([Value.schema, .keys(keys)]) }

  /// Reads a value, or a map of nothing but its keys.
  init?(_ node: ContentNode, log: ContentLog) {
    guard node.map != nil else {
      exactly = Slot(node, log: log)
      if exactly == nil { return nil }
      return
    }
    let reader = KeyReader(node, log: log)
    let range = Self(reader)
    reader.finish()
    guard let range else {
      log.report(
        "\(Value.wording), or a range such as {above: 5} is expected", at: node.place)
      return nil
    }
    self = range
  }

  /// Takes its keys from a map that has others too; nil where it has none of them.
  init?(_ reader: KeyReader) {
    exactly = reader.slot("equals")
    above = reader.slot("above")
    below = reader.slot("below")
    atLeast = reader.slot("at-least")
    atMost = reader.slot("at-most")
    if [exactly, above, below, atLeast, atMost].allSatisfy({ $0 == nil }) { return nil }
  }

  init(exactly value: Slot<Value>) { exactly = value }

  func contains(_ value: Value, _ names: (String) -> String?) -> Bool {
    func holds(_ slot: Slot<Value>?, _ compare: (Value, Value) -> Bool) -> Bool {
      guard let slot else { return true }
      return slot.value(names).map { compare(value, $0) } ?? false
    }
    return holds(exactly, ==) && holds(above, >) && holds(below, <) && holds(atLeast, >=)
      && holds(atMost, <=)
  }

  func text(_ names: (String) -> String?) -> String {
    func show(_ slot: Slot<Value>, _ word: String) -> String {
      word + (slot.value(names).map { Value.text($0) } ?? "?")
    }
    return [
      exactly.map { show($0, "") }, above.map { show($0, "above ") },
      below.map { show($0, "below ") }, atLeast.map { show($0, "at least ") },
      atMost.map { show($0, "at most ") },
    ].compactMap { $0 }.joined(separator: " and ")
  }

  /// A value as it is told to people.
  static func text(_ value: Value) -> String { Value.text(value) }
}

/// How a value of a range is told to people.
protocol RangeText {
  static func text(_ value: Self) -> String
}

extension Double: RangeText {
  /// Without a fraction where there is none.
  static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
  }
}
