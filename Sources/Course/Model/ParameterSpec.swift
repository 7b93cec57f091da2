public import Checking

/// A parameter of an exercise: what may be drawn for it.
public struct ParameterSpec: Hashable, Sendable {
  /// What may be drawn.
  public enum Kind: Hashable, Sendable {
    /// Both ends included.
    case int(ClosedRange<Int>)
    case choose([String])
    /// All of them, in drawn order, with blanks between.
    case shuffle([String])
    /// Like bert-k7q.
    case runName
    /// Like train-k7q.log.
    case fileName(String)
  }

  /// What templates call it.
  public var name: String
  /// What may be drawn.
  public var kind: Kind
  /// Where it stands.
  public var place: SourcePlace

  /// A parameter of these parts.
  public init(name: String, kind: Kind, place: SourcePlace = SourcePlace(file: "")) {
    self.name = name
    self.kind = kind
    self.place = place
  }

  init?(_ name: String, _ node: ContentNode, log: ContentLog) {
    self.name = name
    place = node.place
    let reader = KeyReader(node, log: log, what: "a parameter")
    let words: (String) -> [String] = { key in reader.words(key).map(\.text) }
    var kind: Kind?
    if let value = reader.value("int") {
      let ends = (value.list ?? []).compactMap { $0.text.flatMap { Int($0) } }
      if ends.count == 2, ends[0] <= ends[1], ends[0] > -1_000_000_000, ends[1] < 1_000_000_000 {
        kind = .int(ends[0]...ends[1])
      } else {
        log.report("'int' needs two whole numbers, the smaller first: [7, 12]", at: value.place)
      }
    }
    if reader.has("choose") { kind = .choose(words("choose")) }
    if reader.has("shuffle") { kind = .shuffle(words("shuffle")) }
    if reader.value("run-name") != nil { kind = .runName }
    if let stem = reader.plain("file-name", as: String.self) { kind = .fileName(stem) }
    _ = (reader.value("choose"), reader.value("shuffle"))
    reader.finish()
    if reader.keys.count > 1 {
      log.report("one of int, choose, shuffle, run-name, file-name; not several", at: node.place)
    }
    switch kind {
    case .choose(let words) where words.isEmpty, .shuffle(let words) where words.isEmpty:
      log.report("the list is empty", at: node.place)
      return nil
    case .none:
      if reader.keys.isEmpty {
        log.report("one of int, choose, shuffle, run-name, file-name is missing", at: node.place)
      }
      return nil
    case .some(let kind): self.kind = kind
    }
  }

  /// Draws a value.
  public func draw(from source: inout some RandomSource) -> String {
    switch kind {
    case .int(let range): "\(range.lowerBound + source.below(range.count))"
    case .choose(let words): words[source.below(words.count)]
    case .shuffle(let words): source.shuffled(words).joined(separator: " ")
    case .runName: RunName.draw(from: &source)
    case .fileName(let stem): "\(stem)-\(RunName.suffix(from: &source)).log"
    }
  }

  /// One end: what `verify` tries.
  func end(_ end: Draw.End, from source: inout some RandomSource) -> String {
    switch kind {
    case .int(let range): "\(end == .low ? range.lowerBound : range.upperBound)"
    case .choose(let words): (end == .low ? words.first : words.last) ?? ""
    case .shuffle(let words):
      (end == .low ? words : words.reversed()).joined(separator: " ")
    case .runName, .fileName: draw(from: &source)
    }
  }
}
