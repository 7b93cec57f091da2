/// A line of a solution or a near miss: typed into a real bash, or a directive that drives the
/// terminal.
enum ScriptLine: Equatable, Sendable {
  case type(String)
  /// `#: keys ^Z` or `#: keys 42^M`.
  case keys(String)
  /// `#: wait CHECK 10s`: until that check passed.
  case wait(check: String, seconds: Double)
  /// `#: until 'test' 10s`: until a shell test outside the terminal holds; roles are variables, the
  /// environment is the terminal's.
  case until(test: String, seconds: Double)
  /// `#: trial NAME`.
  case trial(String)

  struct Mistake: Error, CustomStringConvertible {
    let line: Int
    let description: String
  }

  /// The lines of a script, comments and blank lines left out.
  static func lines(of script: String) throws(Mistake) -> [ScriptLine] {
    var result: [ScriptLine] = []
    for (index, raw) in script.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let line = raw.drop { $0 == " " }
      if line.isEmpty { continue }
      if line.hasPrefix("#:") {
        result.append(try directive(String(line.dropFirst(2)), line: index + 1))
      } else if !line.hasPrefix("#") {
        result.append(.type(String(raw)))
      }
    }
    return result
  }

  private static func directive(_ text: String, line: Int) throws(Mistake) -> ScriptLine {
    let body = text.drop { $0 == " " }
    guard let verb = body.split(separator: " ").first.map(String.init) else {
      throw Mistake(line: line, description: "'#:' needs a directive: keys, wait, until or trial")
    }
    let rest = String(body.dropFirst(verb.count).drop { $0 == " " })
    switch verb {
    case "keys" where !rest.isEmpty:
      return .keys(rest)
    case "trial" where !rest.isEmpty:
      return .trial(rest)
    case "wait":
      let words = rest.split(separator: " ").map(String.init)
      guard let check = words.first else { break }
      return .wait(check: check, seconds: words.count > 1 ? seconds(words[1]) ?? 10 : 10)
    case "until":
      guard let close = rest.lastIndex(of: "'"), rest.first == "'", close != rest.startIndex else {
        break
      }
      let test = String(rest[rest.index(after: rest.startIndex)..<close])
      let limit = rest[rest.index(after: close)...].filter { $0 != " " }
      return .until(test: test, seconds: seconds(String(limit)) ?? 10)
    default: break
    }
    throw Mistake(
      line: line,
      description: "unknown directive '\(body)'; there are: keys ^Z, wait CHECK 10s, "
        + "until 'test' 10s, trial NAME")
  }

  /// "10s" or "10" as seconds.
  static func seconds(_ text: String) -> Double? {
    Double(text.hasSuffix("s") ? String(text.dropLast()) : text)
  }
}
