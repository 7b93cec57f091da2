internal import Checking
public import Course
import FoundationEssentials
import Observation
internal import ProcFS
import Progress
public import Record

/// What came of an answer.
public struct AnswerOutcome {
  /// The check that the answer belongs to, as judged; nil when the answer could not be taken.
  public let verdict: CheckVerdict?
  /// A word for the learner: what is wrong with the form, or how many tries are left.
  public let note: String
  /// Whether every check of the exercise is passed with it.
  public let passedAll: Bool
}

extension Lab {
  /// How often an answer may be given before the numbers are drawn anew.
  static let answerTries = 2

  /// Takes an answer, with the machine as it is at this moment, and judges it.
  ///
  /// - Parameter words: `4242`, or `loaders 41 42`, or `loaders=41 42`, or `labels 41=R 42=S`.
  public func answer(_ attempt: Attempt, words: [String]) throws -> AnswerOutcome {
    guard !attempt.isClosed else {
      throw AttemptError("\(attempt.exercise.id) is over; set it up afresh: retry", kind: .usage)
    }
    let (spec, text) = try question(attempt, words: words)
    attempt.hasNews()
    let names = Names(timeline: attempt.timeline)
    switch AnswerValue.read(text, as: spec, names) {
    case .failure(let problem):
      return AnswerOutcome(verdict: nil, note: "\(problem)", passedAll: false)
    case .success(.pids(let pids)):
      if let nobody = pids.first(where: { !isKnown($0, attempt) }) {
        return AnswerOutcome(
          verdict: nil, note: "There is no process \(nobody), or not any more; no try was counted.",
          passedAll: false)
      }
    case .success: break
    }
    let tries = try store().answers(attempt: attempt.id).filter { $0.name == spec.name }.count
    let before = try attempt.judge().first { $0.id == attempt.exercise.check(answering: spec.name) }
    if before?.verdict == .passed {
      return AnswerOutcome(verdict: before, note: "That was answered already.", passedAll: false)
    }
    guard tries < Self.answerTries else {
      return AnswerOutcome(
        verdict: nil,
        note: "Both tries are used up. retry draws new numbers; no points are lost.",
        passedAll: false)
    }
    try request(.sync(attempt: attempt.id))
    let answer = Answer(
      name: spec.name, text: text, facts: snapshot(attempt, spec: spec, text: text))
    try request(.note(attempt: attempt.id, event: .answered(answer)))
    try store().recordAnswer(attempt: attempt.id, name: spec.name, text: text)
    let verdicts = try attempt.judge()
    let verdict = verdicts.first { $0.id == attempt.exercise.check(answering: spec.name) }
    var note = ""
    if verdict?.verdict == .failed {
      note =
        tries + 1 < Self.answerTries
        ? "One more answer; after that the numbers are drawn anew."
        : "That was the second try. retry draws new numbers; no points are lost."
    }
    return AnswerOutcome(
      verdict: verdict, note: note, passedAll: verdicts.allSatisfy { $0.verdict == .passed })
  }

  /// Whether a process of that number is there, or was one of the attempt's.
  private func isKnown(_ pid: Int32, _ attempt: Attempt) -> Bool {
    Observer().identity(of: pid) != nil || attempt.timeline.track(pid: pid) != nil
  }

  func answersUsedUp(_ attempt: Attempt) throws -> Bool {
    let verdicts = try store().verdicts(attempt: attempt.id)
    guard !verdicts.allSatisfy({ $0.verdict == .passed }) else { return false }
    let given = try store().answers(attempt: attempt.id)
    return attempt.exercise.answers.contains { spec in
      given.filter { $0.name == spec.name }.count >= Self.answerTries
    }
  }

  /// Which question words answer: the only one, or the one named first.
  private func question(
    _ attempt: Attempt, words: [String]
  ) throws -> (spec: AnswerSpec, text: String) {
    let specs = attempt.exercise.answers
    let names = specs.map(\.name).joined(separator: ", ")
    guard !specs.isEmpty else {
      throw AttemptError(
        "\(attempt.exercise.id) asks for no answer; it looks at the machine: check", kind: .usage)
    }
    guard let first = words.first else {
      throw AttemptError("answer what? \(attempt.exercise.id) asks for: \(names)", kind: .usage)
    }
    if let spec = specs.first(where: { $0.name == first }), words.count > 1 {
      return (spec, words.dropFirst().joined(separator: " "))
    }
    if let equals = first.firstIndex(of: "="),
      let spec = specs.first(where: { $0.name == first[..<equals] })
    {
      let rest = [String(first[first.index(after: equals)...])] + words.dropFirst()
      return (spec, rest.joined(separator: " "))
    }
    guard specs.count == 1 else {
      throw AttemptError("say which: answer NAME …, where NAME is one of \(names)", kind: .usage)
    }
    return (specs[0], words.joined(separator: " "))
  }

  /// Everything readable about the processes of the exercise and those that the answer names.
  private func snapshot(
    _ attempt: Attempt, spec: AnswerSpec, text: String
  ) -> [String: ProcessFacts] {
    let observer = Observer()
    var pids: [Int32] = []
    for role in attempt.exercise.processes.map(\.name) + ["shell", "supervisor", "reaper"] {
      pids += attempt.timeline.processes(of: role).filter { observer.isAlive($0) }.map(\.pid)
    }
    let named = text.split { !$0.isNumber }.compactMap { Int32($0) }
    for pid in named.prefix(32) where !pids.contains(pid) { pids.append(pid) }
    let bursts =
      attempt.exercise.asksForMajority(of: spec.name)
      ? observer.stateCounts(of: pids, samples: 20, every: .milliseconds(15)) : [:]
    var groups: Set<FactGroup> = [.everything]
    if attempt.exercise.asksForMemory(of: spec.name) { groups.insert(.memory) }
    var result: [String: ProcessFacts] = [:]
    for pid in pids {
      guard var facts = try? observer.facts(of: pid, groups: groups) else { continue }
      facts.stateCounts = bursts[pid]
      result["\(pid)"] = facts
    }
    return result
  }
}

extension Exercise {
  /// The check that an answer belongs to.
  func check(answering name: String) -> String? {
    checks.first { check in
      if case .answer(name, _) = check.mode { return true }
      return false
    }?.id
  }

  /// How the answer of a check is given: "answer PID"; nil for checks without one.
  public func answerShape(of check: String) -> String? {
    guard let check = self.check(check), case .answer(let name, _) = check.mode,
      let spec = answer(name)
    else { return nil }
    let form =
      switch spec.form {
      case .pid: "PID"
      case .pidList: "PID PID …"
      case .int: spec.unit ?? "N"
      case .text: "TEXT"
      case .choice: spec.values.joined(separator: "|")
      case .map: "PID=X …"
      }
    return answers.count == 1 ? "answer \(form)" : "answer \(name) \(form)"
  }

  func asksForMajority(of name: String) -> Bool {
    matches(of: name).contains { $0 is MajorityMatch }
  }

  /// Whether an answer is compared with proportional set sizes, which cost a walk of all pages.
  func asksForMemory(of name: String) -> Bool { matches(of: name).contains { $0 is SumMatch } }

  private func matches(of name: String) -> [any MatchKind] {
    checks.compactMap { check in
      if case .answer(name, let match) = check.mode { return match.kind }
      return nil
    }
  }
}
