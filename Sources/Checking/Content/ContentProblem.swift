/// Where something stands in a content file; lines and columns count from 1.
public struct SourcePlace: Hashable, Sendable, CustomStringConvertible {
  /// Relative to the course's root, such as "Exercises/signals/term-first/exercise.yaml".
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1.
  public var column: Int

  /// A place; the beginning of a file unless it is said otherwise.
  public init(file: String, line: Int = 1, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// "file:line:column".
  public var description: String { "\(file):\(line):\(column)" }
}

/// Something wrong in a content file, said so that an editor can jump there.
public struct ContentProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// Relative to the course's root.
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1.
  public var column: Int
  /// What is wrong, and what was meant.
  public var message: String

  /// A problem at a place.
  public init(at place: SourcePlace, _ message: String) {
    file = place.file
    line = place.line
    column = place.column
    self.message = message
  }

  /// Such as "file:12:7: unknown key 'point'; did you mean 'points'?".
  public var description: String { "\(file):\(line):\(column): \(message)" }
}

/// A name that content uses and that something else must define.
package struct ContentReference: Hashable, Sendable {
  package enum Target: String, Hashable, Sendable {
    case role, unit, check, answer, trial, template
  }

  package var target: Target
  package var name: String
  package var place: SourcePlace

  package init(_ target: Target, _ name: String, at place: SourcePlace) {
    self.target = target
    self.name = name
    self.place = place
  }
}

/// What one load collects: all problems, not only the first, and the names that were used.
package final class ContentLog {
  package private(set) var problems: [ContentProblem] = []
  package private(set) var references: [ContentReference] = []
  private var seen: Set<ContentProblem> = []

  package init() {}

  package func report(_ message: String, at place: SourcePlace) {
    let problem = ContentProblem(at: place, message)
    if seen.insert(problem).inserted { problems.append(problem) }
  }

  package func refer(to target: ContentReference.Target, _ name: String, at place: SourcePlace) {
    references.append(ContentReference(target, name, at: place))
  }

  /// In reading order: by file, line and column.
  package var sortedProblems: [ContentProblem] {
    problems.sorted {
      ($0.file, $0.line, $0.column, $0.message) < ($1.file, $1.line, $1.column, $1.message)
    }
  }
}
