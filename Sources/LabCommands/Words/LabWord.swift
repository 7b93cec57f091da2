/// A line at the prompt that is the lab's.
///
/// A line is the lab's only as a whole: a verb alone, or a verb with plain words in that verb's
/// shape. Anything with a shell character in it (a pipe, a redirection, a variable, a quote) is
/// bash's, so that `check | cat` never does something else than bash would.
public enum LabWord: Equatable, Sendable {
  case next
  case back
  case task
  case check
  case hint
  case answer([String])
  case map(String?)
  case help
  case retry(String?)
  case start(String)
  case card(String?)
  /// `trial NAME`: something the lab does to the learner's work when asked.
  case trial(String?)

  /// All verbs; a test holds them against bash's builtins and keywords, and Debian's commands.
  public static let verbs = [
    "next", "back", "task", "check", "hint", "answer", "map", "help", "retry", "start", "card",
    "trial",
  ]

  /// The lab word that a whole line is, or nil when the line is bash's.
  public init?(line: String) {
    let text = line.trimmed
    guard !text.isEmpty, text.utf8.allSatisfy(Self.isPlain) else { return nil }
    let words = text.split(separator: " ").map(String.init)
    let rest = Array(words.dropFirst())
    switch (words[0], rest.count) {
    case ("next", 0): self = .next
    case ("back", 0): self = .back
    case ("task", 0), ("lab", 0): self = .task
    case ("check", 0): self = .check
    case ("hint", 0): self = .hint
    case ("help", 0): self = .help
    case ("answer", 1...): self = .answer(rest)
    case ("map", 0): self = .map(nil)
    case ("map", 1): self = .map(rest[0])
    case ("retry", 0): self = .retry(nil)
    case ("retry", 1) where rest[0].contains("/"): self = .retry(rest[0])
    case ("start", 1) where rest[0].contains("/"): self = .start(rest[0])
    case ("card", 0): self = .card(nil)
    case ("card", 1): self = .card(rest[0])
    case ("trial", 0): self = .trial(nil)
    case ("trial", 1): self = .trial(rest[0])
    default: return nil
    }
  }

  /// Why a line that begins with a verb went to bash, when bash did not know the command; nil when
  /// the line has nothing to do with a verb.
  public static func advice(line: String) -> String? {
    let text = line.trimmed
    guard let first = text.split(separator: " ").first.map(String.init),
      verbs.contains(first), first != "help", LabWord(line: line) == nil
    else { return nil }
    if text.contains("|") || text.contains(">") || text.contains(";") || text.contains("&") {
      return
        "\(first) is a lab word and stands alone on its line. Elsewhere: lab \(text)"
    }
    switch first {
    case "start": return "start takes an exercise, such as: start signals/term-first"
    case "answer": return "answer takes what you found, such as: answer 4242"
    case "retry": return "retry takes nothing, or an exercise: retry signals/term-first"
    default: return "\(first) is a lab word and stands alone on its line."
    }
  }

  /// Letters, digits, blanks and - _ . / = , : % + @: nothing that bash would act on.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return true
    case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: ":"),
      UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "@"):
      return true
    default:
      return byte >= 0x80
    }
  }
}

extension String {
  /// Without blanks and tabs at either end.
  var trimmed: String {
    var slice = self[...]
    while let first = slice.first, first == " " || first == "\t" { slice.removeFirst() }
    while let last = slice.last, last == " " || last == "\t" { slice.removeLast() }
    return String(slice)
  }
}
