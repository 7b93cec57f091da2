/// How many cells text takes on a terminal, counted per grapheme as terminals draw it.
///
/// Not wcwidth(3): it answers -1 in the C locale and adds up the parts of an emoji. Wide characters
/// are those of Unicode's East Asian Width W and F, and what is drawn as an emoji.
extension Character {
  /// 0, 1 or 2 cells.
  public var displayWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    let value = first.value
    if value < 0x7f { return value >= 0x20 ? (hasEmojiSelector ? 2 : 1) : 0 }
    if value < 0xa0 { return 0 }
    if value == 0xad { return 1 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator:
      return 0
    default: break
    }
    // The vowels and finals of Hangul that combine with what stands before.
    if (0x1160...0x11ff).contains(value) { return 0 }
    return hasEmojiSelector || first.properties.isEmojiPresentation || isWide(value) ? 2 : 1
  }

  private var hasEmojiSelector: Bool {
    unicodeScalars.count > 1 && unicodeScalars.contains { $0.value == 0xfe0f }
  }
}

private func isWide(_ value: UInt32) -> Bool {
  guard value >= 0x1100 else { return false }
  switch value {
  case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff,
    0xa000...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19,
    0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18cff, 0x1b000...0x1b2ff,
    0x1f200...0x1f265, 0x20000...0x3fffd:
    return true
  default: return false
  }
}

extension StringProtocol {
  /// Cells on a terminal; escape sequences and readline's marks round them take none.
  public var displayWidth: Int {
    var width = 0
    for piece in TerminalPieces(self) where !piece.isEscape { width += piece.text.displayWidth }
    return width
  }
}

/// One grapheme, or one escape sequence.
struct TerminalPiece {
  var text: Character
  var isEscape: Bool
}

/// Walks over graphemes and knows which belong to an escape sequence (ECMA-48, CSI and OSC).
struct TerminalPieces: Sequence, IteratorProtocol {
  private enum Place { case text, escape, control, command }

  private var characters: [Character].Iterator
  private var place = Place.text

  init(_ text: some StringProtocol) { characters = Array(text).makeIterator() }

  mutating func next() -> TerminalPiece? {
    guard let character = characters.next() else { return nil }
    switch place {
    case .text:
      if character == "\u{1b}" {
        place = .escape
        return TerminalPiece(text: character, isEscape: true)
      }
      return TerminalPiece(text: character, isEscape: false)
    case .escape:
      place = character == "[" ? .control : character == "]" ? .command : .text
    case .control:
      if let value = character.unicodeScalars.first?.value, (0x40...0x7e).contains(value) {
        place = .text
      }
    case .command:
      if character == "\u{7}" { place = .text }
      if character == "\u{1b}" { place = .escape }
    }
    return TerminalPiece(text: character, isEscape: true)
  }
}
