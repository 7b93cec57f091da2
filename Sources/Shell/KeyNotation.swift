/// Keys as people write them: `^Z` is Ctrl-Z, `42^M` is 42 and Return, `^^` a caret.
public enum KeyNotation {
  /// The bytes that a terminal would send.
  public static func bytes(_ notation: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var isControl = false
    for byte in notation.utf8 {
      if isControl {
        isControl = false
        switch byte {
        case UInt8(ascii: "^"): bytes.append(byte)
        case UInt8(ascii: "?"): bytes.append(0x7f)
        case UInt8(ascii: "@")...UInt8(ascii: "_"), UInt8(ascii: "a")...UInt8(ascii: "z"):
          bytes.append(byte & 0x1f)
        default: bytes += [UInt8(ascii: "^"), byte]
        }
      } else if byte == UInt8(ascii: "^") {
        isControl = true
      } else {
        bytes.append(byte == 10 ? 13 : byte)
      }
    }
    return isControl ? bytes + [UInt8(ascii: "^")] : bytes
  }
}
