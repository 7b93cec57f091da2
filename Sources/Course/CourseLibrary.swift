public import Checking

/// A course on disk: exercises and lessons, read when they are asked for.
public struct CourseLibrary: Sendable {
  /// Absolute path.
  public let root: String
  let files: CourseFiles

  /// A course at this place; nothing is read yet.
  public init(root: String) {
    self.root = DataDirectory.absolute(root)
    files = CourseFiles(root: self.root)
  }

  /// The course of `$LAB_DATA_DIR`, of the installation, or of the checkout.
  public static func find(environment: [String: String]) throws -> CourseLibrary {
    CourseLibrary(root: try DataDirectory.find(environment: environment))
  }

  /// The ids of all exercises, as their folders say; those of the course first, in its order.
  public func exerciseIDs() -> [String] {
    let onDisk = files.folders(in: "Exercises").flatMap { module in
      files.folders(in: "Exercises/\(module)")
        .filter { files.exists("Exercises/\(module)/\($0)/exercise.yaml") }
        .map { "\(module)/\($0)" }
    }
    let ordered = ((try? load(strict: false))?.exercises ?? []).filter { onDisk.contains($0) }
    return ordered + onDisk.filter { !ordered.contains($0) }
  }

  /// The whole id of an exercise, whether or not its files can be used.
  ///
  /// - Parameter name: As in `exercise(_:)`.
  /// - Throws: `CourseError` with the nearest names for an unknown one.
  public func id(of name: String) throws -> String { try resolve(name) }

  /// One exercise; reads only its folder.
  ///
  /// - Parameter id: "signals/term-first", or just "term-first" where that is enough.
  /// - Throws: `CourseError` with all problems, or with the nearest names for an unknown one.
  public func exercise(_ id: String) throws -> Exercise {
    let id = try resolve(id)
    let log = ContentLog()
    var reader = ExerciseReader(root: files, id: id, log: log)
    let exercise = reader.read()
    guard log.problems.isEmpty, let exercise else {
      throw CourseError(
        .invalid, "exercise \(id) can't be used:", problems: log.sortedProblems)
    }
    return exercise
  }

  /// An exercise as far as it can be read, and what is wrong with it.
  public func draft(_ id: String) throws -> (exercise: Exercise?, problems: [ContentProblem]) {
    let id = try resolve(id)
    let log = ContentLog()
    var reader = ExerciseReader(root: files, id: id, log: log)
    let exercise = reader.read()
    return (exercise, log.sortedProblems)
  }

  /// An exercise that was copied into an attempt; its folder is the attempt's `exercise`.
  public static func exercise(id: String, inFolder folder: String) throws -> Exercise {
    let log = ContentLog()
    var reader = ExerciseReader(root: CourseFiles(root: folder), id: id, log: log, folder: ".")
    guard let exercise = reader.read(), log.problems.isEmpty else {
      throw CourseError(
        .invalid, "the attempt's copy of \(id) can't be used:", problems: log.sortedProblems)
    }
    return exercise
  }

  private func resolve(_ id: String) throws -> String {
    let plain = id.split(separator: "/").allSatisfy { !$0.hasPrefix(".") } && !id.hasPrefix("/")
    if plain, id.contains("/"), files.exists("Exercises/\(id)/exercise.yaml") { return id }
    let all = exerciseIDs()
    let bySlug = all.filter { $0.hasSuffix("/\(id)") }
    if bySlug.count == 1 { return bySlug[0] }
    let slugs =
      Suggestion.near(id, among: all, limit: 3)
      + Suggestion.near(
        id.split(separator: "/").last.map(String.init) ?? id,
        among: all.compactMap { $0.split(separator: "/").last.map(String.init) }, limit: 3
      ).flatMap { slug in all.filter { $0.hasSuffix("/\(slug)") } }
    var seen: Set<String> = []
    let near = (bySlug + slugs).filter { seen.insert($0).inserted }.prefix(3)
    let hint =
      near.isEmpty
      ? "; lab exercises lists what there is" : "; did you mean \(near.joined(separator: ", "))?"
    throw CourseError(.unknown, "no exercise '\(id)'\(hint)")
  }

  /// The whole course: modules, lessons, which exercises.
  ///
  /// - Throws: `CourseError` with every problem of course.yaml, module.yaml and lessons.
  public func load() throws -> Course { try load(strict: true) }

  func load(strict: Bool) throws -> Course {
    let log = ContentLog()
    let course = CourseReader(files: files, log: log).read()
    guard let course, !strict || log.problems.isEmpty else {
      throw CourseError(.invalid, "the course can't be used:", problems: log.sortedProblems)
    }
    return course
  }

  /// The course as far as it can be read, and what is wrong with it.
  public func draft() -> (course: Course?, problems: [ContentProblem]) {
    let log = ContentLog()
    let course = CourseReader(files: files, log: log).read()
    return (course, log.sortedProblems)
  }

  /// A reference card's Markdown.
  public func card(_ name: String) throws -> String {
    let log = ContentLog()
    let plain = !name.isEmpty && !name.contains("/") && !name.hasPrefix(".")
    if plain, let text = files.text("Lessons/cards/\(name).md", log: log) { return text }
    throw CourseError(.unknown, "no card '\(name)'\(Suggestion.ending(for: name, among: cards))")
  }

  /// The names of all cards.
  public var cards: [String] {
    files.names(in: "Lessons/cards").filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
  }
}
