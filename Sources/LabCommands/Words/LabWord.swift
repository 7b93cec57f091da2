/// A line at the prompt that is the lab's.
///
/// A line is the lab's only as a whole: a verb alone, or a verb with plain words in that verb's
/// shape; `lab` before it changes nothing. Anything with a shell character in it (a pipe, a
/// redirection, a variable) is bash's, so that `check | cat` never does something else than bash
/// would. Only an answer may have quotes: `answer labels="41=R 42=S"`.
public enum LabWord: Equatable, Sendable {
  case next
  case back
  case task
  case check
  case hint
  /// Without words: what is asked for.
  case answer([String])
  case map(String?)
  /// A lesson from its beginning; nil: which ones there are.
  case lesson(String?)
  case help
  case retry(String?)
  /// An exercise, or what may be meant for one; nil where none was named.
  case start(String?)
  case card(String?)
  /// `trial NAME`: something the lab does to the learner's work when asked.
  case trial(String?)

  /// All verbs; a test holds them against bash's builtins and keywords, and Debian's commands.
  public static let verbs = [
    "next", "back", "task", "check", "hint", "answer", "map", "help", "retry", "start",
    "lesson", "card", "trial",
  ]

  /// The lab word that a whole line is, or nil when the line is bash's.
  public init?(line: String) {
    guard var words = Self.words(of: line.trimmed), let first = words.first else { return nil }
    if first == "lab" {
      // `lab --plain`, `lab check --format json` and the rest are commands of their own.
      if words.count == 1 {
        self = .task
        return
      }
      words.removeFirst()
      // The program's own help.
      if words[0] == "help" { return nil }
    }
    guard let word = Self.word(words[0], Array(words.dropFirst())) else { return nil }
    self = word
  }

  private static func word(_ verb: String, _ rest: [String]) -> LabWord? {
    if rest.contains(where: { $0.hasPrefix("-") }) && verb != "answer" { return nil }
    switch (verb, rest.count) {
    case ("next", 0): return .next
    case ("back", 0): return .back
    case ("task", 0): return .task
    case ("check", 0): return .check
    case ("hint", 0): return .hint
    case ("help", 0): return .help
    case ("answer", _): return .answer(rest)
    case ("map", 0...1): return .map(rest.first)
    case ("retry", 0...1): return .retry(rest.first)
    case ("start", 0...1): return .start(rest.first)
    case ("lesson", 0...1): return .lesson(rest.first)
    case ("card", 0...1): return .card(rest.first)
    case ("trial", 0...1): return .trial(rest.first)
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
    if text.utf8.contains(where: { "|<>;&".utf8.contains($0) }) {
      return "\(first) is a lab word and stands alone on its line. In a pipe: lab \(text)"
    }
    if !text.utf8.allSatisfy({ isPlain($0) || $0 == UInt8(ascii: " ") }) {
      return "\(first) takes plain words. With bash's help: lab \(text)"
    }
    switch first {
    case "start", "retry": return "\(first) takes one exercise: \(first) signals/term-first"
    case "map": return "map takes one module: map signals"
    case "lesson": return "lesson takes one lesson: lesson signals/2"
    case "card": return "card takes one name: card signals"
    default: return "\(first) is a lab word and stands alone on its line."
    }
  }

  /// The words of a line of plain characters; nil where bash would have to read it.
  private static func words(of text: String) -> [String]? {
    let isAnswer = text.hasPrefix("answer ")
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open {
          quote = nil
        } else if open == "\"" && "$`\\".contains(character) {
          return nil
        } else {
          word?.append(character)
        }
      } else if character == " " {
        if let word { words.append(word) }
        word = nil
      } else if isAnswer && (character == "\"" || character == "'") {
        quote = character
        word = word ?? ""
      } else if character.utf8.allSatisfy(isPlain) {
        word = (word ?? "") + String(character)
      } else {
        return nil
      }
    }
    if quote != nil { return nil }
    if let word { words.append(word) }
    return words
  }

  /// Letters, digits and - _ . / = , : % + @: nothing that bash would act on.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return true
    default:
      return byte >= 0x80 || "-_./=,:%+@".utf8.contains(byte)
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
