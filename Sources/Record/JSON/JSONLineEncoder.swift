/// Writes Codable values as JSON on one line: keys sorted, slashes as they are.
package enum JSONLineEncoder {
  /// - Throws: `EncodingError` for a number that JSON has no words for.
  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    let box = JSONBox()
    try value.encode(to: BoxEncoder(box: box, codingPath: []))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    box.write(to: &bytes)
    return bytes
  }
}

/// A value under construction.
private final class JSONBox {
  enum Content {
    case null
    case text(String)
    /// A number or a truth value, as it is written.
    case word(String)
    case list([JSONBox])
    case object([(key: String, value: JSONBox)])
  }

  var content = Content.null

  init() {}

  init(_ content: Content) { self.content = content }

  /// A value that ends the previous one of this key.
  func set(_ key: String, _ value: JSONBox) {
    guard case .object(var members) = content else { return }
    content = .null
    if let index = members.firstIndex(where: { $0.key == key }) {
      members[index].value = value
    } else {
      members.append((key, value))
    }
    content = .object(members)
  }

  func append(_ value: JSONBox) {
    guard case .list(var items) = content else { return }
    content = .null
    items.append(value)
    content = .list(items)
  }

  func write(to bytes: inout [UInt8]) {
    switch content {
    case .null: bytes += "null".utf8
    case .text(let text): Self.write(text, to: &bytes)
    case .word(let word): bytes += word.utf8
    case .list(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        item.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += #"\""#.utf8
      case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
      case 10: bytes += #"\n"#.utf8
      case 13: bytes += #"\r"#.utf8
      case 9: bytes += #"\t"#.utf8
      case 0..<32:
        bytes += (byte < 16 ? #"\u000"# : #"\u00"#).utf8
        bytes += String(byte, radix: 16).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// Fills one box.
private struct BoxEncoder: Encoder, SingleValueEncodingContainer {
  let box: JSONBox
  let codingPath: [any CodingKey]

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = box.content {} else { box.content = .object([]) }
    return KeyedEncodingContainer(KeyedBox<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .list = box.content {} else { box.content = .list([]) }
    return UnkeyedBox(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  /// The words for a number; JSON has none for infinity and for what is no number.
  func word(_ value: some BinaryFloatingPoint & LosslessStringConvertible) throws -> JSONBox {
    guard value.isFinite else {
      throw EncodingError.invalidValue(
        value, .init(codingPath: codingPath, debugDescription: "JSON can't say \(value)"))
    }
    let text = String(value)
    return JSONBox(.word(text.hasSuffix(".0") ? String(text.dropLast(2)) : text))
  }

  func encodeNil() { box.content = .null }
  func encode(_ value: Bool) { box.content = .word(value ? "true" : "false") }
  func encode(_ value: String) { box.content = .text(value) }
  func encode(_ value: Double) throws { box.content = try word(value).content }
  func encode(_ value: Float) throws { box.content = try word(value).content }
  func encode(_ value: Int) { box.content = .word(String(value)) }
  func encode(_ value: Int8) { box.content = .word(String(value)) }
  func encode(_ value: Int16) { box.content = .word(String(value)) }
  func encode(_ value: Int32) { box.content = .word(String(value)) }
  func encode(_ value: Int64) { box.content = .word(String(value)) }
  func encode(_ value: UInt) { box.content = .word(String(value)) }
  func encode(_ value: UInt8) { box.content = .word(String(value)) }
  func encode(_ value: UInt16) { box.content = .word(String(value)) }
  func encode(_ value: UInt32) { box.content = .word(String(value)) }
  func encode(_ value: UInt64) { box.content = .word(String(value)) }
  func encode(_ value: some Encodable) throws { try value.encode(to: self) }
}

/// The members of an object.
private struct KeyedBox<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: BoxEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  private func set(_ key: Key, _ content: JSONBox.Content) {
    encoder.box.set(key.stringValue, JSONBox(content))
  }

  private func nested(_ key: Key) -> BoxEncoder {
    let box = JSONBox()
    encoder.box.set(key.stringValue, box)
    return BoxEncoder(box: box, codingPath: codingPath + [key])
  }

  func encodeNil(forKey key: Key) { set(key, .null) }
  func encode(_ value: Bool, forKey key: Key) { set(key, .word(value ? "true" : "false")) }
  func encode(_ value: String, forKey key: Key) { set(key, .text(value)) }
  func encode(_ value: Double, forKey key: Key) throws { try nested(key).encode(value) }
  func encode(_ value: Float, forKey key: Key) throws { try nested(key).encode(value) }
  func encode(_ value: Int, forKey key: Key) { set(key, .word(String(value))) }
  func encode(_ value: Int8, forKey key: Key) { set(key, .word(String(value))) }
  func encode(_ value: Int16, forKey key: Key) { set(key, .word(String(value))) }
  func encode(_ value: Int32, forKey key: Key) { set(key, .word(String(value))) }
  func encode(_ value: Int64, forKey key: Key) { set(key, .word(String(value))) }
  func encode(_ value: UInt, forKey key: Key) { set(key, .word(String(value))) }
  func encode(_ value: UInt8, forKey key: Key) { set(key, .word(String(value))) }
  func encode(_ value: UInt16, forKey key: Key) { set(key, .word(String(value))) }
  func encode(_ value: UInt32, forKey key: Key) { set(key, .word(String(value))) }
  func encode(_ value: UInt64, forKey key: Key) { set(key, .word(String(value))) }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    try value.encode(to: nested(key))
  }

  func nestedContainer<NestedKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    nested(key).container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    nested(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder }
  func superEncoder(forKey key: Key) -> any Encoder { nested(key) }
}

/// The items of a list.
private struct UnkeyedBox: UnkeyedEncodingContainer {
  let encoder: BoxEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  var count: Int {
    guard case .list(let items) = encoder.box.content else { return 0 }
    return items.count
  }

  private func next() -> BoxEncoder {
    let box = JSONBox()
    encoder.box.append(box)
    return BoxEncoder(box: box, codingPath: codingPath)
  }

  func encodeNil() { next().encodeNil() }
  func encode(_ value: Bool) { next().encode(value) }
  func encode(_ value: String) { next().encode(value) }
  func encode(_ value: Double) throws { try next().encode(value) }
  func encode(_ value: Float) throws { try next().encode(value) }
  func encode(_ value: Int) { next().encode(value) }
  func encode(_ value: Int8) { next().encode(value) }
  func encode(_ value: Int16) { next().encode(value) }
  func encode(_ value: Int32) { next().encode(value) }
  func encode(_ value: Int64) { next().encode(value) }
  func encode(_ value: UInt) { next().encode(value) }
  func encode(_ value: UInt8) { next().encode(value) }
  func encode(_ value: UInt16) { next().encode(value) }
  func encode(_ value: UInt32) { next().encode(value) }
  func encode(_ value: UInt64) { next().encode(value) }
  func encode(_ value: some Encodable) throws { try next().encode(value) }

  func nestedContainer<NestedKey>(
    keyedBy keyType: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    next().container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }
  func superEncoder() -> any Encoder { encoder }
}
