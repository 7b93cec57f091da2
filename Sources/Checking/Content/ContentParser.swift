internal import Yams

/// YAML text → nodes with places; every fault becomes a problem, none a trap.
package enum ContentParser {
  /// Content is written by hand; more is a mistake, and parsing costs stack and time.
  static let limitBytes = 256 * 1024
  static let limitNodes = 50_000

  /// Parses one YAML document.
  ///
  /// - Parameters:
  ///   - offset: Where the text begins, for YAML inside another file (a quiz on a lesson page).
  /// - Returns: nil when there is nothing to go on with; the log says why.
  package static func parse(
    _ text: String, file: String, offset: (line: Int, column: Int) = (1, 1), log: ContentLog
  ) -> ContentNode? {
    let start = SourcePlace(file: file, line: offset.line, column: offset.column)
    guard text.utf8.count <= limitBytes else {
      log.report("more than \(limitBytes / 1024) KiB: that can't be content", at: start)
      return nil
    }
    var text = text
    for _ in 0..<16 {
      do {
        // Without rules for tags: every scalar is text here, and the rules are slow expressions.
        guard let node = try Yams.compose(yaml: text, .basic) else {
          log.report("the file is empty", at: start)
          return nil
        }
        // A few lines of aliases can stand for gigabytes: count while they unfold.
        var budget = limitNodes
        let root = ContentNode(node, offset: start, inherited: start, budget: &budget)
        if budget > 0 { return root }
        log.report("more than \(limitNodes) values: aliases unfold without end", at: start)
        return nil
      } catch let error as YamlError {
        guard case .duplicatedKeysInMapping(let keys, _) = error,
          let key = keys.first, let repaired = blankDuplicate(of: key, in: text)
        else {
          report(error, start: start, log: log)
          return nil
        }
        // Yams stops at the first duplicate and doesn't say where: it is found by trial, reported,
        // and blanked so that the rest of the file is read too.
        log.report(
          "'\(key)' is given twice", at: place(of: repaired.offset, in: text, start: start))
        text = repaired.text
      } catch {
        log.report("can't be read: \(error)", at: start)
        return nil
      }
    }
    return nil
  }

  /// Keys that stand in for a duplicate: made of tildes only.
  static func isBlanked(_ key: String) -> Bool { !key.isEmpty && key.allSatisfy { $0 == "~" } }

  private static func report(_ error: YamlError, start: SourcePlace, log: ContentLog) {
    func at(_ mark: Mark) -> SourcePlace {
      SourcePlace(
        file: start.file, line: mark.line + start.line - 1,
        column: mark.column + (mark.line == 1 ? start.column - 1 : 0))
    }
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let around = context.map { " (\($0.text))" } ?? ""
      log.report("not YAML: \(problem)\(around)", at: at(mark))
    case .reader(let problem, _, _, _):
      log.report("not readable as text: \(problem)", at: start)
    case .duplicatedKeysInMapping(let keys, let context):
      log.report("'\(keys.joined(separator: "', '"))' is given twice", at: at(context.mark))
    default:
      log.report("not YAML: \(error)", at: start)
    }
  }

  private static func place(of offset: Int, in text: String, start: SourcePlace) -> SourcePlace {
    var line = 1
    var column = 1
    for byte in text.utf8.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return SourcePlace(
      file: start.file, line: line + start.line - 1,
      column: column + (line == 1 ? start.column - 1 : 0))
  }

  /// Blanks the last occurrence of `key` whose removal makes Yams complain less.
  private static func blankDuplicate(of key: String, in text: String) -> (
    text: String, offset: Int
  )? {
    let bytes = Array(text.utf8)
    let word = Array(key.utf8)
    guard !word.isEmpty, bytes.count >= word.count else { return nil }
    let before = duplicates(in: text)
    var found = 0
    for offset in stride(from: bytes.count - word.count, through: 0, by: -1)
    where bytes[offset..<offset + word.count].elementsEqual(word) {
      let next = offset + word.count
      guard next < bytes.count, bytes[next] == UInt8(ascii: ":") || bytes[next] == UInt8(ascii: " ")
      else { continue }
      found += 1
      guard found <= 64 else { return nil }
      var changed = bytes
      // As many tildes as this key has bytes, so that no place moves; one is `null`, two are text.
      changed.replaceSubrange(
        offset..<next, with: Array(repeating: UInt8(ascii: "~"), count: word.count))
      let candidate = String(decoding: changed, as: UTF8.self)
      if duplicates(in: candidate) != before { return (candidate, offset) }
    }
    return nil
  }

  /// The keys of the first map that has any twice; nil when something else is wrong, or nothing.
  private static func duplicates(in text: String) -> [String]? {
    do {
      _ = try Yams.compose(yaml: text, .basic)
      return nil
    } catch let error as YamlError {
      if case .duplicatedKeysInMapping(let keys, _) = error { return keys }
      return ["\u{0}"]
    } catch {
      return ["\u{0}"]
    }
  }
}
