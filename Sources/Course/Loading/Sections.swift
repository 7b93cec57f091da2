internal import Checking

/// Markdown files that are split by lines of three dashes.
enum Sections {
  struct Section {
    var text: String
    /// The line of the file on which it begins.
    var line: Int
  }

  /// The parts between `---` lines, without empty ones, each without blank lines at its ends.
  static func split(_ text: String) -> [String] { sections(text).map(\.text) }

  static func sections(_ text: String, firstLine: Int = 1) -> [Section] {
    var result: [Section] = []
    var lines: [Substring] = []
    var start = firstLine
    var inFence = false
    func close() {
      var first = start
      while let line = lines.first, line.allSatisfy(\.isWhitespace) {
        lines.removeFirst()
        first += 1
      }
      while let line = lines.last, line.allSatisfy(\.isWhitespace) { lines.removeLast() }
      if !lines.isEmpty {
        result.append(Section(text: lines.joined(separator: "\n") + "\n", line: first))
      }
      lines = []
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("```") { inFence.toggle() }
      if !inFence, line.hasPrefix("---"), line.allSatisfy({ $0 == "-" || $0.isWhitespace }) {
        close()
        start = firstLine + index + 1
      } else {
        lines.append(line)
      }
    }
    close()
    return result
  }

  /// Where a piece of text first stands.
  static func place(of piece: String, in text: String, file: String, firstLine: Int = 1)
    -> SourcePlace
  {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let bytes = Array(line.utf8)
      let wanted = Array(piece.utf8)
      guard !wanted.isEmpty, bytes.count >= wanted.count else { continue }
      for start in 0...bytes.count - wanted.count
      where bytes[start..<start + wanted.count].elementsEqual(wanted) {
        return SourcePlace(file: file, line: firstLine + index, column: start + 1)
      }
    }
    return SourcePlace(file: file, line: firstLine, column: 1)
  }
}
