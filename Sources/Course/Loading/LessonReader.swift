internal import Checking
internal import Systemd

/// Reads a lesson's Markdown: front matter, pages, `try` lines, quizzes.
struct LessonReader {
  let module: String
  /// Relative to the root.
  let path: String
  let log: ContentLog

  func read(_ text: String) -> Lesson {
    var body = text
    var firstLine = 1
    var title = ""
    var requires: [Requirement] = []
    if let front = Self.frontMatter(text) {
      body = front.rest
      firstLine = front.nextLine
      if let node = ContentParser.parse(front.yaml, file: path, offset: (2, 1), log: log) {
        let reader = KeyReader(node, log: log, what: "front matter")
        title = reader.text("title") ?? ""
        requires = Requirement.list(reader.value("requires"), log: log)
        for key in ["summary", "minutes"] { _ = reader.value(key) }
        reader.finish()
      }
    } else {
      log.report("a lesson begins with ---, title: …, ---", at: SourcePlace(file: path))
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let pages = Sections.sections(body, firstLine: firstLine).map { page($0) }
    if pages.isEmpty { log.report("no page", at: SourcePlace(file: path)) }
    return Lesson(
      id: name.hasSuffix(".md") ? String(name.dropLast(3)) : name, module: module, title: title,
      requires: requires, pages: pages, path: path)
  }

  /// The YAML between the first two `---` lines.
  static func frontMatter(_ text: String) -> (yaml: String, rest: String, nextLine: Int)? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first?.trimmingSpaces == "---" else { return nil }
    guard let end = lines.dropFirst().firstIndex(where: { $0.trimmingSpaces == "---" }) else {
      return nil
    }
    return (
      yaml: lines[1..<end].joined(separator: "\n"),
      rest: lines[(end + 1)...].joined(separator: "\n"), nextLine: end + 2
    )
  }

  private func page(_ section: Sections.Section) -> Lesson.Page {
    var kept: [Substring] = []
    var tries: [String] = []
    var quiz: Quiz?
    var fence: (language: String, lines: [Substring], line: Int)?
    for (index, line) in section.text.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if let open = fence {
        if line.hasPrefix("```") {
          switch open.language {
          case "try":
            tries += open.lines.map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
            kept += ["```try"] + open.lines + ["```"]
          case "quiz":
            if quiz != nil {
              log.report("a second quiz on one page", at: SourcePlace(file: path, line: open.line))
            }
            quiz = self.quiz(open.lines.joined(separator: "\n"), line: open.line + 1)
          default: kept += [Substring("```\(open.language)")] + open.lines + ["```"]
          }
          fence = nil
        } else {
          fence?.lines.append(line)
        }
      } else if line.hasPrefix("```") {
        fence = (
          language: String(line.dropFirst(3).trimmingSpaces), lines: [], line: section.line + index
        )
      } else {
        kept.append(line)
      }
    }
    checkNames(section, quiz)
    if let fence {
      log.report("a ``` block without an end", at: SourcePlace(file: path, line: fence.line))
    }
    while let last = kept.last, last.allSatisfy(\.isWhitespace) { kept.removeLast() }
    return Lesson.Page(
      markdown: kept.joined(separator: "\n") + "\n", tries: tries, quiz: quiz, line: section.line)
  }

  /// A page can name the learner's shell, and the processes that its question starts.
  private func checkNames(_ section: Sections.Section, _ quiz: Quiz?) {
    var known = ["shell.pid", "bench"]
    if case .live(let roles, _, _) = quiz?.form {
      known += roles.flatMap { role in Names.roleFields.map { "\(role.name).\($0)" } }
    }
    known += quiz?.units.map { "\($0.key).unit" } ?? []
    // Properties begin with a capital letter: "first.NRestarts".
    let isProperty = { (name: String) in
      quiz?.units.contains { unit in
        name.hasPrefix("\(unit.key).")
          && (name.dropFirst(unit.key.count + 1).first?.isUppercase ?? false)
      } ?? false
    }
    for name in Template(section.text).names where !known.contains(name) && !isProperty(name) {
      log.report(
        "unknown name '{{\(name)}}'\(Suggestion.ending(for: name, among: known))",
        at: Sections.place(
          of: "{{\(name)}}", in: section.text, file: path, firstLine: section.line))
    }
  }

  private func quiz(_ yaml: String, line: Int) -> Quiz? {
    guard let node = ContentParser.parse(yaml, file: path, offset: (line, 1), log: log) else {
      return nil
    }
    let reader = KeyReader(node, log: log, what: "a quiz")
    let id = reader.text("id") ?? ""
    let ask = reader.required("ask").flatMap { ContentReading.template($0, log: log) }
    let why = reader.required("why").flatMap { ContentReading.template($0, log: log) }
    let form = reader.has("options") ? options(reader) : live(reader)
    let units = reader.value("units").map { self.units($0) } ?? []
    reader.finish()
    if case .live(_, _, let match) = form {
      for case .unit(let key, _, _, _) in match.kind.looks
      where !units.contains(where: { $0.key == key }) {
        log.report(
          "unknown unit '\(key)'\(Suggestion.ending(for: key, among: units.map(\.key)))",
          at: match.place)
      }
    }
    guard let ask, let why, let form else { return nil }
    return Quiz(id: id, ask: ask, form: form, units: units, why: why, place: node.place)
  }

  /// `units:` of a question: units that the learner started on the page, by their full names.
  private func units(_ node: ContentNode) -> [(key: String, name: UnitName)] {
    let reader = KeyReader(node, log: log, what: "'units'")
    return reader.keys.compactMap { key in
      guard let text = reader.text(key) else { return nil }
      guard let name = UnitName(text), !name.isTemplate else {
        log.report(
          "'\(text)' is no full name of a unit, such as app.service", at: reader.place(of: key))
        return nil
      }
      return (key: key, name: name)
    }
  }

  private func options(_ reader: KeyReader) -> Quiz.Form? {
    guard let node = reader.value("options") else { return nil }
    let inner = KeyReader(node, log: log, what: "'options'")
    let options = inner.keys.compactMap { key in
      inner.template(key).map { (key: key, text: $0) }
    }
    guard let answer = reader.required("answer") else { return nil }
    guard let letter = answer.text, options.contains(where: { $0.key == letter }) else {
      log.report("the answer is not one of the options", at: answer.place)
      return nil
    }
    return .options(options, answer: letter)
  }

  private func live(_ reader: KeyReader) -> Quiz.Form? {
    let roles = reader.value("start").map { RoleReader.roles($0, log: log) } ?? []
    var match: Match?
    var form = AnswerSpec.Form.pid
    if let node = reader.value("answer") { match = Match(node, log: log) }
    if let type = reader.word("type", as: AnswerSpec.Form.self) {
      form = type
    } else if match == nil {
      log.report("a quiz needs options:, or type: with is:", at: reader.node.place)
    }
    if let node = reader.value("is") { match = Match(node, log: log) }
    let values = reader.words("values").map(\.text)
    let unit: String? = reader.plain("unit")
    guard let match else { return nil }
    let spec = AnswerSpec(
      name: "quiz", form: form, ask: Template(""), keys: [], shownAsPID: false, inOrder: nil,
      values: values, unit: unit, place: reader.node.place)
    return .live(start: roles, answer: spec, match: match)
  }
}

extension Substring {
  /// Without blanks at its ends.
  var trimmingSpaces: Substring {
    var view = self
    while let first = view.first, first.isWhitespace { view.removeFirst() }
    while let last = view.last, last.isWhitespace { view.removeLast() }
    return view
  }
}
