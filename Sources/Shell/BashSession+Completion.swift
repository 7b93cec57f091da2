import Glibc

/// What bash's own completion makes of a line.
public struct Completion: Equatable, Sendable {
  /// The line up to the cursor after completion: as far as all candidates agree, with the blank or
  /// slash that bash adds when there is only one.
  public var line: String
  /// What the last word could become, quoted as bash would; empty if there is at most one.
  public var candidates: [String]

  /// What bash answered.
  public init(line: String, candidates: [String]) {
    self.line = line
    self.candidates = candidates
  }
}

extension BashSession {
  /// Asks bash to complete a line as its Tab key would: commands, files, variables, and whatever
  /// `complete` of bash(1) was told, all inside bash itself.
  ///
  /// bash's line editor does it: the line is put into its (hidden) buffer and taken out again, so
  /// that neither `$?` nor the history nor PROMPT_COMMAND notices.
  ///
  /// - Parameter line: the line up to the cursor.
  /// - Returns: nil if bash isn't at its prompt or gave no answer in time.
  public func complete(_ line: String, within limit: Duration = .seconds(2)) -> Completion? {
    guard state == .prompt, hasLineEditing else { return nil }
    let text = line.utf8.filter { $0 >= 0x20 }
    let end = ContinuousClock.now + limit
    completion = []
    defer {
      completion = nil
      expectsRedraw = true
      deadline = .now + .milliseconds(60)
    }
    let key = Array("\u{18}\u{1d}".utf8)
    sendRaw(
      Array("\u{1b}[200~".utf8) + text + Array("\u{1b}[201~".utf8) + key
        + [UInt8(ascii: "1")] + key + [UInt8(ascii: "3")])
    guard let first = awaitAnswer(1, until: end) else {
      sendRaw([3])
      return nil
    }
    let isSettled = first != line && (first.hasSuffix(" ") || first.hasSuffix("/"))
    let list = isSettled ? [] : key + [UInt8(ascii: "2")]
    sendRaw(list + key + [UInt8(ascii: "4")])
    guard let second = awaitAnswer(2, until: end) else {
      sendRaw([3])
      return nil
    }
    var words = isSettled ? [] : Self.newWords(in: second, after: first)
    if words.count < 2 { words = [] }
    return Completion(line: first, candidates: words)
  }

  private func awaitAnswer(_ number: Int, until end: ContinuousClock.Instant) -> String? {
    while (completion?.count ?? 0) < number {
      var descriptors = [pollfd(fd: masterFD, events: Int16(POLLIN), revents: 0)]
      let left = max(Duration.zero, end - .now)
      if poll(&descriptors, 1, Self.milliseconds(of: left)) == 0 || state == .ended { return nil }
      waiting += readEvents()
    }
    guard let body = completion?[number - 1] else { return nil }
    return ShellQuoting.fields(body).first.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The words of a line that stand where `insert-completions` replaced the last word of `before`.
  static func newWords(in line: String, after before: String) -> [String] {
    let old = words(before)
    let new = words(line)
    let endsInBlank = before.last == " "
    let kept = endsInBlank ? old.count : max(0, old.count - 1)
    guard new.count > kept, new.prefix(kept).elementsEqual(old.prefix(kept)) else { return [] }
    return Array(new.dropFirst(kept))
  }

  /// Splits at blanks that aren't quoted; quotes stay in the words.
  static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word.append(character)
        isEscaped = false
      } else if character == "\\" && quote != "'" {
        word.append(character)
        isEscaped = true
      } else if let open = quote {
        word.append(character)
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        word.append(character)
        quote = character
      } else if character == " " {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
