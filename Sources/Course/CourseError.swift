public import Checking

/// Why content can't be used: every problem that was found, or what was not found.
public struct CourseError: Error, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// Files are there, and wrong.
    case invalid
    /// No such exercise, lesson, module or card.
    case unknown
    /// No course anywhere.
    case noCourse
  }

  public var code: Code
  public var message: String
  public var problems: [ContentProblem]

  public init(_ code: Code, _ message: String, problems: [ContentProblem] = []) {
    self.code = code
    self.message = message
    self.problems = problems
  }

  public var description: String {
    ([message] + problems.map(\.description)).filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
