public import Record

/// What a report says: any number of exercises, each with the attempt that counts.
public struct ReportDocument: Hashable, Sendable {
  /// In the order of the course.
  public var attempts: [AttemptReport]
  /// When it was made, in seconds since 1970; nil leaves time stamps out.
  public var time: Double?

  /// A report on these attempts.
  public init(attempts: [AttemptReport], time: Double? = nil) {
    self.attempts = attempts
    self.time = time
  }

  /// The points reached, over all exercises.
  public var score: Double { attempts.reduce(0) { $0 + $1.score } }

  /// The points there are, over all exercises.
  public var maxScore: Double { attempts.reduce(0) { $0 + $1.maxScore } }

  /// How many exercises have this verdict.
  public func count(_ verdict: Verdict) -> Int { attempts.count { $0.verdict == verdict } }

  /// The same with nothing left waiting; see `AttemptReport.settled()`.
  public func settled() -> ReportDocument {
    ReportDocument(attempts: attempts.map { $0.settled() }, time: time)
  }
}

/// One exercise of a report, with the attempt that counts.
public struct AttemptReport: Hashable, Sendable {
  /// Such as `signals/term-first`.
  public var exercise: String
  /// What the exercise is called.
  public var title: String
  /// The attempt's id; nil where none was begun.
  public var attempt: String?
  /// The learner's id; nil where nobody has said who learns here.
  public var learner: String?
  /// What the whole attempt is worth.
  public var verdict: Verdict
  /// The points reached.
  public var score: Double
  /// The points there are.
  public var maxScore: Double
  /// What the exercise's verdicts rest on.
  public var basis: [Basis]
  /// In the order of the exercise.
  public var checks: [CheckVerdict]
  /// How many hints the learner took.
  public var hints: Int
  /// How many attempts there were at this exercise.
  public var attempts: Int
  /// How long the attempt took, or has taken so far.
  public var seconds: Double

  /// An exercise with the attempt that counts.
  ///
  /// - Parameters:
  ///   - verdict: nil sums up the checks; see `verdict(of:)`.
  ///   - score: nil adds up the checks.
  ///   - maxScore: nil adds up the checks.
  public init(
    exercise: String, title: String, attempt: String?, learner: String?, verdict: Verdict? = nil,
    score: Double? = nil, maxScore: Double? = nil, basis: [Basis], checks: [CheckVerdict],
    hints: Int = 0, attempts: Int = 1, seconds: Double = 0
  ) {
    self.exercise = exercise
    self.title = title
    self.attempt = attempt
    self.learner = learner
    self.verdict = verdict ?? Self.verdict(of: checks)
    self.score = score ?? checks.reduce(0) { $0 + $1.score }
    self.maxScore = maxScore ?? checks.reduce(0) { $0 + $1.maxScore }
    self.basis = basis
    self.checks = checks
    self.hints = hints
    self.attempts = attempts
    self.seconds = seconds
  }

  /// What an attempt with these checks is worth: the first of failed, errored, unsupported, waiting
  /// that any check is; passed only if all are; waiting if there are none.
  public static func verdict(of checks: [CheckVerdict]) -> Verdict {
    guard !checks.isEmpty else { return .waiting }
    for verdict in [Verdict.failed, .errored, .unsupported, .waiting]
    where checks.contains(where: { $0.verdict == verdict }) {
      return verdict
    }
    return .passed
  }

  /// The same with nothing left waiting: what waits has failed, because it was not begun or not
  /// finished. A check that was not judged, since one that it needs failed, keeps that reason.
  public func settled() -> AttemptReport {
    var settled = self
    let reason = attempt == nil ? "not-begun" : "not-finished"
    for index in settled.checks.indices where settled.checks[index].verdict == .waiting {
      settled.checks[index].verdict = .failed
      if settled.checks[index].reason != "not-judged" { settled.checks[index].reason = reason }
    }
    if settled.verdict == .waiting { settled.verdict = .failed }
    return settled
  }

  /// The checks, or where there are none the attempt itself in their place, so that no format loses
  /// an exercise.
  var lines: [CheckVerdict] {
    guard checks.isEmpty else { return checks }
    return [
      CheckVerdict(
        id: "exercise", title: title, verdict: verdict, score: score, maxScore: maxScore,
        reason: nil, expected: "", observed: "", basis: basis.first ?? .live, evidence: [],
        rationale: nil, help: nil)
    ]
  }
}
