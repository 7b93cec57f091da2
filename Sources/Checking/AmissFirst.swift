extension Array {
  /// Those that are not right, then those that are, each in their order: of a verdict's evidence there
  /// may be room for three lines only.
  func amissFirst(_ isRight: (Element) -> Bool) -> [Element] {
    let marked = map { ($0, isRight($0)) }
    return (marked.filter { !$0.1 } + marked.filter { $0.1 }).map(\.0)
  }
}
