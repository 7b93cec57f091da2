public import Checking
public import Systemd

/// A lesson: pages to read, each with something to try.
public struct Lesson: Sendable {
  /// Such as "01-what-a-process-is".
  public var id: String
  /// The module that it belongs to.
  public var module: String
  /// For people.
  public var title: String
  /// What a machine must offer for its `try` lines; to be read it needs nothing.
  public var requires: [Requirement]
  /// In order.
  public var pages: [Page]
  /// Relative to the course's root.
  public var path: String

  /// One screen.
  public struct Page: Sendable {
    /// With templates, and without its quiz block.
    public var markdown: String
    /// The commands of its `try` blocks, one line each.
    public var tries: [String]
    /// The question at its end, if there is one.
    public var quiz: Quiz?
    /// The line of the file on which it begins.
    public var line: Int
  }
}

/// A question at the end of a page.
public struct Quiz: Sendable {
  /// How a question is replied to.
  public enum Form: Sendable {
    /// Letters and what they stand for, and the right letter.
    case options([(key: String, text: Template)], answer: String)
    /// About processes that are started for it.
    case live(start: [RoleSpec], answer: AnswerSpec, match: Match)
  }

  /// Unique in the course.
  public var id: String
  /// The question.
  public var ask: Template
  /// How it is replied to.
  public var form: Form
  /// Units of the learner's own manager that it asks about, by their keys.
  public var units: [(key: String, name: UnitName)] = []
  /// The file and field that decide.
  public var why: Template
  /// Where it stands.
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
  /// For people.
  public var title: String
  /// A sentence or two.
  public var summary: String
  /// How long it takes.
  public var minutes: Int
  /// Ids of modules that come before.
  public var prerequisites: [String]
  /// What can be done afterwards.
  public var objectives: [String]
  /// Lessons and exercises in the order to take them in.
  public var path: [Step]
  /// In order of their file names.
  public var lessons: [Lesson]
  /// Ids such as "processes/find-pid", in the order of the path.
  public var exercises: [String]
}

/// A course: its modules in order, and the profiles that graders choose.
public struct Course: Sendable {
  /// Unique in the course.
  public var id: String
  /// As the course says it.
  public var version: String
  /// For people.
  public var title: String
  /// In the order to take them in.
  public var modules: [Module]
  /// Name to module or exercise ids.
  public var profiles: [String: [String]]
  /// Scoring policy, as written.
  public var scoring: [String: String]
  /// Names of the cards.
  public var cards: [String]

  /// A module by its id.
  public func module(_ id: String) -> Module? { modules.first { $0.id == id } }
  /// All exercises, in the order of the course.
  public var exercises: [String] { modules.flatMap(\.exercises) }
}
