/// Text of several styles, so that it can be wrapped before it is drawn.
public struct StyledText: Equatable, Sendable {
  /// A stretch in one style.
  public struct Run: Equatable, Sendable {
    /// Without escape sequences.
    public var text: String
    /// How it stands out.
    public var style: TextStyle

    /// A stretch of text in one style.
    public init(_ text: String, _ style: TextStyle = []) {
      self.text = text
      self.style = style
    }
  }

  /// The stretches, in order.
  public var runs: [Run]

  /// Text from its stretches.
  public init(_ runs: [Run] = []) { self.runs = runs }
  /// Text in one style.
  public init(_ text: String, _ style: TextStyle = []) {
    runs = text.isEmpty ? [] : [Run(text, style)]
  }

  /// Cells on a terminal.
  public var displayWidth: Int { runs.reduce(0) { $0 + $1.text.displayWidth } }
  /// Without any style.
  public var plain: String { runs.map { $0.text }.joined() }

  /// Adds a stretch; joins it to the last one if the style is the same.
  public mutating func append(_ text: String, _ style: TextStyle = []) {
    if text.isEmpty { return }
    if let last = runs.last, last.style == style {
      runs[runs.count - 1].text += text
    } else {
      runs.append(Run(text, style))
    }
  }

  /// Adds another text.
  public mutating func append(_ other: StyledText) {
    for run in other.runs { append(run.text, run.style) }
  }

  /// As a terminal wants it.
  public func rendered(_ style: Style) -> String {
    runs.map { style.apply($0.style, $0.text) }.joined()
  }

  /// Lines of at most `width` cells (at least one grapheme each), broken at blanks; a word longer
  /// than a line is broken where the line ends. Line breaks in the text stay.
  public func wrapped(to width: Int, hanging: Int = 0) -> [StyledText] {
    let width = max(1, width)
    let hanging = min(max(0, hanging), width - 1)
    var lines: [StyledText] = []
    var line = StyledText()
    var used = 0
    /// The blanks before the next word, written only if it fits on the same line.
    var blanks = StyledText()

    func breakLine() {
      lines.append(line)
      line = StyledText(String(repeating: " ", count: hanging))
      used = hanging
      blanks = StyledText()
    }

    for word in words() {
      if word.plain == "\n" {
        breakLine()
        line = StyledText()
        used = 0
        continue
      }
      let isBlank = word.runs.allSatisfy { $0.text.allSatisfy { $0 == " " || $0 == "\t" } }
      if isBlank {
        blanks.append(word)
        continue
      }
      let cells = word.displayWidth
      let gap = blanks.displayWidth
      let isFirst =
        used == 0 || (used == hanging && !lines.isEmpty && line.plain.allSatisfy { $0 == " " })
      if used + gap + cells <= width {
        line.append(blanks)
        line.append(word)
        used += gap + cells
        blanks = StyledText()
        continue
      }
      if !isFirst { breakLine() }
      blanks = StyledText()
      for run in word.runs {
        for character in run.text {
          let cells = character.displayWidth
          if used + cells > width && used > hanging { breakLine() }
          line.append(String(character), run.style)
          used += cells
        }
      }
    }
    lines.append(line)
    return lines
  }

  /// Words and the blanks between them; a line break is a word of its own.
  private func words() -> [StyledText] {
    var words: [StyledText] = []
    var wasBlank: Bool?
    for run in runs {
      for character in run.text {
        if character.isNewline {
          words.append(StyledText("\n"))
          wasBlank = nil
          continue
        }
        let isBlank = character == " " || character == "\t"
        if wasBlank != isBlank { words.append(StyledText()) }
        words[words.count - 1].append(String(isBlank ? " " : character), run.style)
        wasBlank = isBlank
      }
    }
    return words
  }
}
