import Testing

@testable import Shell

@Suite struct MarkParserTests {
  static let sample = Array(
    "a\u{1b}]6973;n;D;7\u{7}b\u{1b}[1mc\u{1b}]6973;x;D;1\u{7}\u{1b}\u{1b}]6973;n;B\u{7}".utf8)

  static let expected: [MarkParser.Piece] = [
    .text([UInt8(ascii: "a")]), .mark(.init(kind: "D", body: [UInt8(ascii: "7")])),
    .text(Array("b\u{1b}[1mc\u{1b}]6973;x;D;1\u{7}\u{1b}".utf8)), .mark(.init(kind: "B", body: [])),
  ]

  /// Joins texts that stand next to each other.
  static func joined(_ pieces: [MarkParser.Piece]) -> [MarkParser.Piece] {
    pieces.reduce(into: []) { list, piece in
      if case .text(let new) = piece, case .text(let old)? = list.last {
        list[list.count - 1] = .text(old + new)
      } else {
        list.append(piece)
      }
    }
  }

  @Test(arguments: 0...sample.count)
  func `marks are found wherever reading was cut`(cut: Int) {
    var parser = MarkParser(nonce: "n")
    var pieces = parser.feed(Self.sample[..<cut])
    pieces += parser.feed(Self.sample[cut...])
    #expect(Self.joined(pieces) == Self.expected)
    #expect(parser.takeHeld() == [])
  }

  @Test func `a mark that a control character breaks is text`() {
    var parser = MarkParser(nonce: "n")
    let broken = Array("\u{1b}]6973;n;D\nend".utf8)
    #expect(parser.feed(broken[...]) == [.text(broken)])
  }

  @Test func `an unfinished mark is given back at the end`() {
    var parser = MarkParser(nonce: "n")
    #expect(parser.feed(Array("\u{1b}]69".utf8)[...]) == [])
    #expect(parser.takeHeld() == Array("\u{1b}]69".utf8))
  }
}

@Suite struct ShellQuotingTests {
  @Test(arguments: ["plain", "", "two words", "it's", "$HOME `x`", "a\nb", "~", "日本"])
  func `a quoted word is read back as itself`(text: String) {
    #expect(ShellQuoting.fields(Array(ShellQuoting.quote(text).utf8)) == [Array(text.utf8)])
  }

  @Test func `what bash quotes is read, field by field, and nothing traps`() {
    let line = Array("e;'it'\\''s;x';$'a\\n\\001\\303\\251\\'';''".utf8)
    #expect(
      ShellQuoting.fields(line).map { String(decoding: $0, as: UTF8.self) }
        == ["e", "it's;x", "a\n\u{1}é'", ""])
    for count in 0...line.count { _ = ShellQuoting.fields(Array(line[..<count])) }
  }

  @Test(
    arguments: [
      ("^Z", [26]), ("^C", [3]), ("42^M", [52, 50, 13]), ("^^", [94]), ("^", [94]), ("^?", [127]),
      ("^[", [27]), ("^!", [94, 33]), ("a\n", [97, 13]),
    ] as [(String, [UInt8])])
  func `keys are written as people do`(notation: String, bytes: [UInt8]) {
    #expect(KeyNotation.bytes(notation) == bytes)
  }
}
