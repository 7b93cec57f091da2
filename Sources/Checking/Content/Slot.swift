/// A value that content writes as text.
public protocol ContentValue: Hashable, Sendable {
  init?(content text: String)
  /// What is expected, for error messages: "a whole number".
  static var wording: String { get }
  /// The JSON Schema of the written form.
  static var schema: JSON { get }
}

/// A value that stands in the file, or one that a template gives once parameters are drawn.
public struct Slot<Value: ContentValue>: Hashable, Sendable {
  enum Content: Hashable, Sendable {
    case fixed(Value)
    case template(Template)
  }

  let content: Content
  /// Where it stands.
  public let place: SourcePlace

  /// A value that stands for itself.
  public init(_ value: Value) {
    content = .fixed(value)
    place = SourcePlace(file: "")
  }

  init(content: Content, place: SourcePlace) {
    self.content = content
    self.place = place
  }

  /// Reads a scalar; says what was expected where it isn't one.
  package init?(_ node: ContentNode, log: ContentLog) {
    guard let text = node.text, !node.isNull else {
      log.report("\(node.kindName) stands where \(Value.wording) is expected", at: node.place)
      return nil
    }
    let template = Template(text)
    if template.isPlain {
      guard let value = Value(content: text) else {
        log.report("'\(text)' is not \(Value.wording)", at: node.place)
        return nil
      }
      self.init(content: .fixed(value), place: node.place)
    } else {
      for name in template.names { log.refer(to: .template, name, at: node.place) }
      self.init(content: .template(template), place: node.place)
    }
  }

  /// The value; nil if a name has none, or gives something of another type.
  public func value(_ names: (String) -> String?) -> Value? {
    switch content {
    case .fixed(let value): return value
    case .template(let template):
      return template.filledCompletely(names).flatMap { Value(content: $0) }
    }
  }

  /// The value if it needs no parameters.
  public var fixed: Value? {
    if case .fixed(let value) = content { return value }
    return nil
  }

  /// The template, if it is one.
  public var template: Template? {
    if case .template(let template) = content { return template }
    return nil
  }
}

extension String: ContentValue {
  /// Reads the written form.
  public init?(content text: String) { self = text }
  /// What an author is told to write.
  public static var wording: String { "text" }
  /// The written form for editors.
  public static var schema: JSON { .type("string", "number", "boolean") }
}

extension Int: ContentValue {
  /// Reads the written form.
  public init?(content text: String) {
    guard let value = Int(text) else { return nil }
    self = value
  }
  /// What an author is told to write.
  public static var wording: String { "a whole number" }
  /// The written form for editors.
  public static var schema: JSON { .valueOrTemplate("integer") }
}

extension Double: ContentValue {
  /// Reads the written form.
  public init?(content text: String) {
    guard let value = Double(text), value.isFinite else { return nil }
    self = value
  }
  /// What an author is told to write.
  public static var wording: String { "a number" }
  /// The written form for editors.
  public static var schema: JSON { .valueOrTemplate("number") }
}

extension Bool: ContentValue {
  /// Reads the written form.
  public init?(content text: String) {
    switch text {
    case "true": self = true
    case "false": self = false
    default: return nil
    }
  }
  /// What an author is told to write.
  public static var wording: String { "true or false" }
  /// The written form for editors.
  public static var schema: JSON { .valueOrTemplate("boolean") }
}

extension Signal: ContentValue {
  /// Reads the written form.
  public init?(content text: String) { self.init(text) }
  /// What an author is told to write.
  public static var wording: String { "a signal such as TERM or HUP" }
  /// The written form for editors.
  public static var schema: JSON { .type("string", "integer") }
}

/// A stretch of time as content writes it: "5s", "200ms", "10m", "2h"; a bare number is seconds.
public struct Stretch: ContentValue, CustomStringConvertible {
  /// Its length.
  public var nanoseconds: UInt64

  /// A stretch of this length.
  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }
  /// A stretch of this length, at most thirty years.
  public init(seconds: Double) {
    nanoseconds = UInt64(max(0, min(seconds, 1e9)) * 1e9)
  }

  /// Reads the written form.
  public init?(content text: String) {
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)]
    for (unit, factor) in units where text.hasSuffix(unit) {
      guard let number = Double(text.dropLast(unit.count)), number >= 0, number <= 1e7 else {
        continue
      }
      self.init(seconds: number * factor)
      return
    }
    return nil
  }

  /// Its length.
  public var seconds: Double { Double(nanoseconds) / 1e9 }
  /// What an author is told to write.
  public static var wording: String { "a time such as 5s, 200ms or 10m" }
  /// The written form for editors.
  public static var schema: JSON { .type("string", "number") }

  /// "5 s", "0.2 s", "10 min".
  public var description: String {
    let tenths = (seconds * 10).rounded() / 10
    if tenths >= 120, tenths.truncatingRemainder(dividingBy: 60) == 0 {
      return "\(Int(tenths / 60)) min"
    }
    return tenths == tenths.rounded() ? "\(Int(tenths)) s" : "\(tenths) s"
  }
}
