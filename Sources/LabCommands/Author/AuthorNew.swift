import ArgumentParser
import Attempts
import Checking
import Course
import FoundationEssentials
import Glibc
import Text

/// `lab author new`: an exercise that works, to be changed into another one.
struct AuthorNew: LabSubcommand {
  static let isForAuthors = true
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Begin an exercise, as a copy of one that works.",
    discussion: "What is yours to write is marked TODO; lint lists what is left of it.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "MODULE/SLUG, such as signals/patience.") var exercise: String
  @Option(help: ArgumentHelp("The exercise to begin from.", valueName: "E"))
  var from = "signals/term-first"

  func execute() throws -> Int32 {
    let library = try common.library()
    let words = exercise.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 2, words.allSatisfy(Self.isName) else {
      throw AttemptError(
        "'\(exercise)' is no name for an exercise: MODULE/SLUG in small letters, digits and hyphens, "
          + "such as signals/patience", kind: .usage)
    }
    let source = try library.exercise(from)
    let target = "\(library.root)/Exercises/\(exercise)"
    guard access(target, F_OK) != 0 else {
      throw AttemptError("\(target): is there already; nothing was changed", kind: .usage)
    }
    let draft = ExerciseDraft(source: source, id: exercise)
    do {
      for file in try draft.files() { try Self.write(file.text, to: "\(target)/\(file.path)") }
    } catch let error as CocoaError {
      throw AttemptError("\(target): \(brief(error))")
    }
    try report(library, words)
    return 0
  }

  /// Each file with what is to be done in it, and what comes next.
  private func report(_ library: CourseLibrary, _ words: [String]) throws {
    let folder = "Exercises/\(exercise)"
    let todo = TodoPlaces.find(in: "\(library.root)/\(folder)", root: library.root)
    let paths = TodoPlaces.files(in: "\(library.root)/\(folder)").map { "\(folder)/\($0)" }
    let width = paths.map(\.count).max() ?? 0
    try emit(
      paths.map { path in
        let count = todo.count { $0.file == path }
        guard count > 0 else { return path }
        let places = count == 1 ? "1 place" : "\(count) places"
        return "\(path.padded(to: width))  \(places) marked TODO"
      })
    try emit("next: edit, then   lab author lint \(exercise)   lab author verify \(exercise)")
    guard let course = library.draft().course else { return }
    if let module = course.module(words[0]) {
      try emit(
        "to put it on the map: - {exercise: \(words[1])} in Lessons/\(module.folder)/module.yaml")
    } else {
      try emit("there is no module '\(words[0])' in Lessons yet: until then it is on no map")
    }
  }

  private static func isName(_ word: String) -> Bool {
    guard let first = word.first, first != "-", word.last != "-" else { return false }
    return word.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
  }

  private static func write(_ text: String, to path: String) throws {
    let folder = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
    try FileManager.default.createDirectory(
      atPath: String(folder), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}

/// A copy of an exercise under another name, with TODO where the author's own work begins.
struct ExerciseDraft {
  let source: Exercise
  let id: String

  /// Paths below the exercise's folder, with what they hold.
  func files() throws -> [(path: String, text: String)] {
    try TodoPlaces.files(in: source.directory).map { path in
      let text = try String(contentsOfFile: "\(source.directory)/\(path)", encoding: .utf8)
        .replacing(source.id, with: id)
      switch path {
      case "exercise.yaml": return (path, marked(text))
      case "task.md": return (path, "<!-- TODO: the story, in 12 lines at most -->\n" + text)
      case "hints.md": return (path, "<!-- TODO: from a nudge to nearly the answer -->\n" + text)
      default: return (path, text)
      }
    }
  }

  /// What each of these keys of exercise.yaml wants from the author.
  private static let todo = [
    "title:": "a title of its own",
    "processes:": "what runs",
    "checks:": "what is asked, and each wrong way with its reason",
    "near-misses:": "a script for each wrong way",
  ]

  private func marked(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard let what = Self.todo.first(where: { line.hasPrefix($0.key) })?.value else {
        return String(line)
      }
      return "\(line)   # TODO: \(what)"
    }
    return lines.joined(separator: "\n")
  }
}

/// Where files of an exercise say TODO.
enum TodoPlaces {
  /// All places, file by file.
  ///
  /// - Parameters:
  ///   - folder: The exercise's folder, absolute.
  ///   - root: The course's, which paths are told from.
  static func find(in folder: String, root: String) -> [ContentProblem] {
    let front = folder.hasPrefix(root + "/") ? String(folder.dropFirst(root.count + 1)) : folder
    return files(in: folder).flatMap { path -> [ContentProblem] in
      let text = (try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)) ?? ""
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return lines.enumerated().compactMap { index, line -> ContentProblem? in
        guard let found = line.firstRange(of: "TODO") else { return nil }
        let rest = line[found.lowerBound...].replacing(" -->", with: "")
        let place = SourcePlace(
          file: "\(front)/\(path)", line: index + 1,
          column: line[..<found.lowerBound].unicodeScalars.count + 1)
        return ContentProblem(at: place, String(rest))
      }
    }
  }

  /// The files of an exercise: what machines read, what learners read, scripts.
  static func files(in folder: String) -> [String] {
    let found = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    let order = ["exercise.yaml", "task.md", "hints.md"]
    let known = order.filter { found.contains($0) }
    return known
      + found.filter { path in
        !known.contains(path)
          && (path.hasSuffix(".sh") || path.hasSuffix(".md")
            || path.hasSuffix(".yaml"))
      }.sorted { first, second in
        // Right ways before wrong ones.
        let (one, other) = (first.hasPrefix("near-"), second.hasPrefix("near-"))
        return one == other ? first < second : other
      }
  }
}
