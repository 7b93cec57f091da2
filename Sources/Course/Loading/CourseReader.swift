internal import Checking

/// Reads course.yaml, and each module's folder below Lessons.
struct CourseReader {
  let files: CourseFiles
  let log: ContentLog

  func read() -> Course? {
    let file = "Lessons/course.yaml"
    guard let text = files.text(file, log: log),
      let node = ContentParser.parse(text, file: file, log: log)
    else { return nil }
    let reader = KeyReader(node, log: log, what: "the course")
    _ = reader.value("format")
    let id = reader.text("id") ?? ""
    let version = reader.plain("version", as: String.self) ?? "1"
    let title = reader.plain("title", as: String.self) ?? id
    let order = reader.words("modules")
    var profiles: [String: [String]] = [:]
    if let node = reader.value("profiles") {
      let inner = KeyReader(node, log: log, what: "'profiles'")
      for name in inner.keys { profiles[name] = inner.words(name).map(\.text) }
    }
    var scoring: [String: String] = [:]
    if let node = reader.value("scoring") {
      let inner = KeyReader(node, log: log, what: "'scoring'")
      for name in inner.keys { scoring[name] = inner.value(name)?.text ?? "" }
    }
    reader.finish()
    let folders = files.folders(in: "Lessons").filter { $0 != "cards" }
    var modules: [Module] = []
    for (name, place) in order {
      if let folder = folders.first(where: { Self.bare($0) == name }) {
        if let module = module(name, folder) { modules.append(module) }
      } else if files.isFolder("Exercises/\(name)") {
        // A module whose lessons are still to be written.
        modules.append(bareModule(name))
      } else {
        log.report(
          "no folder Lessons/NN-\(name)\(Suggestion.ending(for: name, among: folders.map(Self.bare)))",
          at: place)
      }
    }
    for folder in folders where !order.contains(where: { $0.text == Self.bare(folder) }) {
      log.report("Lessons/\(folder) is not in modules:", at: reader.place(of: "modules"))
    }
    return Course(
      id: id, version: version, title: title, modules: modules, profiles: profiles,
      scoring: scoring,
      cards: files.names(in: "Lessons/cards").filter { $0.hasSuffix(".md") }
        .map { String($0.dropLast(3)) })
  }

  /// "01-processes" → "processes".
  static func bare(_ folder: String) -> String {
    let digits = folder.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, folder.dropFirst(digits.count).first == "-" else { return folder }
    return String(folder.dropFirst(digits.count + 1))
  }

  private func exercises(of module: String) -> [String] {
    files.folders(in: "Exercises/\(module)")
      .filter { files.exists("Exercises/\(module)/\($0)/exercise.yaml") }
  }

  private func bareModule(_ name: String) -> Module {
    let slugs = exercises(of: name)
    return Module(
      id: name, folder: "", title: name, summary: "", minutes: 0, prerequisites: [],
      objectives: [], path: slugs.map { .exercise($0) }, lessons: [],
      exercises: slugs.map { "\(name)/\($0)" })
  }

  private func module(_ name: String, _ folder: String) -> Module? {
    let file = "Lessons/\(folder)/module.yaml"
    guard let text = files.text(file, log: log),
      let node = ContentParser.parse(text, file: file, log: log)
    else { return nil }
    let reader = KeyReader(node, log: log, what: "a module")
    _ = reader.value("format")
    let title = reader.text("title") ?? name
    let summary = reader.plain("summary", as: String.self) ?? ""
    let minutes = reader.plain("minutes", as: Int.self) ?? 0
    let prerequisites = reader.words("prerequisites").map(\.text)
    let objectives = reader.words("objectives").map(\.text)
    let lessons = files.names(in: "Lessons/\(folder)")
      .filter { $0.hasSuffix(".md") && !$0.hasSuffix(".fr.md") }
      .compactMap { file -> Lesson? in
        let path = "Lessons/\(folder)/\(file)"
        return files.text(path, log: log).map {
          LessonReader(module: name, path: path, log: log).read($0)
        }
      }
    let slugs = exercises(of: name)
    let path =
      reader.value("path").map { steps($0, lessons.map(\.id), slugs) }
      ?? lessons.map { .lesson($0.id) } + slugs.map { .exercise($0) }
    reader.finish()
    let ordered = path.compactMap { if case .exercise(let slug) = $0 { slug } else { nil } }
    let rest = slugs.filter { !ordered.contains($0) }
    return Module(
      id: name, folder: folder, title: title, summary: summary, minutes: minutes,
      prerequisites: prerequisites, objectives: objectives,
      path: path + rest.map { .exercise($0) }, lessons: lessons,
      exercises: (ordered + rest).map { "\(name)/\($0)" })
  }

  private func steps(_ node: ContentNode, _ lessons: [String], _ slugs: [String]) -> [Module.Step] {
    guard let items = node.list else {
      log.report("'path' is a list of {lesson: …} and {exercise: …}", at: node.place)
      return []
    }
    return items.compactMap { item in
      let reader = KeyReader(item, log: log, what: "a step")
      let lesson = reader.value("lesson")
      let exercise = reader.value("exercise")
      reader.finish()
      if let name = lesson?.text {
        if lessons.contains(name) { return .lesson(name) }
        log.report(
          "no lesson '\(name)'\(Suggestion.ending(for: name, among: lessons))", at: item.place)
        return nil
      }
      if let name = exercise?.text {
        if slugs.contains(name) { return .exercise(name) }
        log.report(
          "no exercise '\(name)'\(Suggestion.ending(for: name, among: slugs))", at: item.place)
      }
      return nil
    }
  }
}
