internal import Systemd

/// What kind of value is compared: what is written in content and what a manager or a kernel prints
/// may look different and be the same.
enum Dimension: Sendable {
  case text
  /// A number; "max" and "infinity" are more than any.
  case number
  /// Bytes: K, M, G, T are powers of 1024.
  case size
  /// "3s", "1min 30s".
  case time
  /// Words with blanks between, in any order.
  case words
  /// `cpu.max`: "QUOTA PERIOD", compared as percent of one CPU where a number stands against it.
  case bandwidth

  /// What a unit's property is; systemctl prints times, sizes and words in its own way.
  static func ofProperty(_ name: String) -> Dimension {
    if name.hasSuffix("USec") { return .time }
    let words: Set<String> = [
      "After", "Before", "Requires", "Wants", "BindsTo", "PartOf", "Requisite", "Conflicts",
      "RequiredBy", "WantedBy", "BoundBy", "TriggeredBy", "Triggers", "Names", "DropInPaths",
      "SuccessExitStatus", "Upholds", "ConsistsOf", "OnFailure",
    ]
    if words.contains(name) { return .words }
    let sizes: Set<String> = [
      "MemoryMax", "MemoryHigh", "MemoryLow", "MemoryMin", "MemorySwapMax", "MemoryCurrent",
      "MemoryLimit", "MemoryPeak", "MemoryAvailable", "LimitAS", "LimitMEMLOCK", "LimitFSIZE",
      "LimitSTACK", "LimitCORE", "LimitDATA", "LimitRSS",
    ]
    if sizes.contains(name) || name.hasSuffix("Bytes") { return .size }
    return .text
  }

  /// The value as a number; nil for what is none.
  func number(_ text: String) -> Double? {
    let text = text.trimmed
    if text == "max" || text == "infinity" { return .infinity }
    switch self {
    case .number, .text: return Double(text).flatMap { $0.isFinite ? $0 : nil }
    case .time:
      return TimeSpan(text).map {
        $0 == .infinity ? .infinity : Double($0.microseconds)
      }
    case .size:
      let units: [(String, Double)] = [
        ("K", 1024), ("M", 1_048_576), ("G", 1_073_741_824), ("T", 1_099_511_627_776), ("", 1),
      ]
      for (unit, factor) in units where text.hasSuffix(unit) {
        guard let number = Double(text.dropLast(unit.count)), number.isFinite else { continue }
        return number * factor
      }
      return nil
    case .bandwidth:
      let parts = text.split(separator: " ")
      guard let quota = parts.first else { return nil }
      if quota == "max" { return .infinity }
      guard parts.count == 2, let amount = Double(quota), let period = Double(parts[1]), period > 0
      else { return parts.count == 1 ? Double(quota) : nil }
      return amount / period * 100
    case .words: return nil
    }
  }

  /// Whether two values are the same.
  func same(_ first: String, _ second: String) -> Bool {
    let (first, second) = (first.trimmed, second.trimmed)
    if first == second { return true }
    if self == .words {
      return Set(first.split(separator: " ")) == Set(second.split(separator: " "))
    }
    guard let a = number(first), let b = number(second) else { return false }
    if a.isInfinite || b.isInfinite { return a == b }
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))
  }
}

/// What a value of a unit or a control group must be: one comparison, or several that all hold.
struct ValueTest: Sendable {
  enum Order: String, CaseIterable, Sendable {
    case above, below
    case atLeast = "at-least"
    case atMost = "at-most"

    func holds(_ value: Double, _ bound: Double) -> Bool {
      switch self {
      case .above: value > bound
      case .below: value < bound
      case .atLeast: value >= bound
      case .atMost: value <= bound
      }
    }
  }

  private enum Condition: Sendable {
    case equals(Slot<String>)
    case not(Slot<String>)
    case order(Order, Slot<String>)
    case contains(Slot<String>)
    case lacks(Slot<String>)
    case has(Slot<String>)
    case oneOf([Slot<String>])
    case percent(ValueTest)
    /// A comparison of answers, such as {process: main}.
    case match(Match)
  }

  private var conditions: [Condition]

  static let keys =
    ["equals", "not", "contains", "lacks", "has", "one-of"] + Order.allCases.map(\.rawValue)

  static var schema: JSON {
    .anyOf([
      String.schema,
      .keys(
        ["equals", "not", "contains", "lacks", "has"].map { ($0, String.schema) }
          + Order.allCases.map { ($0.rawValue, String.schema) }
          + [("one-of", .listOf(String.schema)), ("percent", .object([]))]),
      .reference("match"),
    ])
  }

  /// - Parameter hasPercent: Whether `percent:` may be asked, of `cpu.max`.
  init?(_ node: ContentNode, log: ContentLog, hasPercent: Bool = false) {
    conditions = []
    guard let pairs = node.map else {
      guard let slot = Slot<String>(node, log: log) else { return nil }
      conditions = [.equals(slot)]
      return
    }
    let own = Self.keys + (hasPercent ? ["percent"] : [])
    let given = pairs.compactMap(\.key.text)
    if let other = given.first(where: { !own.contains($0) }) {
      if Match.kinds.contains(where: { $0.key == other }) {
        guard let match = Match(node, log: log) else { return nil }
        conditions = [.match(match)]
        return
      }
    }
    let reader = KeyReader(node, log: log, what: "a comparison")
    for key in reader.keys {
      switch key {
      case "equals": add(reader.slot(key)) { .equals($0) }
      case "not": add(reader.slot(key)) { .not($0) }
      case "contains": add(reader.slot(key)) { .contains($0) }
      case "lacks": add(reader.slot(key)) { .lacks($0) }
      case "has": add(reader.slot(key)) { .has($0) }
      case "one-of":
        guard let items = reader.value(key)?.list else {
          log.report("'one-of' needs a list", at: reader.place(of: key))
          continue
        }
        conditions.append(.oneOf(items.compactMap { Slot($0, log: log) }))
      case "percent" where hasPercent:
        guard let value = reader.value(key), let test = ValueTest(value, log: log) else { continue }
        conditions.append(.percent(test))
      default:
        guard let order = Order(rawValue: key) else { continue }
        add(reader.slot(key)) { .order(order, $0) }
      }
    }
    for key in own { _ = reader.value(key) }
    reader.finish()
    if conditions.isEmpty {
      if given.isEmpty {
        log.report("a comparison is missing, such as {equals: 5}", at: node.place)
      }
      return nil
    }
  }

  private mutating func add(_ slot: Slot<String>?, _ make: (Slot<String>) -> Condition) {
    if let slot { conditions.append(make(slot)) }
  }

  /// Whether a value is as asked; nil where it can't be told.
  func holds(_ value: String, as dimension: Dimension, _ scene: Scene) -> Bool? {
    var isKnown = true
    for condition in conditions {
      switch holds(condition, value, dimension, scene) {
      case true: continue
      case false: return false
      default: isKnown = false
      }
    }
    return isKnown ? true : nil
  }

  private func holds(
    _ condition: Condition, _ value: String, _ dimension: Dimension, _ scene: Scene
  ) -> Bool? {
    func with(_ slot: Slot<String>, _ test: (String) -> Bool?) -> Bool? {
      slot.value(scene.name).flatMap(test)
    }
    switch condition {
    case .equals(let slot):
      return with(slot) { dimension.same(value, $0) }
    case .not(let slot):
      return with(slot) { !dimension.same(value, $0) }
    case .order(let order, let slot):
      return with(slot) { bound in
        guard let bound = dimension.number(bound) else { return nil }
        guard let number = dimension.number(value) else { return false }
        return order.holds(number, bound)
      }
    case .contains(let slot): return with(slot) { value.contains($0) }
    case .lacks(let slot): return with(slot) { !value.contains($0) }
    case .has(let slot):
      return with(slot) { word in value.split { $0 == " " || $0 == "\n" }.contains { $0 == word } }
    case .oneOf(let slots):
      let results = slots.map { slot in with(slot) { dimension.same(value, $0) } }
      return results.contains(true) ? true : results.contains(nil) ? nil : false
    case .percent(let test):
      guard let percent = Dimension.bandwidth.number(value) else { return nil }
      let text = percent.isInfinite ? "max" : "\(percent)"
      return test.holds(text, as: .number, scene)
    case .match(let match): return match.kind.outcome(value, scene).matches
    }
  }

  /// "3s"; "at least 15s and below 1min".
  func words(_ scene: Scene) -> String {
    func show(_ slot: Slot<String>) -> String {
      slot.value(scene.name) ?? slot.template?.source ?? "?"
    }
    return conditions.map { condition in
      switch condition {
      case .equals(let slot): show(slot)
      case .not(let slot): "other than \(show(slot))"
      case .order(let order, let slot):
        "\(order.rawValue.replacing("-", with: " ")) \(show(slot))"
      case .contains(let slot): "with \"\(show(slot))\" in it"
      case .lacks(let slot): "without \"\(show(slot))\""
      case .has(let slot): "with \(show(slot))"
      case .oneOf(let slots): slots.map(show).joined(separator: " or ")
      case .percent(let test): "\(test.words(scene)) percent"
      case .match(let match): match.kind.outcome("", scene).expected
      }
    }.joined(separator: " and ")
  }

  /// Names that its templates use.
  var names: [String] {
    conditions.flatMap { condition -> [String] in
      switch condition {
      case .equals(let slot), .not(let slot), .order(_, let slot), .contains(let slot),
        .lacks(let slot), .has(let slot):
        slot.template?.names ?? []
      case .oneOf(let slots): slots.flatMap { $0.template?.names ?? [] }
      case .percent(let test): test.names
      case .match: []
      }
    }
  }

  /// Comparisons of answers inside it.
  var matches: [Match] {
    conditions.compactMap { if case .match(let match) = $0 { match } else { nil } }
  }
}
