/// What `lab author verify` found about one exercise.
public struct Verification: Codable, Sendable {
  /// One thing that was tried: the start, a solution, a near miss, what was left behind.
  public struct Step: Codable, Sendable {
    public var name: String
    /// "low" or "high": which end of the parameters was drawn.
    public var draw: String
    public var passed: Bool
    public var seconds: Double
    /// What went wrong, in one line; nil when nothing did.
    public var problem: String?
    /// The time line, the reasons tried and the terminal's last lines, when something went wrong.
    public var details: [String]

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

  public var exercise: String
  public var steps: [Step]

  public init(exercise: String, steps: [Step] = []) {
    self.exercise = exercise
    self.steps = steps
  }

  public var passed: Bool { !steps.isEmpty && steps.allSatisfy(\.passed) }
}
