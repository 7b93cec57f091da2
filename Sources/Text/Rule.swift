/// Horizontal lines, and lines with something at either end.
public enum Rule {
  /// The width of a page in a window: 78 cells at most, so that lines stay readable.
  public static func pageWidth(in window: Int) -> Int { max(1, min(window, 80) - 2) }

  /// A rule across the page, after an indent of two blanks.
  public static func line(in window: Int, symbols: Symbols) -> String {
    let cells = max(1, pageWidth(in: window) - 4)
    return "  " + String(repeating: symbols.rule, count: cells / max(1, symbols.rule.displayWidth))
  }

  /// `left` at the margin and `right` at the end of a line; below each other if they don't fit.
  public static func ends(
    _ left: String, _ right: String, in window: Int, indent: Int = 2
  ) -> [String] {
    let margin = String(repeating: " ", count: max(0, indent))
    let room = pageWidth(in: window) - indent - 2
    let gap = room - left.displayWidth - right.displayWidth
    if right.isEmpty { return [margin + left] }
    if gap >= 2 { return [margin + left + String(repeating: " ", count: gap) + right] }
    return [margin + left, margin + right]
  }
}
