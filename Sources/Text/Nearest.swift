/// "Did you mean": the nearest of some words.
public enum Nearest {
  /// The candidate with the fewest changes from `word`, if they are few enough to be a slip: one in
  /// three letters, at least one.
  public static func nearest(
    to word: String, among candidates: some Sequence<String>
  ) -> String? {
    let limit = max(1, word.count / 3)
    var best: (distance: Int, word: String)?
    for candidate in candidates {
      let found = distance(word.lowercased(), candidate.lowercased())
      if found <= limit, found < best?.distance ?? .max { best = (found, candidate) }
    }
    return best?.word
  }

  /// Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
  public static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first)
    let b = Array(second)
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        row[j] = min(last[j] + 1, row[j - 1] + 1, replaced)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], beforeLast[j - 2] + 1)
        }
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}

/// The nearest of some words, if it is near enough to be a slip.
public func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  Nearest.nearest(to: word, among: candidates)
}
