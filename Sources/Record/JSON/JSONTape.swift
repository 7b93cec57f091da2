/// One JSON text, checked as a whole (RFC 8259) and laid out as a list of values in their order.
///
/// A value is followed by what is in it: an object by its keys and their values in turn, a list by its
/// items. Nothing is copied: a value knows its bytes.
struct JSONTape {
  enum Kind: UInt8 {
    case null, yes, no, number, string
    /// A string with a backslash in it.
    case escaped
    case list, object
  }

  struct Value {
    var kind: Kind
    /// Its bytes; a string's without the quotes.
    var start: Int
    var end: Int
    /// The index of the first value after all that is in it.
    var next: Int
  }

  /// Why a text is no JSON.
  struct Fault: Error {
    let what: String
    /// Of the byte, from 0.
    let offset: Int
  }

  let bytes: [UInt8]
  private(set) var values: [Value] = []

  /// Deeper than anything that is written here, and far from the end of the stack.
  static let depthLimit = 128

  init(_ bytes: [UInt8]) throws(Fault) {
    self.bytes = bytes
    values.reserveCapacity(bytes.count / 8 + 4)
    var at = 0
    skipBlanks(&at)
    try parse(&at, depth: 0)
    skipBlanks(&at)
    guard at == bytes.count else { throw Fault(what: "something follows the value", offset: at) }
  }

  // MARK: - Looking

  /// The value of a key, if the object has it; of a key that is given twice, the first.
  func value(of key: String, in object: Int) -> Int? {
    var index = object + 1
    let end = values[object].next
    var key = key
    return key.withUTF8 { wanted in
      while index < end {
        if isKey(values[index], wanted) { return index + 1 }
        index = values[index + 1].next
      }
      return nil
    }
  }

  private func isKey(_ key: Value, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
    guard key.kind == .string else {
      return unescaped(key)?.utf8.elementsEqual(wanted) ?? false
    }
    guard key.end - key.start == wanted.count else { return false }
    for offset in 0..<wanted.count where bytes[key.start + offset] != wanted[offset] {
      return false
    }
    return true
  }

  /// The indices of an object's values or a list's items.
  func children(of index: Int) -> [Int] {
    var result: [Int] = []
    let isObject = values[index].kind == .object
    var child = index + 1
    while child < values[index].next {
      if isObject { child += 1 }
      result.append(child)
      child = values[child].next
    }
    return result
  }

  /// The key of an object's value.
  func key(of child: Int) -> String? { string(child - 1) }

  /// A string; nil where it is something else, or no UTF-8.
  func string(_ index: Int) -> String? {
    let value = values[index]
    switch value.kind {
    case .string: return String(validating: bytes[value.start..<value.end], as: UTF8.self)
    case .escaped: return unescaped(value)
    default: return nil
    }
  }

  /// A number's digits.
  func number(_ index: Int) -> ArraySlice<UInt8>? {
    let value = values[index]
    return value.kind == .number ? bytes[value.start..<value.end] : nil
  }

  private func unescaped(_ value: Value) -> String? {
    var units: [UInt16] = []
    var result: [UInt8] = []
    func flush() -> Bool {
      guard !units.isEmpty else { return true }
      guard let text = String(validating: units, as: UTF16.self) else { return false }
      result += Array(text.utf8)
      units = []
      return true
    }
    var at = value.start
    while at < value.end {
      guard bytes[at] == UInt8(ascii: "\\") else {
        guard flush() else { return nil }
        result.append(bytes[at])
        at += 1
        continue
      }
      let letter = bytes[at + 1]
      at += 2
      if letter == UInt8(ascii: "u") {
        guard let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { return nil }
        units.append(unit)
        at += 4
        continue
      }
      guard flush() else { return nil }
      result.append(Self.escapes[letter] ?? letter)
    }
    guard flush() else { return nil }
    return String(validating: result, as: UTF8.self)
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "b"): 8,
    UInt8(ascii: "f"): 12,
  ]

  // MARK: - Parsing

  private func skipBlanks(_ at: inout Int) {
    while at < bytes.count, [32, 10, 13, 9].contains(bytes[at]) { at += 1 }
  }

  private func byte(_ at: Int) throws(Fault) -> UInt8 {
    guard at < bytes.count else { throw Fault(what: "it ends too early", offset: at) }
    return bytes[at]
  }

  private mutating func parse(_ at: inout Int, depth: Int) throws(Fault) {
    guard depth < Self.depthLimit else { throw Fault(what: "nested too deeply", offset: at) }
    let index = values.count
    let start = at
    values.append(Value(kind: .null, start: start, end: start, next: index + 1))
    switch try byte(at) {
    case UInt8(ascii: "{"):
      values[index].kind = .object
      try parseItems(&at, until: UInt8(ascii: "}"), depth: depth)
    case UInt8(ascii: "["):
      values[index].kind = .list
      try parseItems(&at, until: UInt8(ascii: "]"), depth: depth)
    case UInt8(ascii: "\""):
      values[index].kind = try parseString(&at)
      values[index].start = start + 1
      values[index].end = at - 1
      return
    case UInt8(ascii: "t"):
      values[index].kind = .yes
      try expect("true", &at)
    case UInt8(ascii: "f"):
      values[index].kind = .no
      try expect("false", &at)
    case UInt8(ascii: "n"): try expect("null", &at)
    default:
      values[index].kind = .number
      try parseNumber(&at)
    }
    values[index].end = at
    values[index].next = values.count
  }

  private mutating func parseItems(
    _ at: inout Int, until closing: UInt8, depth: Int
  ) throws(Fault) {
    let isObject = closing == UInt8(ascii: "}")
    at += 1
    skipBlanks(&at)
    if try byte(at) == closing {
      at += 1
      return
    }
    while true {
      if isObject {
        guard try byte(at) == UInt8(ascii: "\"") else {
          throw Fault(what: "a key is expected", offset: at)
        }
        try parse(&at, depth: depth + 1)
        skipBlanks(&at)
        try expect(":", &at)
        skipBlanks(&at)
      }
      try parse(&at, depth: depth + 1)
      skipBlanks(&at)
      let separator = try byte(at)
      at += 1
      if separator == closing { return }
      guard separator == UInt8(ascii: ",") else {
        throw Fault(what: "a comma is expected", offset: at - 1)
      }
      skipBlanks(&at)
    }
  }

  private func parseString(_ at: inout Int) throws(Fault) -> Kind {
    var kind = Kind.string
    at += 1
    while true {
      let byte = try byte(at)
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return kind
      case UInt8(ascii: "\\"):
        kind = .escaped
        let letter = try self.byte(at)
        at += 1
        switch letter {
        case UInt8(ascii: "u"):
          for _ in 0..<4 {
            guard Self.isHexadecimal(try self.byte(at)) else {
              throw Fault(what: "no \\u with four digits", offset: at)
            }
            at += 1
          }
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
          UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
          break
        default: throw Fault(what: "an unknown escape", offset: at - 1)
        }
      case 0..<32: throw Fault(what: "a control character in a string", offset: at - 1)
      default: break
      }
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }

  private func parseNumber(_ at: inout Int) throws(Fault) {
    let start = at
    if try byte(at) == UInt8(ascii: "-") { at += 1 }
    let first = at
    try digits(&at, start)
    if bytes[first] == UInt8(ascii: "0"), at > first + 1 {
      throw Fault(what: "a number begins with 0", offset: first)
    }
    if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
      at += 1
      try digits(&at, start)
    }
    if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") {
        at += 1
      }
      try digits(&at, start)
    }
  }

  private func digits(_ at: inout Int, _ start: Int) throws(Fault) {
    let first = at
    while at < bytes.count, (48...57).contains(bytes[at]) { at += 1 }
    guard at > first else { throw Fault(what: "a value is expected", offset: start) }
  }

  private func expect(_ word: StaticString, _ at: inout Int) throws(Fault) {
    for offset in 0..<word.utf8CodeUnitCount {
      guard try byte(at) == word.utf8Start[offset] else {
        throw Fault(what: "'\(word)' is expected", offset: at)
      }
      at += 1
    }
  }
}
