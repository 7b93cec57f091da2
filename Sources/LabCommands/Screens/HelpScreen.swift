import Text

/// What `help` shows: seven words, and the others when they are needed.
enum HelpScreen {
  private static let words: [(word: String, meaning: String)] = [
    ("next", "go on: next page, next exercise"),
    ("task", "show again what you are asked"),
    ("check", "judge now, with reasons"),
    ("hint", "one more hint; the last offers the solution"),
    ("answer X", "give an answer"),
    ("map", "where you are, what there is; map signals"),
    ("help", "this        (help kill is bash's own help, as always)"),
  ]

  static func lines(_ look: Look) -> [String] {
    var lines = [""]
    for (word, meaning) in words {
      lines += look.wrap("  \(word.padded(to: 10))\(meaning)", indent: 12)
    }
    lines.append("")
    for text in [
      "When you need them: back · retry (same exercise, afresh) · start M/E",
      "lesson M/N · card signals (a page to keep) · exit (leave; nothing is lost)",
      "Everything else goes to bash. In other windows and scripts: lab check, …",
    ] { lines += look.wrap("  \(text)", indent: 2) }
    return lines + [""]
  }
}
