/// Reads the keys of a map, each with its type, and says what is unknown, missing, or of the wrong
/// kind; goes on after each problem.
package final class KeyReader {
  package let node: ContentNode
  package let log: ContentLog
  private var values: [String: ContentNode] = [:]
  private var keyPlaces: [(key: String, place: SourcePlace)] = []
  private var known: Set<String> = []

  /// Anything but a map is a problem, and reads as an empty one.
  package init(_ node: ContentNode, log: ContentLog, what: String = "this") {
    self.node = node
    self.log = log
    guard let pairs = node.map else {
      if !node.isNull {
        log.report("\(what) must be a map, and here is \(node.kindName)", at: node.place)
      }
      return
    }
    for pair in pairs {
      guard let key = pair.key.text else {
        log.report("a key must be a word", at: pair.key.place)
        continue
      }
      if ContentParser.isBlanked(key) { continue }
      if values[key] != nil { log.report("'\(key)' is given twice", at: pair.key.place) }
      values[key] = pair.value
      keyPlaces.append((key, pair.key.place))
    }
  }

  /// The keys that are there, in their order.
  package var keys: [String] { keyPlaces.map(\.key) }

  package func has(_ key: String) -> Bool { values[key] != nil }

  package func place(of key: String) -> SourcePlace {
    keyPlaces.first { $0.key == key }?.place ?? node.place
  }

  /// The value of a key, which counts as known from then on.
  package func value(_ key: String) -> ContentNode? {
    known.insert(key)
    return values[key]
  }

  /// The value of a key that must be there.
  package func required(_ key: String) -> ContentNode? {
    if let value = value(key) { return value }
    // A misspelt one is said by `finish`, with a suggestion.
    let strangers = keys.filter {
      !known.contains($0) && !Suggestion.near($0, among: [key]).isEmpty
    }
    if !strangers.isEmpty { return nil }
    log.report("key '\(key)' is missing", at: node.place)
    return nil
  }

  package func slot<Value: ContentValue>(_ key: String, as type: Value.Type = Value.self)
    -> Slot<Value>?
  {
    value(key).flatMap { Slot($0, log: log) }
  }

  /// A value that may hold no template.
  package func plain<Value: ContentValue>(_ key: String, as type: Value.Type = Value.self) -> Value?
  {
    guard let node = value(key) else { return nil }
    guard let slot = Slot<Value>(node, log: log) else { return nil }
    if let fixed = slot.fixed { return fixed }
    if Value.self == String.self { return node.text as? Value }
    log.report("'\(key)' can't hold a template", at: node.place)
    return nil
  }

  /// Text that must be there and not be empty.
  package func text(_ key: String) -> String? {
    guard let node = required(key) else { return nil }
    guard let text = node.text, !node.isNull, !text.isEmpty else {
      log.report("'\(key)' needs text, and here is \(node.kindName)", at: node.place)
      return nil
    }
    return text
  }

  /// Text with templates, whose names are noted.
  package func template(_ key: String) -> Template? {
    guard let node = value(key) else { return nil }
    return ContentReading.template(node, log: log)
  }

  /// One of a fixed set of words.
  package func word<Word: RawRepresentable & CaseIterable>(_ key: String, as type: Word.Type)
    -> Word? where Word.RawValue == String
  {
    guard let node = value(key) else { return nil }
    return ContentReading.word(node, as: type, log: log)
  }

  /// A word, or a list of words.
  package func words(_ key: String) -> [(text: String, place: SourcePlace)] {
    guard let node = value(key) else { return [] }
    return ContentReading.words(node, log: log)
  }

  /// Roles that are named; each must exist.
  package func roles(_ key: String) -> [String] {
    words(key).map {
      log.refer(to: .role, $0.text, at: $0.place)
      return $0.text
    }
  }

  /// Units of `units:` that are named; each must exist.
  package func units(_ key: String) -> [String] {
    words(key).map {
      log.refer(to: .unit, $0.text, at: $0.place)
      return $0.text
    }
  }

  /// Says which keys nobody asked for.
  package func finish() {
    for (key, place) in keyPlaces where !known.contains(key) {
      log.report(
        "unknown key '\(key)'\(Suggestion.ending(for: key, among: Array(known)))", at: place)
    }
  }
}

/// Small readers of single nodes.
package enum ContentReading {
  package static func template(_ node: ContentNode, log: ContentLog) -> Template? {
    guard let text = node.text, !node.isNull else {
      log.report("\(node.kindName) stands where text is expected", at: node.place)
      return nil
    }
    let template = Template(text)
    for name in template.names { log.refer(to: .template, name, at: node.place) }
    return template
  }

  package static func word<Word: RawRepresentable & CaseIterable>(
    _ node: ContentNode, as type: Word.Type, log: ContentLog
  ) -> Word? where Word.RawValue == String {
    let all = Word.allCases.map(\.rawValue)
    guard let text = node.text, !node.isNull else {
      log.report(
        "\(node.kindName) stands where one of \(all.joined(separator: ", ")) is expected",
        at: node.place)
      return nil
    }
    if let word = Word(rawValue: text) { return word }
    log.report(
      "unknown word '\(text)'\(Suggestion.ending(for: text, among: all))", at: node.place)
    return nil
  }

  package static func words(_ node: ContentNode, log: ContentLog) -> [(
    text: String, place: SourcePlace
  )] {
    if let text = node.text, !node.isNull { return [(text, node.place)] }
    guard let items = node.list else {
      log.report("\(node.kindName) stands where a word or a list is expected", at: node.place)
      return []
    }
    return items.compactMap { item in
      guard let text = item.text else {
        log.report("\(item.kindName) stands where a word is expected", at: item.place)
        return nil
      }
      return (text, item.place)
    }
  }
}
