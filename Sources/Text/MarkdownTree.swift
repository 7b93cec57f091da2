import CMarkdown

/// A parsed Markdown text as values: blocks of CommonMark, and tables of GitHub's flavour.
indirect enum MarkdownBlock: Equatable, Sendable {
  case heading(level: Int, StyledText)
  case paragraph(StyledText)
  case code(language: String, String)
  case quote([MarkdownBlock])
  case list(start: Int?, tight: Bool, [[MarkdownBlock]])
  case table([TextTable.Alignment], [[StyledText]])
  case rule
}

/// Reads cmark-gfm's tree into `MarkdownBlock`s and frees it.
struct MarkdownReader {
  /// Registered once in a process; the library keeps the list.
  private static let extensions: [String] = {
    cmark_gfm_core_extensions_ensure_registered()
    return ["table", "strikethrough"]
  }()

  /// Never fails: every text is some Markdown.
  static func blocks(_ source: String) -> [MarkdownBlock] {
    let names = extensions
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return [] }
    defer { cmark_parser_free(parser) }
    for name in names {
      if let found = cmark_find_syntax_extension(name) {
        cmark_parser_attach_syntax_extension(parser, found)
      }
    }
    cmark_parser_feed(parser, source, source.utf8.count)
    guard let document = cmark_parser_finish(parser) else { return [] }
    defer { cmark_node_free(document) }
    return children(document).compactMap { block($0) }
  }

  private static func block(_ node: OpaquePointer) -> MarkdownBlock? {
    switch type(node) {
    case "heading":
      return .heading(level: Int(cmark_node_get_heading_level(node)), inline(node))
    case "paragraph": return .paragraph(inline(node))
    case "code_block":
      let language = cmark_node_get_fence_info(node).map { String(cString: $0) } ?? ""
      return .code(language: language, literal(node))
    case "block_quote": return .quote(children(node).compactMap { block($0) })
    case "list":
      let start =
        cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
        ? Int(cmark_node_get_list_start(node)) : nil
      return .list(
        start: start, tight: cmark_node_get_list_tight(node) != 0,
        children(node).map { item in children(item).compactMap { block($0) } })
    case "table": return table(node)
    case "thematic_break": return .rule
    case "html_block": return nil
    default: return nil
    }
  }

  private static func table(_ node: OpaquePointer) -> MarkdownBlock {
    let count = Int(cmark_gfm_extensions_get_table_columns(node))
    var alignments = [TextTable.Alignment](repeating: .left, count: count)
    if let letters = cmark_gfm_extensions_get_table_alignments(node) {
      for column in 0..<count {
        switch letters[column] {
        case UInt8(ascii: "r"): alignments[column] = .right
        case UInt8(ascii: "c"): alignments[column] = .centre
        default: break
        }
      }
    }
    return .table(alignments, children(node).map { row in children(row).map { inline($0) } })
  }

  private static func inline(_ node: OpaquePointer, _ style: TextStyle = []) -> StyledText {
    var text = StyledText()
    for child in children(node) {
      switch type(child) {
      case "text": text.append(literal(child), style)
      case "code": text.append(literal(child), style.union(.cyan))
      case "emph": text.append(inline(child, style.union(.italic)))
      case "strong": text.append(inline(child, style.union(.bold)))
      case "strikethrough": text.append(inline(child, style.union(.dim)))
      case "link":
        let name = inline(child, style.union(.underline))
        let url = cmark_node_get_url(child).map { String(cString: $0) } ?? ""
        text.append(name)
        if url != name.plain && !url.isEmpty { text.append(" (\(url))", style) }
      case "softbreak": text.append(" ", style)
      case "linebreak": text.append("\n", style)
      case "html_inline": text.append(literal(child), style)
      default: text.append(inline(child, style))
      }
    }
    return text
  }

  private static func type(_ node: OpaquePointer) -> String {
    cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
  }

  private static func literal(_ node: OpaquePointer) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }

  private static func children(_ node: OpaquePointer) -> [OpaquePointer] {
    var list: [OpaquePointer] = []
    var next = cmark_node_first_child(node)
    while let child = next {
      list.append(child)
      next = cmark_node_next(child)
    }
    return list
  }
}
