/// How a stretch of text stands out; meaning is never in these alone.
public struct TextStyle: OptionSet, Hashable, Sendable {
  /// A bit for each style.
  public let rawValue: Int
  /// Styles by their bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Heavier.
  public static let bold = TextStyle(rawValue: 1)
  /// Fainter.
  public static let dim = TextStyle(rawValue: 2)
  /// Slanted, for emphasis.
  public static let italic = TextStyle(rawValue: 4)
  /// Underlined, for links.
  public static let underline = TextStyle(rawValue: 8)
  /// For what passed.
  public static let green = TextStyle(rawValue: 16)
  /// For what failed.
  public static let red = TextStyle(rawValue: 32)
  /// For what waits.
  public static let yellow = TextStyle(rawValue: 64)
  /// For code.
  public static let cyan = TextStyle(rawValue: 128)

  /// Parameters of Select Graphic Rendition, ECMA-48 8.3.117.
  var codes: [String] {
    let table: [(TextStyle, String)] = [
      (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.green, "32"), (.red, "31"),
      (.yellow, "33"), (.cyan, "36"),
    ]
    return table.filter { contains($0.0) }.map { $0.1 }
  }
}

/// Puts styles into text as escape sequences, or leaves them out.
public struct Style: Equatable, Sendable {
  /// Whether escape sequences are written.
  public let isOn: Bool

  /// Text as it is.
  public static let plain = Style(isOn: false)
  /// Text with escape sequences.
  public static let colour = Style(isOn: true)

  /// Writes escape sequences, or none.
  public init(isOn: Bool) { self.isOn = isOn }

  /// The text in a style, followed by the end of every style.
  public func apply(_ style: TextStyle, _ text: some StringProtocol) -> String {
    guard isOn, !style.isEmpty, !text.isEmpty else { return String(text) }
    return "\u{1b}[\(style.codes.joined(separator: ";"))m\(text)\u{1b}[0m"
  }

  /// Heavier.
  public func bold(_ text: some StringProtocol) -> String { apply(.bold, text) }
  /// Fainter.
  public func dim(_ text: some StringProtocol) -> String { apply(.dim, text) }
  /// Green, for what passed.
  public func green(_ text: some StringProtocol) -> String { apply(.green, text) }
  /// Red, for what failed.
  public func red(_ text: some StringProtocol) -> String { apply(.red, text) }
  /// Yellow, for what waits.
  public func yellow(_ text: some StringProtocol) -> String { apply(.yellow, text) }
  /// Cyan, for code.
  public func code(_ text: some StringProtocol) -> String { apply(.cyan, text) }
}
