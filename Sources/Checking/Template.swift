/// Text with `{{name}}` in it; bash's `${x}` is never the lab's.
public struct Template: Hashable, Sendable, CustomStringConvertible {
  enum Piece: Hashable, Sendable {
    case text(String)
    case name(String)
  }

  let pieces: [Piece]
  /// As it was written.
  public let source: String

  /// Splits `source`; an opening `{{` without its `}}`, or with more than a name between, is text.
  public init(_ source: String) {
    self.source = source
    var pieces: [Piece] = []
    var text: [UInt8] = []
    let bytes = Array(source.utf8)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "{"), index + 1 < bytes.count,
        bytes[index + 1] == UInt8(ascii: "{"), let (name, next) = Self.name(in: bytes, at: index)
      {
        if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
        text = []
        pieces.append(.name(name))
        index = next
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
    if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
    self.pieces = pieces
  }

  private static func name(in bytes: [UInt8], at start: Int) -> (String, Int)? {
    var name: [UInt8] = []
    var index = start + 2
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "}"), index + 1 < bytes.count, bytes[index + 1] == byte {
        let trimmed = name.drop { $0 == UInt8(ascii: " ") }.reversed()
          .drop { $0 == UInt8(ascii: " ") }.reversed()
        return trimmed.isEmpty ? nil : (String(decoding: trimmed, as: UTF8.self), index + 2)
      }
      let isWord =
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
        || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
        || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        || "._- []".utf8.contains(byte)
      guard isWord, name.count < 64 else { return nil }
      name.append(byte)
      index += 1
    }
    return nil
  }

  /// The names in it, in order, each as often as it stands there.
  public var names: [String] {
    pieces.compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  /// Whether there is nothing to fill in.
  public var isPlain: Bool { names.isEmpty }

  /// The text with each name replaced; a name without a value prints as "?".
  public func filled(_ value: (String) -> String?) -> String {
    pieces.map {
      switch $0 {
      case .text(let text): text
      case .name(let name): value(name) ?? "?"
      }
    }.joined()
  }

  /// The text with each name replaced; nil if one has no value.
  public func filledCompletely(_ value: (String) -> String?) -> String? {
    var result = ""
    for piece in pieces {
      switch piece {
      case .text(let text): result += text
      case .name(let name):
        guard let filled = value(name) else { return nil }
        result += filled
      }
    }
    return result
  }

  /// As it was written.
  public var description: String { source }
}
