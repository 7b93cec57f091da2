/// A JSON value with its keys in the order they were given: schemas are read by people too.
public indirect enum JSON: Sendable, CustomStringConvertible {
  /// A string.
  case text(String)
  /// A whole number; schemas need no others.
  case number(Int)
  /// true or false.
  case bool(Bool)
  /// An array.
  case list([JSON])
  /// An object, its members in this order.
  case object([(String, JSON)])

  static func type(_ names: String...) -> JSON {
    names.count == 1
      ? .object([("type", .text(names[0]))])
      : .object([("type", .list(names.map { .text($0) }))])
  }

  /// A typed value, or a string that holds a template.
  static func valueOrTemplate(_ type: String) -> JSON {
    .object([
      (
        "anyOf",
        .list([
          .type(type), .object([("type", .text("string")), ("pattern", .text(#"\{\{.+\}\}"#))]),
        ])
      )
    ])
  }

  static func words(_ words: [String]) -> JSON {
    .object([("enum", .list(words.map { .text($0) }))])
  }

  static func listOf(_ item: JSON) -> JSON {
    .object([("type", .text("array")), ("items", item)])
  }

  static func oneOrList(_ item: JSON) -> JSON { .object([("anyOf", .list([item, listOf(item)]))]) }

  static func reference(_ name: String) -> JSON { .object([("$ref", .text("#/$defs/\(name)"))]) }

  /// A closed object.
  static func keys(_ properties: [(String, JSON)], required: [String] = []) -> JSON {
    var members: [(String, JSON)] = [
      ("type", .text("object")), ("properties", .object(properties)),
      ("additionalProperties", .bool(false)),
    ]
    if !required.isEmpty { members.append(("required", .list(required.map { .text($0) }))) }
    return .object(members)
  }

  static func mapOf(_ value: JSON) -> JSON {
    .object([("type", .text("object")), ("additionalProperties", value)])
  }

  static func anyOf(_ schemas: [JSON]) -> JSON { .object([("anyOf", .list(schemas))]) }

  func describing(_ text: String) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members + [("description", .text(text))])
  }

  /// Indented by two blanks a level, keys as they were given.
  public var description: String { written(indent: "") }

  private func written(indent: String) -> String {
    let inner = indent + "  "
    switch self {
    case .text(let text): return Self.quoted(text)
    case .number(let number): return "\(number)"
    case .bool(let bool): return "\(bool)"
    case .list(let items):
      if items.isEmpty { return "[]" }
      return "[\n" + items.map { inner + $0.written(indent: inner) }.joined(separator: ",\n")
        + "\n\(indent)]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      return "{\n"
        + members.map { "\(inner)\(Self.quoted($0.0)): \($0.1.written(indent: inner))" }
        .joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
