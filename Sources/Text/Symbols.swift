/// The signs that carry meaning on the screen, in UTF-8 or in ASCII.
public struct Symbols: Equatable, Sendable {
  /// A kernel fact is as it should be.
  public var passed: String
  /// It is not, or can't be any more.
  public var failed: String
  /// It is open.
  public var waiting: String
  /// Nothing was judged.
  public var skipped: String
  /// Something is going on, or was cut off.
  public var ellipsis: String
  /// Between the parts of a line.
  public var separator: String
  /// On the map: passed.
  public var full: String
  /// On the map: begun.
  public var half: String
  /// On the map: not yet.
  public var empty: String
  /// On the map: passed, and asked for by an assignment.
  public var fullMarked: String
  /// On the map: not yet, and asked for by an assignment.
  public var emptyMarked: String
  /// Points at where the learner is.
  public var here: String
  /// A cell of a horizontal rule.
  public var rule: String
  /// Before an item of a list.
  public var bullet: String
  /// Beside quoted text and code.
  public var bar: String
  /// Between cause and effect.
  public var arrow: String

  /// The width of `passed`, `failed`, `waiting` and `skipped` in cells.
  public var width: Int { [passed, failed, waiting, skipped].map(\.displayWidth).max() ?? 1 }

  /// `✔ ✘ ○ – …`
  public static let unicode = Symbols(
    passed: "✔", failed: "✘", waiting: "○", skipped: "–", ellipsis: "…", separator: "·", full: "●",
    half: "◐", empty: "○", fullMarked: "◆", emptyMarked: "◇", here: "◂", rule: "─", bullet: "•",
    bar: "│", arrow: "→")

  /// `ok NO .. --`, for a terminal that isn't UTF-8.
  public static let ascii = Symbols(
    passed: "ok", failed: "NO", waiting: "..", skipped: "--", ellipsis: "...", separator: "-",
    full: "*", half: "+", empty: ".", fullMarked: "#", emptyMarked: "o", here: "<", rule: "-",
    bullet: "*", bar: "|", arrow: "->")

  /// Text with every sign of `unicode` that it holds in the form of these symbols, and typographic
  /// signs in ASCII where these are ASCII.
  public func translate(_ text: String) -> String {
    guard self == .ascii else { return text }
    var result = ""
    for character in text {
      switch character {
      case "✔": result += passed
      case "✘": result += failed
      case "○": result += waiting
      case "–", "—": result += "-"
      case "…": result += ellipsis
      case "·": result += separator
      case "●": result += full
      case "◐": result += half
      case "◆": result += fullMarked
      case "◇": result += emptyMarked
      case "◂": result += here
      case "─", "━": result += rule
      case "•": result += bullet
      case "│", "▌": result += bar
      case "→": result += arrow
      case "≥": result += ">="
      case "≤": result += "<="
      case "≠": result += "!="
      case "×": result += "x"
      case "’", "‘": result += "'"
      case "“", "”", "„": result += "\""
      case "\u{a0}": result += " "
      default: result.append(character)
      }
    }
    return result
  }
}
