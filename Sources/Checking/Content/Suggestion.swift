/// What the author may have meant by a word that nobody knows.
package enum Suggestion {
  /// The number of edits (insert, delete, replace, swap neighbours) between two words.
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.unicodeScalars.prefix(64))
    let b = Array(second.unicodeScalars.prefix(64))
    var rows = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    for i in 1...a.count {
      for j in 1...b.count {
        let replace = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, replace)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
        }
      }
    }
    return rows[a.count][b.count]
  }

  /// Up to `limit` known words that are near `word`, nearest first.
  package static func near(_ word: String, among known: [String], limit: Int = 1) -> [String] {
    known.map { ($0, distance(word, $0)) }
      .filter { $0.1 <= max(1, word.count / 3) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
      .prefix(limit).map(\.0)
  }

  /// The end of an error message: "; did you mean 'points'?", or the list of what there is.
  package static func ending(for word: String, among known: [String]) -> String {
    if let nearest = near(word, among: known).first { return "; did you mean '\(nearest)'?" }
    guard !known.isEmpty else { return "" }
    let listed = known.sorted().prefix(24).joined(separator: ", ")
    return "; one of: \(listed)\(known.count > 24 ? ", …" : "")"
  }
}
