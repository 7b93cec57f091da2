import Record
import Text

/// How everything is drawn on this terminal: its width, its characters, its colours.
///
/// Meaning is never in colour alone; without UTF-8 the marks are `ok`, `NO` and `..`.
struct Look: Sendable {
  let terminal: Terminal

  /// Standard output's terminal.
  static var standard: Look { Look(terminal: Terminal(descriptor: 1)) }

  private var style: Style { terminal.style }
  private var symbols: Symbols { terminal.symbols }

  func narrowed(to width: Int) -> Look {
    var terminal = terminal
    terminal.width = max(1, width)
    return Look(terminal: terminal)
  }

  var pass: String { style.green(symbols.passed) }
  var fail: String { style.red(symbols.failed) }
  /// The sign of a failure without its colour.
  var failSign: String { symbols.failed }
  var open: String { symbols.waiting }
  var dash: String { symbols.skipped }
  var ellipsis: String { symbols.ellipsis }
  var pointer: String { symbols.here }

  func mark(_ verdict: Verdict) -> String {
    switch verdict {
    case .passed: pass
    case .failed: fail
    case .waiting: open
    case .unsupported, .errored: dash
    }
  }

  /// `passed`, `open` (or anything begun), or not begun.
  func progressMark(_ state: String) -> String {
    switch state {
    case "passed": symbols.full
    case "", "not begun": symbols.empty
    default: symbols.half
    }
  }

  /// Signs as this terminal shows them.
  func translated(_ text: String) -> String { symbols.translate(text) }
  func bold(_ text: String) -> String { style.bold(symbols.translate(text)) }
  func dim(_ text: String) -> String { style.dim(symbols.translate(text)) }

  /// A line over the whole page.
  func rule() -> String { Rule.line(in: terminal.width, symbols: symbols) }

  /// A title at the left, and what it belongs to at the right.
  func heading(_ title: String, right: String) -> String {
    columns("  " + style.bold(symbols.translate(title)), right: right)
  }

  /// Two texts at the two ends of a page's line; below each other where it is too narrow.
  func columns(_ left: String, right: String) -> String {
    let right = symbols.translate(right)
    let width = Rule.pageWidth(in: terminal.width)
    guard !right.isEmpty else { return wrapStyled(left) }
    let used = left.displayWidth + right.displayWidth
    if used + 2 <= width {
      return left + String(repeating: " ", count: width - used) + style.dim(right)
    }
    if right.displayWidth + 2 > width {
      return ([wrapStyled(left)] + aside(right)).joined(separator: "\n")
    }
    let margin = max(0, width - right.displayWidth)
    return wrapStyled(left) + "\n" + String(repeating: " ", count: margin)
      + style.dim(right)
  }

  private func wrapStyled(_ text: String) -> String {
    wrap(text, indent: hanging).joined(separator: "\n")
  }

  /// Too little room for columns.
  var isNarrow: Bool { Rule.pageWidth(in: terminal.width) < 60 }

  /// What may be read or not: faint lines.
  func aside(_ text: String) -> [String] { wrap("  \(text)", indent: 2).map { dim($0) } }

  /// A paragraph broken at the page's width; lines after the first begin with `indent` blanks.
  func wrap(_ text: String, indent: Int) -> [String] {
    let margin = text.prefix { $0 == " " }.count
    let body = symbols.translate(String(text.dropFirst(margin)))
    let width = Rule.pageWidth(in: terminal.width)
    // Where there is little room, none of it goes to margins.
    let front = String(repeating: " ", count: isNarrow ? min(margin, width / 6) : margin)
    let hanging = max(0, (isNarrow ? min(indent, width / 4) : indent) - front.count)
    return body.wrapped(to: max(1, width - front.count), hanging: hanging).map { front + $0 }
  }

  /// As `wrap`, of so many lines at most; what is cut off is stood for by dots.
  func wrap(_ text: String, indent: Int, atMost limit: Int) -> [String] {
    let lines = wrap(text, indent: indent)
    guard lines.count > limit, limit > 0 else { return lines }
    let width = Rule.pageWidth(in: terminal.width) - ellipsis.displayWidth - 1
    let last = lines[limit - 1].truncated(to: max(1, width), ellipsis: "")
    return lines.prefix(limit - 1) + ["\(last) \(ellipsis)"]
  }

  /// A word and what it stands for, such as `expected   exit status 143`, below a check.
  func labelled(_ label: String, _ text: String, atMost limit: Int = 4) -> [String] {
    let margin = String(repeating: " ", count: hanging)
    let room = Rule.pageWidth(in: terminal.width)
    let column = room < 40 ? hanging + 2 : hanging + 11
    let head = margin + label.padded(to: room < 40 ? 0 : 11)
    if room < 40 {
      let title = label.isEmpty ? [] : [self.dim(margin + label)]
      return title + wrap("\(margin)\(text)", indent: column, atMost: limit)
    }
    return wrap("\(head)\(text)", indent: column, atMost: limit)
  }

  /// Where text beside a mark and its number begins.
  var hanging: Int { symbols.width + 6 }

  /// A message that begins as a sentence does, unless it begins with a name or a path.
  func sentence(_ text: String) -> String {
    let first = text.prefix { $0 != " " && $0 != ":" && $0 != "," }
    guard let letter = first.first, letter.isLowercase, first.allSatisfy(\.isLetter) else {
      return text
    }
    return letter.uppercased() + text.dropFirst()
  }

  /// The heading that a text begins with.
  func title(_ source: String) -> String? { MarkdownPage(source).title }

  /// Markdown as lines without a margin, and without the heading that it begins with.
  func markdown(_ source: String) -> [String] {
    MarkdownPage(source).lines(
      width: terminal.width, style: style, symbols: symbols, withTitle: false, indent: 0)
  }
}
