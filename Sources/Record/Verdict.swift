/// What a check, or a whole attempt, is worth.
public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// Still reachable.
  case waiting
  /// It is as the exercise asks.
  case passed
  /// Wrong, or it can't pass any more in this attempt.
  case failed
  /// This machine can't host it; never counts against the learner.
  case unsupported
  /// The lab couldn't judge; blameless.
  case errored
}

/// What a verdict rests on.
public enum Basis: String, Codable, Hashable, Sendable {
  /// Facts of now, the record, what was answered, or files that the learner wrote.
  case live, record, answer, file
}

/// A kernel fact, or a recorded one, that a verdict shows.
public struct Evidence: Codable, Hashable, Sendable {
  /// Such as "/proc/4242/stat" or "wait status" or "events.jsonl".
  public var source: String
  /// Such as "field 3" or "SigIgn"; may be empty.
  public var field: String
  /// As the kernel gave it.
  public var value: String
  /// CLOCK_BOOTTIME nanoseconds of the moment it was seen.
  public var at: UInt64

  /// All members, as they are.
  public init(source: String, field: String, value: String, at: UInt64) {
    self.source = source
    self.field = field
    self.value = value
    self.at = at
  }
}

/// The judgement of one check.
public struct CheckVerdict: Codable, Hashable, Sendable {
  /// The check, as exercise.yaml names it.
  public var id: String
  /// What is asked, for the learner.
  public var title: String
  /// How it stands.
  public var verdict: Verdict
  /// Points reached.
  public var score: Double
  /// Points there are.
  public var maxScore: Double
  /// The `because` that matched; or "not-judged", "not-begun", "not-finished".
  public var reason: String?
  /// What would pass, in words.
  public var expected: String
  /// What was seen, in words.
  public var observed: String
  /// What it rests on.
  public var basis: Basis
  /// The facts behind it.
  public var evidence: [Evidence]
  /// The text of the reason: what the kernel did.
  public var rationale: String?
  /// What to do next.
  public var help: String?

  /// All members, as they are.
  public init(
    id: String, title: String, verdict: Verdict, score: Double, maxScore: Double, reason: String?,
    expected: String, observed: String, basis: Basis, evidence: [Evidence], rationale: String?,
    help: String?
  ) {
    self.id = id
    self.title = title
    self.verdict = verdict
    self.score = score
    self.maxScore = maxScore
    self.reason = reason
    self.expected = expected
    self.observed = observed
    self.basis = basis
    self.evidence = evidence
    self.rationale = rationale
    self.help = help
  }
}
