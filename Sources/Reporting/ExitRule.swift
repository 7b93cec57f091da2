public import Record

/// How a program that judged ends.
public enum JudgementStatus: Int32, Hashable, Sendable, CaseIterable {
  /// Every check was judged, and passed.
  case passed = 0
  /// Something failed.
  case failed = 1
  /// Nothing failed, but something could not be judged, or nothing was there to judge.
  case notJudged = 3

  /// The status for these verdicts.
  ///
  /// Waiting is not judged: what may still pass is neither.
  public init(_ verdicts: some Sequence<Verdict>) {
    var judged = 0
    var open = 0
    for verdict in verdicts {
      switch verdict {
      case .passed: judged += 1
      case .failed:
        self = .failed
        return
      case .waiting, .unsupported, .errored: open += 1
      }
    }
    self = open == 0 && judged > 0 ? .passed : .notJudged
  }
}

extension ReportDocument {
  /// The exit status that goes with this report.
  public var exitStatus: Int32 {
    JudgementStatus(attempts.flatMap { [$0.verdict] + $0.checks.map(\.verdict) }).rawValue
  }
}
