/// Walks over the bytes of a file; every step is checked and throws rather than traps.
///
/// The bytes are handed to each step, since they are only lent.
struct ByteCursor {
  var offset: Int
  /// Where to stop, at most the count of the bytes.
  let end: Int

  init(_ bytes: Span<UInt8>) {
    offset = 0
    end = bytes.count
  }

  init(_ range: Range<Int>) {
    offset = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { offset >= end }

  /// An error that shows what stands at the cursor.
  func malformed(_ bytes: Span<UInt8>, _ expected: StaticString) -> ProcFSError {
    let upper = min(end, offset + 24)
    let found = text(bytes, min(offset, upper)..<upper)
    return ProcFSError(
      .malformed, path: "", offset: offset, text: "expected \(expected), found '\(found)'")
  }

  mutating func skipBlanks(_ bytes: Span<UInt8>) {
    while offset < end, bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\t") {
      offset += 1
    }
  }

  /// Passes over one field of anything but blanks, with the blanks before it.
  mutating func skipField(_ bytes: Span<UInt8>) throws(ProcFSError) {
    let range = try word(bytes, "a field")
    _ = range
  }

  /// The next run of anything but blanks and newlines.
  mutating func word(
    _ bytes: Span<UInt8>, _ expected: StaticString
  ) throws(ProcFSError) -> Range<Int> {
    skipBlanks(bytes)
    let start = offset
    while offset < end {
      let byte = bytes[offset]
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") {
        break
      }
      offset += 1
    }
    guard offset > start else { throw malformed(bytes, expected) }
    return start..<offset
  }

  /// A decimal number; blanks before it are skipped, and what follows is left alone.
  @inline(__always)
  mutating func unsigned(
    _ bytes: Span<UInt8>, _ expected: StaticString
  ) throws(ProcFSError) -> UInt64 {
    skipBlanks(bytes)
    let start = offset
    var value: UInt64 = 0
    var overflowed = false
    while offset < end {
      let digit = bytes[offset] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      let (product, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      overflowed = overflowed || over || carry
      value = sum
      offset += 1
    }
    guard offset > start, !overflowed else {
      offset = start
      throw malformed(bytes, expected)
    }
    return value
  }

  /// A decimal number that may begin with a minus.
  @inline(__always)
  mutating func signed(
    _ bytes: Span<UInt8>, _ expected: StaticString
  ) throws(ProcFSError) -> Int64 {
    skipBlanks(bytes)
    let start = offset
    let negative = offset < end && bytes[offset] == UInt8(ascii: "-")
    if negative { offset += 1 }
    let magnitude = try unsigned(bytes, expected)
    guard magnitude <= UInt64(Int64.max) else {
      offset = start
      throw malformed(bytes, expected)
    }
    return negative ? -Int64(magnitude) : Int64(magnitude)
  }

  /// A signed number that fits 32 bits: a PID, a nice value.
  @inline(__always)
  mutating func int32(
    _ bytes: Span<UInt8>, _ expected: StaticString
  ) throws(ProcFSError) -> Int32 {
    skipBlanks(bytes)
    let start = offset
    guard let value = Int32(exactly: try signed(bytes, expected)) else {
      offset = start
      throw malformed(bytes, expected)
    }
    return value
  }

  /// An unsigned number that fits 32 bits: a user id.
  mutating func uint32(
    _ bytes: Span<UInt8>, _ expected: StaticString
  ) throws(ProcFSError) -> UInt32 {
    skipBlanks(bytes)
    let start = offset
    guard let value = UInt32(exactly: try unsigned(bytes, expected)) else {
      offset = start
      throw malformed(bytes, expected)
    }
    return value
  }

  /// A number in hexadecimal or octal digits, without a prefix.
  mutating func digits(
    _ bytes: Span<UInt8>, radix: UInt64, _ expected: StaticString
  ) throws(ProcFSError) -> UInt64 {
    skipBlanks(bytes)
    let start = offset
    var value: UInt64 = 0
    while offset < end, let digit = hexDigit(bytes[offset]), digit < radix {
      let (product, over) = value.multipliedReportingOverflow(by: radix)
      guard !over else {
        offset = start
        throw malformed(bytes, expected)
      }
      value = product | digit
      offset += 1
    }
    guard offset > start else { throw malformed(bytes, expected) }
    return value
  }

  /// Passes over exactly this byte.
  mutating func expect(
    _ byte: UInt8, _ bytes: Span<UInt8>, _ expected: StaticString
  ) throws(ProcFSError) {
    guard offset < end, bytes[offset] == byte else { throw malformed(bytes, expected) }
    offset += 1
  }

  /// A decimal fraction with up to nine digits after the point, such as an uptime's seconds.
  mutating func seconds(
    _ bytes: Span<UInt8>, _ expected: StaticString
  ) throws(ProcFSError) -> Duration {
    let whole = try unsigned(bytes, expected)
    guard let seconds = Int64(exactly: whole), seconds < 1 << 40 else {
      throw malformed(bytes, expected)
    }
    var nanoseconds: Int64 = 0
    if offset < end, bytes[offset] == UInt8(ascii: ".") {
      offset += 1
      var unit: Int64 = 100_000_000
      while offset < end, bytes[offset] &- UInt8(ascii: "0") <= 9 {
        nanoseconds += Int64(bytes[offset] &- UInt8(ascii: "0")) * unit
        unit /= 10
        offset += 1
      }
    }
    return .seconds(seconds) + .nanoseconds(nanoseconds)
  }
}

/// Walks over lines; the range of a line is without its newline.
struct LineCursor {
  private var offset = 0

  mutating func next(_ bytes: Span<UInt8>) -> Range<Int>? {
    guard offset < bytes.count else { return nil }
    let start = offset
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
    defer { offset += 1 }
    return start..<offset
  }
}

func hexDigit(_ byte: UInt8) -> UInt64? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
  case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
  default: nil
  }
}

/// A part of the bytes as text; bytes that are not UTF-8 become U+FFFD.
func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
  bytes.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
}

/// Whether a part of the bytes is exactly this ASCII text.
func matches(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: StaticString) -> Bool {
  guard range.count == text.utf8CodeUnitCount else { return false }
  for index in 0..<range.count where bytes[range.lowerBound + index] != text.utf8Start[index] {
    return false
  }
  return true
}

/// The place of the first such byte in a range.
func firstIndex(of byte: UInt8, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
  for index in range where bytes[index] == byte { return index }
  return nil
}
