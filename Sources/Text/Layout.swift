/// Fitting plain or styled strings into cells.
extension StringProtocol {
  /// Blanks after the text (before it, if `right`), up to a width; longer text is left alone.
  public func padded(to width: Int, right: Bool = false) -> String {
    let blanks = String(repeating: " ", count: Swift.max(0, width - displayWidth))
    return right ? blanks + self : self + blanks
  }

  /// At most `width` cells; what is cut off is stood for by `ellipsis`.
  ///
  /// Escape sequences are kept whole, so that a style that was switched on is switched off.
  public func truncated(to width: Int, ellipsis: String = "…") -> String {
    if displayWidth <= width { return String(self) }
    let mark = ellipsis.displayWidth <= width ? ellipsis : ""
    let room = Swift.max(0, width - mark.displayWidth)
    var result = ""
    var used = 0
    var isFull = false
    for piece in TerminalPieces(self) {
      if piece.isEscape {
        result.append(piece.text)
      } else if !isFull {
        let cells = piece.text.displayWidth
        if used + cells <= room {
          result.append(piece.text)
          used += cells
        } else {
          isFull = true
          result += mark
        }
      }
    }
    return result
  }

  /// Lines of at most `width` cells, broken at blanks, and inside words only where one is longer
  /// than a line. Line breaks in the text stay. Later lines begin with `hanging` blanks.
  public func wrapped(to width: Int, hanging: Int = 0) -> [String] {
    split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      StyledText(String(line)).wrapped(to: width, hanging: hanging).map { $0.rendered(.plain) }
    }
  }
}
