public import Checking

/// A lesson: pages to read, each with something to try.
public struct Lesson: Sendable {
  /// Such as "01-what-a-process-is".
  public var id: String
  public var module: String
  public var title: String
  public var pages: [Page]
  /// Relative to the course's root.
  public var path: String

  /// One screen.
  public struct Page: Sendable {
    /// With templates, and without its quiz block.
    public var markdown: String
    /// The commands of its `try` blocks, one line each.
    public var tries: [String]
    public var quiz: Quiz?
    /// The line of the file on which it begins.
    public var line: Int
  }
}

/// A question at the end of a page.
public struct Quiz: Sendable {
  public enum Form: Sendable {
    /// Letters and what they stand for, and the right letter.
    case options([(key: String, text: Template)], answer: String)
    /// About processes that are started for it.
    case live(start: [RoleSpec], answer: AnswerSpec, match: Match)
  }

  public var id: String
  public var ask: Template
  public var form: Form
  public var why: Template
  public var place: SourcePlace
}

/// A module: its lessons and exercises, in the order to take them in.
public struct Module: Sendable {
  /// A step of the path through a module.
  public enum Step: Hashable, Sendable {
    /// A lesson's id within the module.
    case lesson(String)
    /// An exercise's slug within the module.
    case exercise(String)
  }

  /// Such as "processes".
  public var id: String
  /// Such as "01-processes".
  public var folder: String
  public var title: String
  public var summary: String
  public var minutes: Int
  public var prerequisites: [String]
  public var objectives: [String]
  public var path: [Step]
  public var lessons: [Lesson]
  /// Ids such as "processes/find-pid", in the order of the path.
  public var exercises: [String]
}

/// A course: its modules in order, and the profiles that graders choose.
public struct Course: Sendable {
  public var id: String
  public var version: String
  public var title: String
  public var modules: [Module]
  /// Name to module or exercise ids.
  public var profiles: [String: [String]]
  /// Scoring policy, as written.
  public var scoring: [String: String]
  /// Names of the cards.
  public var cards: [String]

  public func module(_ id: String) -> Module? { modules.first { $0.id == id } }
  /// All exercises, in the order of the course.
  public var exercises: [String] { modules.flatMap(\.exercises) }
}
