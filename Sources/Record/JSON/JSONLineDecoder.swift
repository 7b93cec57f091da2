/// Reads Codable values from JSON, one line of a journal at a time.
///
/// Every `lab check` reads a whole journal, and Foundation's decoder took most of its time: it asks of
/// each type, by searching all conformances of the program, whether it is one of its special ones.
package enum JSONLineDecoder {
  /// - Throws: `DecodingError`; `dataCorrupted` where the bytes are no JSON.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws -> Value {
    let tape: JSONTape
    do {
      tape = try JSONTape(bytes)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "not JSON: \(error.what), at byte \(error.offset)"))
    }
    return try Value(from: TapeDecoder(tape: tape, index: 0))
  }
}

/// A step of a coding path.
private struct PathKey: CodingKey {
  var stringValue: String
  var intValue: Int?

  init(stringValue: String) { self.stringValue = stringValue }

  init(intValue: Int) {
    stringValue = "\(intValue)"
    self.intValue = intValue
  }
}

/// One value of a tape.
private struct TapeDecoder: Decoder {
  let tape: JSONTape
  let index: Int

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Found by going down to the value: only errors ask for it.
  var codingPath: [any CodingKey] {
    var path: [any CodingKey] = []
    var node = 0
    while node != index {
      let children = tape.children(of: node)
      guard let child = children.last(where: { $0 <= index }), tape.values[child].next > index
      else { break }
      if tape.values[node].kind == .object {
        path.append(PathKey(stringValue: tape.key(of: child) ?? "?"))
      } else {
        path.append(PathKey(intValue: children.firstIndex(of: child) ?? 0))
      }
      node = child
    }
    return path
  }

  func container<Key>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard tape.values[index].kind == .object else { throw mismatch([String: Any].self) }
    return KeyedDecodingContainer(KeyedTape<Key>(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard tape.values[index].kind == .list else { throw mismatch([Any].self) }
    return UnkeyedTape(decoder: self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func mismatch(_ type: any Any.Type) -> DecodingError {
    let context = DecodingError.Context(
      codingPath: codingPath,
      debugDescription: "\(type) is expected, and there is \(tape.values[index].kind)")
    return tape.values[index].kind == .null
      ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }

  func text() throws -> String {
    if let text = tape.string(index) { return text }
    guard [.string, .escaped].contains(tape.values[index].kind) else {
      throw mismatch(String.self)
    }
    throw DecodingError.dataCorrupted(
      .init(codingPath: codingPath, debugDescription: "no valid UTF-8"))
  }

  func integer<Value: FixedWidthInteger>() throws -> Value {
    guard let digits = tape.number(index) else { throw mismatch(Value.self) }
    var result: Value = 0
    var rest = digits[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    for byte in rest {
      guard byte >= 48, byte <= 57 else { throw unfit(digits, Value.self) }
      let (product, over) = result.multipliedReportingOverflow(by: 10)
      let digit = Value(truncatingIfNeeded: byte - 48)
      let (sum, tooFar) =
        isNegative
        ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      guard !over, !tooFar else { throw unfit(digits, Value.self) }
      result = sum
    }
    return result
  }

  func floating<Value: BinaryFloatingPoint & LosslessStringConvertible>() throws -> Value {
    guard let digits = tape.number(index) else { throw mismatch(Value.self) }
    guard let value = Value(String(decoding: digits, as: UTF8.self)), value.isFinite else {
      throw unfit(digits, Value.self)
    }
    return value
  }

  private func unfit(_ digits: ArraySlice<UInt8>, _ type: any Any.Type) -> DecodingError {
    .dataCorrupted(
      .init(
        codingPath: codingPath,
        debugDescription: "\(String(decoding: digits, as: UTF8.self)) does not fit in \(type)"))
  }
}

extension TapeDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { tape.values[index].kind == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    switch tape.values[index].kind {
    case .yes: return true
    case .no: return false
    default: throw mismatch(type)
    }
  }

  func decode(_ type: String.Type) throws -> String { try text() }
  func decode(_ type: Double.Type) throws -> Double { try floating() }
  func decode(_ type: Float.Type) throws -> Float { try floating() }
  func decode(_ type: Int.Type) throws -> Int { try integer() }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
  func decode(_ type: UInt.Type) throws -> UInt { try integer() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: self) }
}

/// An object.
private struct KeyedTape<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: TapeDecoder

  /// Dictionaries ask for it at each entry; errors know their place from the decoder.
  var codingPath: [any CodingKey] { [] }

  var allKeys: [Key] {
    decoder.tape.children(of: decoder.index).compactMap { child in
      decoder.tape.key(of: child).flatMap { Key(stringValue: $0) }
    }
  }

  private func find(_ key: Key) -> TapeDecoder? {
    decoder.tape.value(of: key.stringValue, in: decoder.index).map {
      TapeDecoder(tape: decoder.tape, index: $0)
    }
  }

  /// The value of a key, unless it is missing or null.
  private func present(_ key: Key) -> TapeDecoder? {
    guard let found = find(key), !found.decodeNil() else { return nil }
    return found
  }

  private func value(_ key: Key) throws -> TapeDecoder {
    if let found = find(key) { return found }
    throw DecodingError.keyNotFound(
      key,
      .init(
        codingPath: decoder.codingPath, debugDescription: "there is no '\(key.stringValue)'"))
  }

  func contains(_ key: Key) -> Bool { find(key) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try value(key).decodeNil() }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).decode(type) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).text() }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try value(key).floating() }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try value(key).floating() }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).integer() }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try value(key).integer() }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try value(key).integer() }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try value(key).integer() }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try value(key).integer() }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try value(key).integer() }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try value(key).integer() }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try value(key).integer() }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try value(key).integer() }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try value(key).integer() }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try T(from: value(key))
  }

  // Most fields of most lines are missing: these look once where the defaults look three times.
  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    try present(key)?.decode(type)
  }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try present(key)?.text()
  }
  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
    try present(key)?.floating()
  }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
    try present(key)?.integer()
  }
  func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
    try present(key)?.integer()
  }
  func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
    try present(key)?.integer()
  }
  func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
    try present(key)?.integer()
  }
  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    try present(key).map { try T(from: $0) }
  }

  func nestedContainer<NestedKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try value(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try value(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }
}

/// A list.
private struct UnkeyedTape: UnkeyedDecodingContainer {
  let decoder: TapeDecoder
  let count: Int?
  private(set) var currentIndex = 0
  /// Of the next item.
  private var index: Int

  init(decoder: TapeDecoder) {
    self.decoder = decoder
    count = decoder.tape.children(of: decoder.index).count
    index = decoder.index + 1
  }

  var codingPath: [any CodingKey] { [] }
  var isAtEnd: Bool { currentIndex >= count ?? 0 }

  /// Takes the next item, if the body can.
  private mutating func next<Value>(_ body: (TapeDecoder) throws -> Value) throws -> Value {
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        Value.self,
        .init(codingPath: decoder.codingPath, debugDescription: "the list has ended"))
    }
    let value = try body(TapeDecoder(tape: decoder.tape, index: index))
    index = decoder.tape.values[index].next
    currentIndex += 1
    return value
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, decoder.tape.values[index].kind == .null else { return false }
    return try next { _ in true }
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try next { try $0.decode(type) } }
  mutating func decode(_ type: String.Type) throws -> String { try next { try $0.text() } }
  mutating func decode(_ type: Double.Type) throws -> Double { try next { try $0.floating() } }
  mutating func decode(_ type: Float.Type) throws -> Float { try next { try $0.floating() } }
  mutating func decode(_ type: Int.Type) throws -> Int { try next { try $0.integer() } }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try next { try $0.integer() } }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try next { try $0.integer() } }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try next { try $0.integer() } }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try next { try $0.integer() } }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try next { try $0.integer() } }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next { try $0.integer() } }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next { try $0.integer() } }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next { try $0.integer() } }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next { try $0.integer() } }
  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next { try T(from: $0) } }

  mutating func nestedContainer<NestedKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try next { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next { try $0.unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder { try next { $0 } }
}
