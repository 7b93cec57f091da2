internal import Record

/// Reads `checks:` of an exercise.
package enum CheckReader {
  static let modes = ["now", "ever", "never", "sequence", "answer"]

  package static func checks(_ node: ContentNode, log: ContentLog) -> [Check] {
    guard let items = node.list else {
      log.report("'checks' must be a list, and here is \(node.kindName)", at: node.place)
      return []
    }
    let checks = items.compactMap { check($0, log: log) }
    var seen: Set<String> = []
    for check in checks where !seen.insert(check.id).inserted {
      log.report("a second check with the id '\(check.id)'", at: check.place)
    }
    return checks
  }

  static func check(_ node: ContentNode, log: ContentLog) -> Check? {
    let reader = KeyReader(node, log: log, what: "a check")
    let id = reader.text("id")
    let title = reader.required("title").flatMap { ContentReading.template($0, log: log) }
    let points = reader.required("points").flatMap { Slot<Double>($0, log: log)?.fixed }
    if let points, points <= 0 || points > 1000 {
      log.report("points must be between 1 and 1000", at: reader.place(of: "points"))
    }
    let of = reader.roles("of")
    let mode = mode(reader, log: log)
    let lasting: Slot<Stretch>? = reader.slot("for")
    var needs: [String] = []
    for word in reader.words("needs") {
      log.refer(to: .check, word.text, at: word.place)
      needs.append(word.text)
    }
    var after: String?
    if let node = reader.value("after"), let name = node.text {
      log.refer(to: .trial, name, at: node.place)
      after = name
    }
    var isPartial = false
    if let node = reader.value("partial") {
      isPartial = node.text == "per-key"
      if !isPartial { log.report("'partial' can only be per-key", at: node.place) }
    }
    let because = reader.value("because").map { reasons($0, log: log) } ?? []
    reader.finish()
    guard let id, let mode else { return nil }
    let check = Check(
      id: id, title: title ?? Template(id), points: points ?? 0, of: of, mode: mode,
      lasting: lasting, needs: needs, after: after, isPartial: isPartial, because: because,
      place: node.place)
    report(check, log: log)
    return check
  }

  private static func mode(_ reader: KeyReader, log: ContentLog) -> Check.Mode? {
    let given = modes.filter { reader.has($0) }
    if given.count > 1 {
      log.report(
        "'\(given[1])' beside '\(given[0])': a check has one of \(modes.joined(separator: ", "))",
        at: reader.place(of: given[1]))
    }
    var result: Check.Mode?
    for key in modes {
      guard let node = reader.value(key) else { continue }
      let mode = self.mode(key, node, reader, log: log)
      if key == given.first { result = mode }
    }
    let answerMatch = reader.value("is")
    if answerMatch != nil, !given.contains("answer") {
      log.report("'is' belongs to answer: NAME", at: reader.place(of: "is"))
    }
    if given.isEmpty {
      // The likeliest slip is a misspelt mode: `finish` names it with a suggestion.
      log.report("a check needs one of \(modes.joined(separator: ", "))", at: reader.node.place)
    }
    return result
  }

  private static func mode(
    _ key: String, _ node: ContentNode, _ reader: KeyReader, log: ContentLog
  ) -> Check.Mode? {
    switch key {
    case "sequence":
      guard let items = node.list, !items.isEmpty else {
        log.report(
          "'sequence' must be a list of predicates, and here is \(node.kindName)", at: node.place)
        return nil
      }
      let steps = items.compactMap { Predicate($0, log: log) }
      return steps.count == items.count ? .sequence(steps) : nil
    case "answer":
      guard let name = node.text, !node.isNull else {
        log.report("'answer' names an entry of answers:", at: node.place)
        return nil
      }
      log.refer(to: .answer, name, at: node.place)
      guard let isNode = reader.value("is") else {
        log.report("key 'is' is missing: what the answer must be", at: reader.node.place)
        return nil
      }
      return Match(isNode, log: log).map { .answer(name: name, $0) }
    default:
      guard let predicate = Predicate(node, log: log) else { return nil }
      switch key {
      case "now": return .now(predicate)
      case "ever": return .ever(predicate)
      default: return .never(predicate)
      }
    }
  }

  private static func reasons(_ node: ContentNode, log: ContentLog) -> [Reason] {
    let reader = KeyReader(node, log: log, what: "'because'")
    return reader.keys.compactMap { id in
      guard let value = reader.value(id) else { return nil }
      let inner = KeyReader(value, log: log, what: "a reason")
      let when = inner.required("when").flatMap { Predicate($0, log: log) }
      let finally = inner.plain("finally", as: Bool.self) ?? false
      let say = inner.required("say").flatMap { ContentReading.template($0, log: log) }
      let help = inner.template("help")
      inner.finish()
      guard let when else { return nil }
      return Reason(
        id: id, when: when, finally: finally, say: say ?? Template(""), help: help,
        place: reader.place(of: id))
    }
  }

  /// What one check can say about itself.
  private static func report(_ check: Check, log: ContentLog) {
    func subjects(_ predicate: Predicate, outer: [String]) {
      let subject = predicate.of.isEmpty ? outer : predicate.of
      if predicate.kind.needsSubject, subject.isEmpty {
        log.report(
          "'\(type(of: predicate.kind).key)' needs of: ROLE, here or on the check",
          at: predicate.place)
      }
      for part in predicate.kind.parts { subjects(part, outer: subject) }
    }
    for predicate in check.predicates + check.because.map(\.when) {
      subjects(predicate, outer: check.of)
    }
    var isAnswer = false
    if case .answer = check.mode { isAnswer = true }
    if !isAnswer {
      for predicate in (check.predicates + check.because.map(\.when)).flatMap(\.flattened)
      where predicate.kind is AnswerPredicate {
        log.report(
          "'answer' is asked only about the answer of an answer's check", at: predicate.place)
      }
    }
    if check.isPartial, !isAnswer {
      let files = check.predicates.flatMap(\.flattened).compactMap { $0.kind as? FilePredicate }
      if !files.contains(where: { !$0.values.isEmpty }) {
        log.report("partial: per-key needs a map's answer, or a file with values", at: check.place)
      }
    }
  }
}
