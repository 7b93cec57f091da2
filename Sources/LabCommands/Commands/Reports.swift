import Attempts
import Course
import Progress
import Record
import Reporting

extension AttemptReport {
  /// A report on one exercise for grading.
  init(_ judgement: ExerciseJudgement) {
    self.init(
      exercise: judgement.exercise.id, title: judgement.exercise.title,
      attempt: judgement.attempt?.id, learner: judgement.learner, basis: [],
      checks: judgement.verdicts, hints: judgement.hints, attempts: judgement.attempts,
      seconds: judgement.seconds)
    basis = Self.bases(of: checks)
  }

  /// A report on an attempt as it stands.
  init(_ attempt: Attempt, _ verdicts: [CheckVerdict]) {
    let summary = attempt.summary()
    self.init(
      exercise: attempt.exercise.id, title: attempt.exercise.title, attempt: attempt.id,
      learner: attempt.stored.learner, basis: Self.bases(of: verdicts), checks: verdicts,
      hints: summary.hints, attempts: summary.attempts, seconds: summary.seconds)
  }

  private static func bases(of checks: [CheckVerdict]) -> [Basis] {
    let used = Set(checks.map(\.basis))
    return [.live, .record, .file, .answer].filter { used.contains($0) }
  }
}

/// 0 all passed, 1 something failed, 3 something could not be judged, or nothing was.
func exitStatus(of reports: [AttemptReport]) -> Int32 {
  ReportDocument(attempts: reports).exitStatus
}
