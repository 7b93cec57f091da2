public import Checking
internal import Record

/// What an author is told about an exercise or a course, beyond what its reader refuses.
public struct Lint: Sendable {
  /// A page has so many lines, of so many columns.
  static let pageLines = 18
  static let taskLines = 12
  static let columns = 76

  /// What is looked at.
  public let library: CourseLibrary

  /// Looks at a course on disk.
  public init(_ library: CourseLibrary) { self.library = library }

  /// Everything that is wrong with one exercise; each prints as "file:line:column: message", with
  /// paths relative to the course's root.
  public func exercise(_ id: String) throws -> [ContentProblem] {
    let draft = try library.draft(id)
    guard let exercise = draft.exercise else { return draft.problems }
    let log = ContentLog()
    for problem in draft.problems {
      log.report(
        problem.message,
        at: SourcePlace(file: problem.file, line: problem.line, column: problem.column))
    }
    let file = "Exercises/\(exercise.id)/exercise.yaml"
    let node = library.files.text(file, log: log).flatMap {
      ContentParser.parse($0, file: file, log: ContentLog())
    }
    if let node {
      points(exercise, node, log)
      LintStart.check(exercise, log)
      LintShadows.check(exercise, log)
      LintWorkloads.check(exercise, node, log)
      bases(exercise, node, log)
    }
    writtenFiles(exercise, log)
    scripts(exercise, file, log)
    LintPages.check(exercise, log)
    LintScripts.check(exercise, log)
    return log.sortedProblems
  }

  /// Everything that is wrong with course.yaml, the modules and the lessons.
  public func course() -> [ContentProblem] {
    let draft = library.draft()
    let log = ContentLog()
    for problem in draft.problems {
      log.report(
        problem.message,
        at: SourcePlace(file: problem.file, line: problem.line, column: problem.column))
    }
    if let course = draft.course { LintPages.check(course, log) }
    return log.sortedProblems
  }

  /// The course and all of its exercises.
  public func all() -> [ContentProblem] {
    course() + library.exerciseIDs().flatMap { (try? exercise($0)) ?? [] }
  }

  // MARK: exercise.yaml

  private func points(_ exercise: Exercise, _ node: ContentNode, _ log: ContentLog) {
    let sum = exercise.checks.reduce(0) { $0 + $1.points }
    if sum != exercise.points {
      log.report(
        "points are \(Self.number(exercise.points)), but those of the checks add up to \(Self.number(sum))",
        at: node.node(at: "points").place)
    }
  }

  static func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }

  /// `rests-on` must name what the checks rest on.
  private func bases(_ exercise: Exercise, _ node: ContentNode, _ log: ContentLog) {
    let said = Set(exercise.restsOn.map(\.rawValue))
    for check in exercise.checks {
      let basis = check.basis.rawValue
      // What is live is recorded too.
      let known =
        said.contains(basis) || basis == "live" && said.contains("record")
        || basis == "record" && said.contains("live")
      if !known {
        log.report(
          "check '\(check.id)' rests on \(basis), which isn't named here",
          at: node.node(at: "rests-on").place)
      }
    }
  }

  /// Only of what the lab wrote it knows whether it is unchanged.
  private func writtenFiles(_ exercise: Exercise, _ log: ContentLog) {
    let actions = exercise.setup + exercise.processes.flatMap(\.then)
    var written = actions.compactMap { action -> String? in
      if case .file(let path, _) = action.kind { path.source } else { nil }
    }
    for role in exercise.processes {
      let folder = role.cwd.map { "\($0.source)/" } ?? ""
      written += role.files.map { folder + $0.path.source }
    }
    for check in exercise.checks {
      for predicate in (check.predicates + check.because.map(\.when)).flatMap(\.flattened) {
        guard let file = predicate.kind as? FilePredicate, file.unchanged else { continue }
        let path = file.pattern.fixed ?? file.pattern.template?.source ?? ""
        if !written.contains(path) {
          log.report(
            "unchanged: the lab writes no file '\(path)'"
              + Suggestion.ending(for: path, among: written), at: predicate.place)
        }
      }
    }
  }

  // MARK: Files

  private func scripts(_ exercise: Exercise, _ file: String, _ log: ContentLog) {
    let folder = "Exercises/\(exercise.id)"
    let top = SourcePlace(file: file)
    let named = Set(exercise.nearMisses.map(\.name))
    let there = Set(exercise.nearMissScripts.map(\.name))
    for near in exercise.nearMisses where !there.contains(near.name) {
      log.report("near-misses/\(near.name).sh: no such file", at: near.place)
    }
    for script in exercise.nearMissScripts where !named.contains(script.name) {
      log.report(
        "not named in near-misses: of exercise.yaml", at: SourcePlace(file: script.path))
    }
    for near in exercise.nearMisses where near.expected.isEmpty {
      log.report("a near miss names the checks that fail: {check: reason}", at: near.place)
    }
    if exercise.solutions.isEmpty {
      log.report("no solution: solutions/NAME.sh", at: top)
    }
    if exercise.nearMisses.count < 2 {
      log.report(
        "\(exercise.nearMisses.count) near misses; an exercise proves at least two wrong ways wrong",
        at: top)
    }
    if exercise.hints.count < 2 {
      log.report(
        "\(exercise.hints.count) hints; at least two, from a nudge to nearly the answer",
        at: SourcePlace(file: "\(folder)/hints.md"))
    }
    for name in library.files.names(in: folder) {
      let known = [
        "exercise.yaml", "task.md", "hints.md", "solutions", "near-misses", "exercise.fr.yaml",
        "task.fr.md", "hints.fr.md",
      ]
      if !known.contains(name) {
        log.report(
          "a file that nobody reads\(Suggestion.ending(for: name, among: known))",
          at: SourcePlace(file: "\(folder)/\(name)"))
      }
    }
  }
}
