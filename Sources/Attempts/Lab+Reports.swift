import Checking
public import Course
import FoundationEssentials
internal import Progress
public import Record

/// How one exercise stands, from its best attempt.
public struct ExerciseStanding {
  /// not begun, open, passed, failed, retried, …
  public let state: String
  /// Points reached.
  public let score: Double
}

/// The numbers under the last green.
public struct AttemptSummary {
  /// Points reached.
  public let score: Double
  /// Points there are.
  public let maxScore: Double
  /// How many hints were taken.
  public let hints: Int
  /// How many attempts there were.
  public let attempts: Int
  /// How long it took, or has taken so far.
  public let seconds: Double
}

/// What a report says about one exercise; `Reporting` renders it.
public struct ExerciseJudgement {
  /// Which exercise, as the attempt has it.
  public let exercise: Exercise
  /// The attempt that counts; nil where none was begun.
  public let attempt: Attempt?
  /// The id of the learner.
  public let learner: String
  /// One a check.
  public let verdicts: [CheckVerdict]
  /// How many hints were taken.
  public let hints: Int
  /// How many attempts there were.
  public let attempts: Int
  /// How long it took, or has taken so far.
  public let seconds: Double
}

extension Lab {
  /// Which exercises are meant: by name, by module, by profile, or all of them, in course order.
  ///
  /// - Throws: `AttemptError` for names that are not there, with the nearest ones.
  public func select(
    exercises: [String], modules: [String], profile: String?, all: Bool
  ) throws -> [String] {
    // One name has no order: only its own folder is looked for.
    if exercises.count == 1, modules.isEmpty, profile == nil, !all {
      return [try library().id(of: exercises[0])]
    }
    let known = try library().exerciseIDs()
    if all { return known }
    var chosen: Set<String> = []
    // One with broken files is known by its name all the same.
    for id in exercises { chosen.insert(known.contains(id) ? id : try exercise(id).id) }
    guard !modules.isEmpty || profile != nil else { return known.filter { chosen.contains($0) } }
    let course = try course()
    var wanted = modules
    if let profile {
      guard let names = course.profiles[profile] else {
        let names = course.profiles.keys.sorted().joined(separator: ", ")
        throw AttemptError("there is no profile '\(profile)'; there are: \(names)", kind: .usage)
      }
      wanted += names
    }
    for module in wanted {
      guard course.modules.contains(where: { $0.id == module }) else {
        let names = course.modules.map(\.id).joined(separator: ", ")
        throw AttemptError("there is no module '\(module)'; there are: \(names)", kind: .usage)
      }
      chosen.formUnion(known.filter { $0.hasPrefix(module + "/") })
    }
    return known.filter { chosen.contains($0) }
  }

  /// Judges an exercise for a report: live state first, what was recorded second; the best attempt
  /// counts. Starts nothing.
  public func judgement(of id: String) throws -> ExerciseJudgement {
    let learner = try learner().learner.id
    let all = try store().attempts(exercise: id, learner: learner)
    var live: Attempt?
    // What lives in a practice machine is judged there, and comes with what was brought back.
    if let open = try store().openAttempt(exercise: id, learner: learner), open.machine == nil {
      live = try? attempt(open)
      _ = try? live?.judge(finalising: true)
    }
    let hints = try store().hintsTaken(exercise: id, learner: learner)
    guard let best = try store().bestAttempt(exercise: id, learner: learner) else {
      let exercise = try exercise(id)
      return ExerciseJudgement(
        exercise: exercise, attempt: nil, learner: learner,
        verdicts: notBegun(exercise), hints: hints, attempts: 0, seconds: 0)
    }
    let kept = if let live, live.id == best.id { live } else { try attempt(best) }
    var verdicts = try store().verdicts(attempt: best.id)
    if verdicts.isEmpty { verdicts = try kept.judge(finalising: true) }
    return ExerciseJudgement(
      exercise: kept.exercise, attempt: kept, learner: learner, verdicts: verdicts, hints: hints,
      attempts: all.count, seconds: (best.ended ?? ProgressStore.now()) - best.started)
  }

  private func notBegun(_ exercise: Exercise) -> [CheckVerdict] {
    let obstacle = obstacle(to: exercise)
    return exercise.checks.map { check in
      CheckVerdict(
        id: check.id, title: check.title.filled { _ in "…" },
        verdict: obstacle == nil ? .failed : .unsupported,
        score: 0, maxScore: check.points, reason: obstacle == nil ? "not-begun" : nil,
        expected: check.title.filled { _ in "…" },
        observed: obstacle ?? "the exercise was not begun",
        basis: .record, evidence: [], rationale: nil,
        help: obstacle == nil ? "lab start \(exercise.id)" : nil)
    }
  }

  /// How every exercise that was begun stands.
  public func progressByExercise() throws -> [String: ExerciseStanding] {
    let learner = try learner().learner.id
    let scores = try store().bestScores(learner: learner)
    let passed = try passedExercises()
    var result: [String: ExerciseStanding] = [:]
    for attempt in try store().attempts(learner: learner) {
      let id = attempt.exercise
      result[id] = ExerciseStanding(
        state: passed.contains(id) ? "passed" : attempt.state.rawValue, score: scores[id] ?? 0)
    }
    return result
  }

  /// The exercises that the learner has passed, those included that are still set up.
  public func passedExercises() throws -> Set<String> {
    let learner = try learner().learner.id
    var passed = try store().passedExercises(learner: learner)
    for attempt in try store().openAttempts(learner: learner) {
      let verdicts = try store().verdicts(attempt: attempt.id)
      if !verdicts.isEmpty, verdicts.allSatisfy({ $0.verdict == .passed }) {
        passed.insert(attempt.exercise)
      }
    }
    return passed
  }

  /// The way through the course.
  public func walk() throws -> Walk { try Walk(lab: self) }
}

extension Attempt {
  /// The numbers under the last green.
  public func summary() -> AttemptSummary {
    let store = try? lab.store()
    let verdicts = (try? store?.verdicts(attempt: id)) ?? []
    let learner = stored.learner
    return AttemptSummary(
      score: verdicts.reduce(0) { $0 + $1.score },
      maxScore: verdicts.reduce(0) { $0 + $1.maxScore },
      hints: (try? store?.hintsTaken(exercise: exercise.id, learner: learner)) ?? 0,
      attempts: (try? store?.attempts(exercise: exercise.id, learner: learner).count) ?? 1,
      seconds: ProgressStore.now() - stored.started)
  }
}
