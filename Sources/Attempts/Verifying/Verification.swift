/// What `lab author verify` found about one exercise.
public struct Verification: Codable, Sendable {
  /// One thing that was tried: the start, a solution, a near miss, what was left behind.
  public struct Step: Codable, Sendable {
    /// Such as "solutions/plain-kill".
    public var name: String
    /// "low" or "high": which end of the parameters was drawn.
    public var draw: String
    /// Whether it went as promised.
    public var passed: Bool
    /// How long it took.
    public var seconds: Double
    /// What went wrong, in one line; nil when nothing did.
    public var problem: String?
    /// The time line, the reasons tried and the terminal's last lines, when something went wrong.
    public var details: [String]

    /// All members, as they are.
    public init(
      name: String, draw: String, passed: Bool, seconds: Double, problem: String? = nil,
      details: [String] = []
    ) {
      self.name = name
      self.draw = draw
      self.passed = passed
      self.seconds = seconds
      self.problem = problem
      self.details = details
    }
  }

  /// Such as "signals/term-first".
  public var exercise: String
  /// In the order in which they were tried.
  public var steps: [Step]
  /// The kind of practice machine that it ran in; nil for a sandbox here.
  public var machine: String?

  /// All members, as they are.
  public init(exercise: String, steps: [Step] = []) {
    self.exercise = exercise
    self.steps = steps
  }

  /// Whether something was tried, and all of it went as promised.
  public var passed: Bool { !steps.isEmpty && steps.allSatisfy(\.passed) }
}
