/// A page, task or hint in Markdown, ready to be drawn at any width.
///
/// Paragraphs, emphasis, code, lists, quotes, tables; a fenced block of the language `try` is a
/// command for the learner, drawn as `      try   COMMAND`. HTML blocks are left out (comments).
public struct MarkdownPage: Equatable, Sendable {
  let blocks: [MarkdownBlock]

  /// Reads a text; every text is some Markdown.
  public init(_ source: String) { blocks = MarkdownReader.blocks(source) }

  /// The first heading, if the text begins with one.
  public var title: String? {
    if case .heading(_, let text)? = blocks.first { return text.plain }
    return nil
  }

  /// The commands of all `try` blocks, a line each, in order.
  public var tryLines: [String] { Self.tryLines(of: blocks) }

  private static func tryLines(of blocks: [MarkdownBlock]) -> [String] {
    blocks.flatMap { block -> [String] in
      switch block {
      case .code("try", let text): text.split(separator: "\n").map { String($0) }
      case .quote(let inner): tryLines(of: inner)
      case .list(_, _, let items): items.flatMap { tryLines(of: $0) }
      default: []
      }
    }
  }

  /// The page's lines, none wider than `width`, without a blank line at either end.
  ///
  /// - Parameters:
  ///   - width: of the window in cells; the text keeps to at most 76 of them.
  ///   - withTitle: false leaves out a heading at the very beginning, for who draws it elsewhere.
  ///   - indent: blanks before every line.
  public func lines(
    width: Int, style: Style = .plain, symbols: Symbols = .unicode, withTitle: Bool = true,
    indent: Int = 2
  ) -> [String] {
    var blocks = blocks[...]
    if !withTitle, case .heading? = blocks.first { blocks = blocks.dropFirst() }
    let drawer = MarkdownDrawer(style: style, symbols: symbols)
    let margin = String(repeating: " ", count: min(max(0, indent), max(0, width / 4)))
    let room = max(1, Rule.pageWidth(in: width) - margin.count)
    return drawer.lines(of: Array(blocks), width: room).map { $0.isEmpty ? "" : margin + $0 }
  }
}

/// Draws blocks into lines of a width.
struct MarkdownDrawer {
  let style: Style
  let symbols: Symbols

  func lines(of blocks: [MarkdownBlock], width: Int, tight: Bool = false) -> [String] {
    var lines: [String] = []
    for block in blocks {
      let drawn = self.lines(of: block, width: width)
      if drawn.isEmpty { continue }
      if !lines.isEmpty && !tight { lines.append("") }
      lines += drawn
    }
    return lines
  }

  private func lines(of block: MarkdownBlock, width: Int) -> [String] {
    switch block {
    case .heading(_, let text):
      return wrap(StyledText(text.runs.map { .init($0.text, $0.style.union(.bold)) }), width)
    case .paragraph(let text): return wrap(text, width)
    case .code("try", let text): return tryLines(text, width)
    case .code(_, let text): return codeLines(text, width)
    case .quote(let inner):
      return lines(of: inner, width: max(1, width - 2)).map { "\(symbols.bar) \($0)" }
    case .list(let start, let tight, let items):
      return listLines(start, tight, items, width)
    case .table(let alignments, let rows): return tableLines(alignments, rows, width)
    case .rule: return [String(repeating: symbols.rule, count: max(1, width - 2))]
    }
  }

  private func wrap(_ text: StyledText, _ width: Int, hanging: Int = 0) -> [String] {
    let translated = StyledText(text.runs.map { .init(symbols.translate($0.text), $0.style) })
    return translated.wrapped(to: width, hanging: hanging).map { $0.rendered(style) }
  }

  /// Commands are never broken at their blanks: what doesn't fit goes on in the next line, deeper.
  private func tryLines(_ text: String, _ width: Int) -> [String] {
    let isNarrow = width < 30
    let lead = isNarrow ? "try " : "    try   "
    let deep = String(repeating: " ", count: lead.count)
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      let parts = hardWrapped(String(line), to: max(1, width - lead.count))
      for (index, part) in parts.enumerated() {
        let head = index == 0 && lines.isEmpty ? style.dim(lead) : deep
        lines.append(head + style.bold(part))
      }
    }
    return lines
  }

  private func codeLines(_ text: String, _ width: Int) -> [String] {
    let margin = width < 30 ? "" : "    "
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    if lines.last == "" { lines.removeLast() }
    return lines.flatMap { line in
      hardWrapped(line, to: max(1, width - margin.count)).map { part in
        part.isEmpty ? "" : margin + style.code(part)
      }
    }
  }

  /// Parts that together are the line: broken behind a blank where there is one in the last third.
  private func hardWrapped(_ line: String, to width: Int) -> [String] {
    var parts: [String] = []
    var part = ""
    var used = 0
    for character in line.replacing("\t", with: "    ") {
      let cells = character.displayWidth
      if used + cells > width && used > 0 {
        var rest = ""
        if character != " ", let blank = part.lastIndex(of: " ") {
          let tail = part[part.index(after: blank)...]
          if tail.displayWidth * 3 <= width {
            rest = String(tail)
            part = String(part[...blank])
          }
        }
        parts.append(part)
        part = rest
        used = rest.displayWidth
      }
      part.append(character)
      used += cells
    }
    return parts + [part]
  }

  private func listLines(
    _ start: Int?, _ tight: Bool, _ items: [[MarkdownBlock]], _ width: Int
  ) -> [String] {
    let last = start.map { String($0 + items.count - 1).count + 2 }
    let deep = last ?? symbols.bullet.displayWidth + 1
    let blanks = String(repeating: " ", count: deep)
    var lines: [String] = []
    for (index, item) in items.enumerated() {
      let mark = start.map { "\($0 + index). " } ?? "\(symbols.bullet) "
      let body = self.lines(of: item, width: max(1, width - deep), tight: tight)
      if !tight && !lines.isEmpty { lines.append("") }
      for (number, line) in body.enumerated() {
        let head = number == 0 ? mark.padded(to: deep, right: true) : blanks
        lines.append(line.isEmpty ? "" : head + line)
      }
      if body.isEmpty { lines.append(mark) }
    }
    return lines
  }

  private func tableLines(
    _ alignments: [TextTable.Alignment], _ rows: [[StyledText]], _ width: Int
  ) -> [String] {
    let cells = rows.enumerated().map { index, row in
      row.map { cell -> String in
        let runs = cell.runs.map { run in
          StyledText.Run(
            symbols.translate(run.text), index == 0 ? run.style.union(.bold) : run.style)
        }
        return StyledText(runs).rendered(style)
      }
    }
    let table = TextTable(rows: cells, alignments: alignments, gap: 2, indent: 0)
    return table.lines(width: width, ellipsis: symbols.ellipsis)
  }
}
