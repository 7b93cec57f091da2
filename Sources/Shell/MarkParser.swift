/// Splits a terminal's bytes into text and the marks that the lab's hook in bash writes.
///
/// A mark is `ESC ] 6973 ; nonce ; KIND [; fields] BEL`, an operating system command that no
/// terminal knows. The nonce keeps a program's output from being taken for one.
struct MarkParser {
  /// A piece of what was read, in order.
  enum Piece: Equatable {
    case text([UInt8])
    case mark(Mark)
  }

  /// What a hook of the lab in bash says.
  struct Mark: Equatable {
    /// One letter: see `StartupFile`.
    var kind: Character
    /// Everything after the letter's semicolon.
    var body: [UInt8]
  }

  private let introduction: [UInt8]
  private var held: [UInt8] = []
  /// Longer than any line that bash would complete; what is longer is no mark.
  private let longest = 4 << 20

  init(nonce: String) { introduction = Array("\u{1b}]6973;\(nonce);".utf8) }

  /// Bytes that may be the beginning of a mark are held back until it is known.
  mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Piece] {
    var pieces: [Piece] = []
    var text: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if held.isEmpty {
        let escape = bytes[index...].firstIndex(of: 0x1b) ?? bytes.endIndex
        text += bytes[index..<escape]
        index = escape
        if index < bytes.endIndex {
          held = [0x1b]
          index += 1
        }
        continue
      }
      let byte = bytes[index]
      index += 1
      if held.count < introduction.count {
        if byte == introduction[held.count] {
          held.append(byte)
        } else {
          text += held
          held = []
          if byte == 0x1b { held = [byte] } else { text.append(byte) }
        }
      } else if byte == 7 {
        let body = held[introduction.count...]
        held = []
        guard let kind = body.first else { continue }
        if !text.isEmpty { pieces.append(.text(text)) }
        text = []
        pieces.append(
          .mark(Mark(kind: Character(Unicode.Scalar(kind)), body: Array(body.dropFirst(2)))))
      } else if byte < 0x20 || held.count > longest {
        // Marks hold no control characters: bash quotes them. Something cut in.
        text += held
        held = byte == 0x1b ? [byte] : []
        if byte != 0x1b { text.append(byte) }
      } else {
        held.append(byte)
      }
    }
    if !text.isEmpty { pieces.append(.text(text)) }
    return pieces
  }

  /// What is held back as the possible beginning of a mark, given up as text.
  mutating func takeHeld() -> [UInt8] {
    defer { held = [] }
    return held
  }
}
