internal import FoundationEssentials
package import Record

/// A file of the bench, as it is now.
package struct FilePredicate: PredicateKind {
  package static let key = "file"
  package static let summary = """
    A file of the bench exists (or is absent), holds a text, or holds these values; of several that \
    match glob: one is enough, or the newest is meant. unchanged: it has the bytes that the lab wrote.
    """
  package static let usage = [
    "file: {path: status_dump_1.txt}", "file: {path: training.pid, absent: true}",
    "file: {glob: \"checkpoint_*.json\", newest: true, format: json, values: {reason: {equals: signal}}}",
    "file: {path: package/app.service, unchanged: true}",
  ]
  package static let schema: JSON? = .keys([
    ("path", String.schema), ("glob", String.schema), ("newest", Bool.schema),
    ("absent", Bool.schema), ("contains", String.schema), ("lacks", String.schema),
    ("format", .words(Format.allCases.map(\.rawValue))),
    ("values", .mapOf(.reference("match"))), ("newer-than-start", Bool.schema),
    ("older-than-start", Bool.schema), ("unchanged", Bool.schema), ("bytes", NumberRange.schema),
  ])

  package enum Format: String, CaseIterable, Sendable {
    case json
    case keyValue = "key-value"
  }

  package var pattern: Slot<String>
  package var newest: Bool
  package var absent: Bool
  package var contains: Slot<String>?
  package var lacks: Slot<String>?
  package var format: Format
  package var values: [(key: String, match: Match)]
  package var newerThanStart: Bool
  package var olderThanStart: Bool
  /// It has the bytes that the lab wrote, whatever its times say.
  package var unchanged: Bool
  let bytes: NumberRange?

  package init?(_ argument: ContentNode, log: ContentLog) {
    if argument.text != nil, !argument.isNull {
      guard let pattern = Slot<String>(argument, log: log) else { return nil }
      self.pattern = pattern
      (newest, absent, newerThanStart, olderThanStart) = (false, false, false, false)
      unchanged = false
      (format, values, bytes) = (.keyValue, [], nil)
      return
    }
    let reader = KeyReader(argument, log: log, what: "'file'")
    let path: Slot<String>? = reader.slot("path")
    let glob: Slot<String>? = reader.slot("glob")
    newest = reader.plain("newest") ?? false
    absent = reader.plain("absent") ?? false
    contains = reader.slot("contains")
    lacks = reader.slot("lacks")
    let said = reader.word("format", as: Format.self)
    format = said ?? .keyValue
    values = []
    if let node = reader.value("values") {
      let inner = KeyReader(node, log: log, what: "'values'")
      for key in inner.keys {
        guard let value = inner.value(key), let match = Match(value, log: log) else { continue }
        values.append((key: key, match: match))
      }
      if said == nil { log.report("values: needs format: json or key-value", at: node.place) }
    }
    newerThanStart = reader.plain("newer-than-start") ?? false
    olderThanStart = reader.plain("older-than-start") ?? false
    unchanged = reader.plain("unchanged") ?? false
    if unchanged, glob != nil || absent {
      log.report(
        "unchanged: is about one file that the lab wrote: path:", at: reader.place(of: "unchanged"))
    }
    bytes = reader.value("bytes").flatMap { NumberRange($0, log: log) }
    reader.finish()
    if path != nil, glob != nil {
      log.report("path: or glob:, not both", at: argument.place)
    }
    guard let pattern = path ?? glob else {
      log.report("path: or glob: is missing", at: argument.place)
      return nil
    }
    if let fixed = pattern.fixed, fixed.hasPrefix("/") || fixed.contains("..") {
      log.report("'\(fixed)' must be relative to the bench, and stay in it", at: pattern.place)
    }
    self.pattern = pattern
    if absent, contains != nil || !values.isEmpty || newest {
      log.report("what is absent has no content", at: argument.place)
    }
  }

  package var needsSubject: Bool { values.contains { $0.match.kind.needsSubject } }
  package var watch: Set<FactGroup> {
    values.reduce(into: [.stat]) { $0.formUnion($1.match.kind.watch[""] ?? []) }
  }
  package var watchOthers: [String: Set<FactGroup>] {
    values.reduce(into: [:]) { result, value in
      for (role, groups) in value.match.kind.watch where !role.isEmpty {
        result[role, default: []].formUnion(groups)
      }
    }
  }
  package var otherRoles: [String] { values.flatMap(\.match.kind.roles) }
  package var looks: [LookNeed] { values.flatMap(\.match.kind.looks) }
  package var basis: Basis { .file }

  private var readsContent: Bool {
    contains != nil || lacks != nil || !values.isEmpty || unchanged
  }

  package func files(_ names: (String) -> String?) -> [FileRequest] {
    pattern.value(names).map { [FileRequest(pattern: $0, readsContent: readsContent)] } ?? []
  }

  /// The file's values by key; nil when it isn't in the format.
  static func parse(_ content: [UInt8], as format: Format) -> [String: String]? {
    switch format {
    case .json:
      guard
        let object = try? JSONDecoder().decode([String: JSONScalar].self, from: Data(content))
      else { return nil }
      return object.mapValues(\.text)
    case .keyValue:
      var values: [String: String] = [:]
      for line in String(decoding: content, as: UTF8.self).split(separator: "\n") {
        let sides = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2 else { continue }
        values[String(sides[0]).trimmed] = String(sides[1]).trimmed
      }
      return values
    }
  }

  /// Whether each of the values is right, in one file; nil where it can't be told.
  func outcomes(in file: FileMatch, _ scene: Scene) -> [(key: String, outcome: MatchOutcome?)] {
    let parsed = file.content.flatMap { Self.parse($0, as: format) }
    return values.map { key, match in
      guard let text = parsed?[key] else { return (key, nil) }
      return (key, match.kind.outcome(text, scene))
    }
  }

  private func accepts(_ file: FileMatch, _ scene: Scene) -> Bool? {
    if readsContent, file.content == nil {
      // What took the place of a file that was written isn't that file.
      if unchanged, ["symlink", "fifo", "socket", "device"].contains(file.error) { return false }
      return file.error.map { $0 == "directory" || $0 == "ENOENT" ? false : nil } ?? false
    }
    let content = file.content ?? []
    if unchanged {
      guard let digest = scene.digestWritten(file.path) else { return nil }
      if FileDigest.sha256(content) != digest { return false }
    }
    if let contains {
      guard let text = contains.value(scene.name) else { return nil }
      if !Self.holds(content, Array(text.utf8)) { return false }
    }
    if let lacks {
      guard let text = lacks.value(scene.name) else { return nil }
      if Self.holds(content, Array(text.utf8)) { return false }
    }
    if newerThanStart, file.modifiedBoottime < scene.start { return false }
    if olderThanStart, file.modifiedBoottime > scene.start { return false }
    if let bytes, !bytes.contains(Double(file.sizeBytes), scene.name) { return false }
    var undecided = false
    for item in outcomes(in: file, scene) {
      switch item.outcome?.matches {
      case true: continue
      case .none where item.outcome != nil: undecided = true
      default: return false
      }
    }
    return undecided ? nil : true
  }

  static func holds(_ content: [UInt8], _ text: [UInt8]) -> Bool {
    guard !text.isEmpty else { return true }
    guard content.count >= text.count else { return false }
    return (0...content.count - text.count).contains { start in
      content[start] == text[0] && content[start..<start + text.count].elementsEqual(text)
    }
  }

  func candidates(_ scene: Scene) -> [FileMatch]? {
    guard let pattern = pattern.value(scene.name) else { return nil }
    // No entry for the pattern: nobody looked.
    guard let facts = scene.files(matching: pattern) else { return nil }
    return newest ? Array(facts.matches.prefix(1)) : facts.matches
  }

  package func held(_ scene: Scene) -> Held {
    guard let files = candidates(scene) else { return .unknown }
    if absent {
      let gone = files.isEmpty
      return Held(yes: gone ? .from(scene.now) : .none, no: gone ? .none : .all)
    }
    var since: UInt64?
    var undecided = false
    for file in files {
      switch accepts(file, scene) {
      case true: since = min(since ?? .max, min(file.modifiedBoottime, scene.now))
      case false: continue
      default: undecided = true
      }
    }
    if let since { return Held(yes: .from(since), no: Spans([Span(0, since)])) }
    return undecided
      ? Held(yes: .none, no: .none, doubt: .from(scene.now)) : Held(yes: .none, no: .all)
  }

  package func reach(_ scene: Scene) -> Reach { .open }

  private func path(_ scene: Scene) -> String {
    pattern.value(scene.name) ?? pattern.template?.source ?? "?"
  }

  private func name(_ scene: Scene) -> String {
    newest ? "the newest \(path(scene))" : path(scene)
  }

  package func expected(_ scene: Scene) -> String {
    if absent { return "no file \(name(scene))" }
    var parts: [String] = []
    if let contains { parts.append("with \"\(contains.value(scene.name) ?? "?")\" in it") }
    if let lacks { parts.append("without \"\(lacks.value(scene.name) ?? "?")\"") }
    if let bytes { parts.append("of \(bytes.text(scene.name)) bytes") }
    if newerThanStart { parts.append("written since the start") }
    if olderThanStart { parts.append("untouched since the start") }
    if unchanged { parts.append("as the lab wrote it") }
    if !values.isEmpty {
      let keys = values.map { value in
        value.match.kind is EqualsMatch || value.match.kind is RangeMatch
          ? "\(value.key) \(value.match.kind.outcome("", scene).expected)" : value.key
      }
      parts.append("with the right \(keys.joined(separator: ", "))")
    }
    return ([name(scene)] + parts).joined(separator: " ")
  }

  package func observed(_ scene: Scene) -> String {
    guard let files = candidates(scene) else { return "\(name(scene)) was not looked at" }
    guard let file = files.first(where: { accepts($0, scene) == true }) ?? files.first else {
      return "no file \(path(scene))"
    }
    if readsContent, file.content == nil {
      return "\(file.path) can't be read (\(file.error ?? "?"))"
    }
    let wrong = outcomes(in: file, scene).filter { $0.outcome?.matches != true }
    if !wrong.isEmpty {
      let parsed = file.content.flatMap { Self.parse($0, as: format) }
      if parsed == nil { return "\(file.path) isn't \(format.rawValue)" }
      let told = wrong.prefix(4).map { item in
        parsed?[item.key].map { "\(item.key) is \($0)" } ?? "\(item.key) is missing"
      }
      return "\(file.path): \(told.joined(separator: ", "))"
    }
    if let contains, accepts(file, scene) != true {
      return "\(file.path) without \"\(contains.value(scene.name) ?? "?")\""
    }
    if unchanged, accepts(file, scene) == false {
      return "\(file.path) has other bytes than the lab wrote"
    }
    return absent ? "\(file.path) is still there" : file.path
  }

  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    guard let files = candidates(scene) else { return [] }
    guard let file = files.first(where: { accepts($0, scene) == true }) ?? files.first else {
      return [
        Evidence(
          source: pattern.value(scene.name) ?? "?", field: "", value: "no such file",
          at: scene.now)
      ]
    }
    var lines = [
      Evidence(
        source: file.path, field: "", value: "\(file.sizeBytes) bytes", at: file.modifiedBoottime)
    ]
    if unchanged, let content = file.content {
      lines.append(
        Evidence(
          source: file.path, field: "sha256", value: FileDigest.sha256(content), at: scene.now))
    }
    let parsed = file.content.flatMap { Self.parse($0, as: format) } ?? [:]
    for item in outcomes(in: file, scene).amissFirst({ $0.outcome?.matches == true }).prefix(12) {
      lines.append(
        Evidence(
          source: file.path, field: item.key, value: parsed[item.key] ?? "missing",
          at: file.modifiedBoottime))
      if item.outcome?.matches == true { lines += item.outcome?.evidence ?? [] }
    }
    return lines
  }

  package static let examples = [
    PredicateExample("it is there", "file: {path: note}", holds: true) { $0.file("note", "x") },
    PredicateExample("it isn't", "file: {path: note}", holds: false) {
      $0.files = [FileFacts(pattern: "note", matches: [])]
    },
    PredicateExample("absent", "file: {path: note, absent: true}", holds: true) {
      $0.files = [FileFacts(pattern: "note", matches: [])]
    },
    PredicateExample("nobody looked", "file: {path: note, absent: true}", holds: false),
    PredicateExample("a text in it", "file: {path: note, contains: \"{{nonce}}\"}", holds: true) {
      $0.file("note", "by n0nce\n")
    },
    PredicateExample(
      "the newest of several",
      "file: {glob: c_*, newest: true, format: json, values: {reason: {equals: signal}, epoch: {above: 3}}}",
      holds: true
    ) {
      $0.file("c_1", #"{"reason": "regular", "epoch": 4}"#, pattern: "c_*", at: 5)
      $0.file("c_2", #"{"reason": "signal", "epoch": 5, "more": [1]}"#, pattern: "c_*", at: 6)
    },
    PredicateExample(
      "key=value lines",
      "file: {path: dossier, format: key-value, values: {pid: {field: pid}, ppid: {field: ppid}}}",
      holds: true
    ) {
      $0.file("dossier", "pid = 42\nppid=10\n")
    },
    PredicateExample("as the lab wrote it", "file: {path: a, unchanged: true}", holds: true) {
      $0.add(1, .acted(.wrote(path: "a", sha256: FileDigest.sha256("x".utf8))))
      $0.file("a", "x", at: 60)
    },
    PredicateExample("other bytes", "file: {path: a, unchanged: true}", holds: false) {
      $0.add(1, .acted(.wrote(path: "a", sha256: FileDigest.sha256("x".utf8))))
      $0.file("a", "y", at: 1)
    },
    PredicateExample(
      "nobody knows what it was", "file: {path: a, unchanged: true}", holds: false
    ) { $0.file("a", "x", at: 1) },
    PredicateExample(
      "not JSON", "file: {path: c, format: json, values: {a: {equals: 1}}}", holds: false
    ) { $0.file("c", "{broken") },
  ]
}

/// A value inside a JSON object, as text; what is nested is told by its kind.
struct JSONScalar: Decodable {
  var text: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      text = "\(value)"
    } else if let value = try? container.decode(Int64.self) {
      text = "\(value)"
    } else if let value = try? container.decode(Double.self) {
      text = "\(value)"
    } else if let value = try? container.decode(String.self) {
      text = value
    } else {
      text = container.decodeNil() ? "null" : "…"
    }
  }
}
