/// Quoting as bash does it, bash(1), QUOTING and `${parameter@Q}`.
public enum ShellQuoting {
  /// The text as one word of a shell line, in single quotes unless it is plain.
  public static func quote(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@"),
        UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: ","):
        true
      default: false
      }
    }
    if plain && !text.isEmpty { return text }
    let parts = text.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }

  /// Reads words that `${parameter@Q}` wrote, separated by semicolons: `'it'\''s';$'a\nb'`.
  static func fields(_ bytes: [UInt8]) -> [[UInt8]] {
    var fields: [[UInt8]] = [[]]
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: ";"):
        fields.append([])
        index += 1
      case UInt8(ascii: "\\"):
        if index + 1 < bytes.count { fields[fields.count - 1].append(bytes[index + 1]) }
        index += 2
      case UInt8(ascii: "'"):
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "'") {
          fields[fields.count - 1].append(bytes[index])
          index += 1
        }
        index += 1
      case UInt8(ascii: "$") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "'"):
        index += 2
        index = readEscaped(bytes, from: index, into: &fields[fields.count - 1])
      default:
        fields[fields.count - 1].append(byte)
        index += 1
      }
    }
    return fields
  }

  /// Reads the inside of `$'…'` and returns the index after its closing quote.
  private static func readEscaped(
    _ bytes: [UInt8], from start: Int, into field: inout [UInt8]
  ) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "'") {
      guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
        field.append(bytes[index])
        index += 1
        continue
      }
      let escaped = bytes[index + 1]
      index += 2
      if let digit = octal(escaped) {
        var value = digit
        var digits = 1
        while digits < 3, index < bytes.count, let next = octal(bytes[index]) {
          value = value * 8 + next
          index += 1
          digits += 1
        }
        field.append(UInt8(truncatingIfNeeded: value))
      } else {
        field.append(control(escaped))
      }
    }
    return index + 1
  }

  private static func octal(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
  }

  private static func control(_ escaped: UInt8) -> UInt8 {
    switch escaped {
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "e"), UInt8(ascii: "E"): 27
    case UInt8(ascii: "a"): 7
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "v"): 11
    case UInt8(ascii: "f"): 12
    default: escaped
    }
  }
}
