import Testing
import Text

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("naïve", 5), ("e\u{301}", 1), ("日本", 4), ("✔", 1), ("✘○–…●◐◆◇◂·", 10),
    ("👩‍👩‍👧", 2), ("🇫🇷", 2), ("❤️", 2), ("\u{200b}", 0), ("한", 2), ("ﾊ", 1),
    ("\u{1b}[1;31mred\u{1b}[0m", 3), ("\u{1}\u{1b}[1m\u{2}x", 1), ("\u{1b}]0;title\u{7}y", 1),
  ])
  func `text is as wide as a terminal draws it`(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test func `padding and truncation count cells and keep styles closed`() {
    #expect("日".padded(to: 4) == "日  ")
    #expect("7".padded(to: 3, right: true) == "  7")
    #expect("日本語".truncated(to: 5) == "日本…")
    #expect("\u{1b}[1mabcdef\u{1b}[0m".truncated(to: 3) == "\u{1b}[1mab…\u{1b}[0m")
    #expect("abc".truncated(to: 0) == "")
  }
}

@Suite struct WrappingTests {
  @Test func `lines break at blanks, and long words at the margin`() {
    #expect("one two three".wrapped(to: 7) == ["one two", "three"])
    #expect("abcdefghij kl".wrapped(to: 4) == ["abcd", "efgh", "ij", "kl"])
    #expect("a\n\nb".wrapped(to: 4) == ["a", "", "b"])
    #expect("one two three".wrapped(to: 6, hanging: 2) == ["one", "  two", "  thre", "  e"])
  }

  @Test(arguments: 0...30)
  func `no width traps or makes a line too wide`(width: Int) {
    let text = "日本語 word \u{1b}[1mand\u{1b}[0m a-very-long-word-indeed 👩‍👩‍👧 end"
    for line in StyledText("日本語 word a-very-long-word-indeed 👩‍👩‍👧 end").wrapped(to: width) {
      #expect(line.displayWidth <= max(2, width))
    }
    #expect(text.truncated(to: width).displayWidth <= width)
    #expect(!text.wrapped(to: width, hanging: 4).isEmpty)
    let page = MarkdownPage(markdown)
    for line in page.lines(width: width, style: .colour) where width >= 8 {
      #expect(line.displayWidth <= width, "\(line)")
    }
    #expect(!Rule.ends("left", "right", in: width).isEmpty)
    #expect(!Rule.line(in: width, symbols: .unicode).isEmpty)
  }
}

let markdown = """
  # Zombies and *orphans*

  A process that has exited but was **not reaped** by its parent is a `Z`; see
  [wait(2)](https://man7.org).

  ```try
  ps -o pid,stat $$
  kill -9 4242 # a-comment-that-is-long-enough-to-be-broken-somewhere-in-the-middle-of-the-line
  ```

  | State | Meaning | `ps` |
  |:------|:-------:|-----:|
  | R | running 日本 | `R+` |
  | Z | *zombie* | `Z` |

  1. Start it
  2. Look at it
     - with `ps`
     - with **top**

  > Quoted text that is long enough to be wrapped over more than one line of the terminal, I hope.

  ```
  plain  code
  ```

  <!-- left out -->
  """

@Suite struct MarkdownTests {
  @Test func `a page is drawn with its commands, lists and tables`() {
    let page = MarkdownPage(markdown)
    #expect(page.title == "Zombies and orphans")
    #expect(page.tryLines.first == "ps -o pid,stat $$")
    #expect(page.tryLines.count == 2)
    #expect(
      page.lines(width: 60, withTitle: false) == [
        "  A process that has exited but was not reaped by its",
        "  parent is a Z; see wait(2) (https://man7.org).",
        "",
        "      try   ps -o pid,stat $$",
        "            kill -9 4242 # a-comment-that-is-long-enough-t",
        "            o-be-broken-somewhere-in-the-middle-of-the-lin",
        "            e",
        "",
        "  State    Meaning     ps",
        "  R      running 日本  R+",
        "  Z         zombie      Z",
        "",
        "  1. Start it",
        "  2. Look at it",
        "     • with ps",
        "     • with top",
        "",
        "  │ Quoted text that is long enough to be wrapped over",
        "  │ more than one line of the terminal, I hope.",
        "",
        "      plain  code",
      ])
  }

  @Test func `styles are escape sequences only where they are wanted`() {
    let page = MarkdownPage("a **b** `c`")
    #expect(page.lines(width: 80) == ["  a b c"])
    #expect(
      page.lines(width: 80, style: .colour) == ["  a \u{1b}[1mb\u{1b}[0m \u{1b}[36mc\u{1b}[0m"])
  }

  @Test func `signs are ASCII where the terminal is`() {
    let page = MarkdownPage("✔ it → “so” … naïve")
    #expect(page.lines(width: 80, symbols: .ascii) == ["  ok it -> \"so\" ... naïve"])
  }
}

@Suite struct TerminalTests {
  @Test func `capabilities come from the environment where there is no terminal`() {
    let variables = ["COLUMNS": "100", "LANG": "de_DE.UTF-8", "TERM": "xterm"]
    let terminal = Terminal(descriptor: -1) { variables[$0] }
    #expect(!terminal.isTTY && terminal.width == 100 && terminal.isUTF8 && !terminal.hasColour)
    #expect(Terminal(descriptor: -1) { ["LC_ALL": "C", "LANG": "C.UTF-8"][$0] }.symbols == .ascii)
    #expect(Terminal(descriptor: -1) { ["COLUMNS": "none"][$0] }.width == 80)
  }
}

@Suite struct NearestTests {
  @Test(arguments: [
    ("recieved", "received"), ("hnit", "hint"), ("point", "points"), ("nxt", "next"),
    ("zzz", nil), ("", nil),
  ])
  func `a slip finds its word, anything else none`(word: String, expected: String?) {
    #expect(nearest(to: word, among: ["received", "hint", "points", "next"]) == expected)
  }
}

@Suite struct TextTableTests {
  @Test func `columns are aligned in cells and the last one wraps`() {
    let table = TextTable(
      rows: [["日本", "1", "a text of some words"], ["x", "22", "b"]], alignments: [.left, .right])
    #expect(table.lines() == ["  日本   1  a text of some words", "  x     22  b"])
    #expect(
      table.lines(width: 26) == ["  日本   1  a text of some", "            words", "  x     22  b"])
    #expect(table.lines(width: 5).allSatisfy { $0.displayWidth <= 5 })
  }
}
