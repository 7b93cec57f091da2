public import Checking

/// Why content can't be used: every problem that was found, or what was not found.
public struct CourseError: Error, CustomStringConvertible {
  /// What is wrong, for programs.
  public enum Code: String, Sendable {
    /// Files are there, and wrong.
    case invalid
    /// No such exercise, lesson, module or card.
    case unknown
    /// No course anywhere.
    case noCourse
  }

  /// What is wrong, for programs.
  public var code: Code
  /// What is wrong, for people.
  public var message: String
  /// Each with its place; may be empty.
  public var problems: [ContentProblem]

  /// An error of these parts.
  public init(_ code: Code, _ message: String, problems: [ContentProblem] = []) {
    self.code = code
    self.message = message
    self.problems = problems
  }

  /// The message, and a line for each problem.
  public var description: String {
    ([message] + problems.map(\.description)).filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
