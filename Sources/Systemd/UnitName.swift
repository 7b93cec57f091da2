/// The name of a unit; systemd.unit(5).
public struct UnitName: Hashable, Sendable, CustomStringConvertible {
  /// The types that the manager knows, as a name ends in them.
  public static let types = [
    "service", "socket", "target", "timer", "path", "slice", "scope", "mount", "automount", "swap",
    "device",
  ]
  /// The longest name: UNIT_NAME_MAX.
  public static let longest = 255

  /// The full name, such as "lab-infer-x.service".
  public let text: String

  /// nil for anything that a manager would not take as a full name: it refuses a whole look at
  /// several units for one such name.
  public init?(_ text: String) {
    let allowed = Array(":-_.\\@".utf8)
    guard let dot = text.lastIndex(of: "."), dot != text.startIndex,
      Self.types.contains(String(text[text.index(after: dot)...])),
      text.utf8.count <= Self.longest, !text.hasPrefix("-"), !text.hasPrefix("@"),
      text.utf8.allSatisfy({ byte in
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
          || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
          || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || allowed.contains(byte)
      })
    else { return nil }
    self.text = text
  }

  /// Such as "service".
  public var type: String { String(text[text.index(after: dot)...]) }

  private var dot: String.Index { text.lastIndex(of: ".") ?? text.startIndex }

  /// Whether it is a template, such as "lab-train@.service": it can be written and enabled, but
  /// only its instances are loaded.
  public var isTemplate: Bool { text[..<dot].hasSuffix("@") }

  /// The template of an instance: "a@.service" for "a@1.service".
  public var template: UnitName? {
    guard !isTemplate, let at = text.firstIndex(of: "@"), at < dot else { return nil }
    return UnitName(String(text[...at]) + text[dot...])
  }

  /// The full name.
  public var description: String { text }
}
