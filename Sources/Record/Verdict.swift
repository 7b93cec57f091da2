/// What a check, or a whole attempt, is worth.
public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// Still reachable.
  case waiting
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
  case live, record, answer, file
}

/// A kernel fact, or a recorded one, that a verdict shows.
public struct Evidence: Codable, Hashable, Sendable {
  /// Such as "/proc/4242/stat" or "wait status" or "events.jsonl".
  public var source: String
  /// Such as "field 3" or "SigIgn"; may be empty.
  public var field: String
  public var value: String
  /// CLOCK_BOOTTIME nanoseconds of the moment it was seen.
  public var at: UInt64

  public init(source: String, field: String, value: String, at: UInt64) {
    self.source = source
    self.field = field
    self.value = value
    self.at = at
  }
}

/// The judgement of one check.
public struct CheckVerdict: Codable, Hashable, Sendable {
  public var id: String
  public var title: String
  public var verdict: Verdict
  public var score: Double
  public var maxScore: Double
  /// The `because` that matched; or "not-judged", "not-begun", "not-finished".
  public var reason: String?
  public var expected: String
  public var observed: String
  public var basis: Basis
  public var evidence: [Evidence]
  /// The text of the reason: what the kernel did.
  public var rationale: String?
  /// What to do next.
  public var help: String?

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
