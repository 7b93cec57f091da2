internal import ProcFS
public import Record

/// Says how each check of an exercise stands: a function of the checks, the journal and the files.
public struct Judge: Sendable {
  /// The questions, in their order.
  public var checks: [Check]
  /// What the learner may be asked for.
  public var answers: [AnswerSpec]
  /// How roles find their processes, with names filled in.
  public var roles: [RoleRule]

  /// A judge of these checks.
  public init(checks: [Check], answers: [AnswerSpec], roles: [RoleRule]) {
    self.checks = checks
    self.answers = answers
    self.roles = roles
  }

  /// One verdict a check: all that most callers need.
  public static func judge(
    _ checks: [Check], _ answers: [AnswerSpec], _ roles: [RoleRule], _ world: World
  ) -> [CheckVerdict] {
    Judge(checks: checks, answers: answers, roles: roles).verdicts(in: world)
  }

  /// One verdict a check, in their order.
  public func verdicts(in world: World) -> [CheckVerdict] { outcomes(in: world).map(\.verdict) }

  /// Verdicts with the moment at which each check came to hold.
  public func outcomes(in world: World) -> [CheckOutcome] {
    var run = JudgeRun(judge: self, world: world)
    return checks.map { run.outcome(of: $0) }
  }

  /// The files to look at, with names filled in from the journal.
  public func files(in timeline: Timeline) -> [FileRequest] {
    let names = Names(timeline: timeline)
    var result: [FileRequest] = []
    for request in checks.flatMap({ $0.files { names.value($0) } }) {
      if let index = result.firstIndex(where: { $0.pattern == request.pattern }) {
        result[index].readsContent = result[index].readsContent || request.readsContent
      } else {
        result.append(request)
      }
    }
    return result
  }
}

/// A verdict, and since when.
public struct CheckOutcome: Sendable {
  /// What is shown and kept.
  public var verdict: CheckVerdict
  /// CLOCK_BOOTTIME, nanoseconds; nil unless it passed.
  public var metAt: UInt64?
  /// It passed, or it can still come to; false once nothing that the learner does can change it.
  public var canStillPass = true
}

/// One judgement of all checks of an attempt; remembers what others need.
struct JudgeRun {
  let judge: Judge
  let world: World
  private let base: Scene
  private var done: [String: CheckOutcome] = [:]
  private var underWay: Set<String> = []

  init(judge: Judge, world: World) {
    self.judge = judge
    self.world = world
    base = Scene(world: world, roles: judge.roles)
  }

  mutating func outcome(of check: Check) -> CheckOutcome {
    if let known = done[check.id] { return known }
    // Checks that wait for each other wait for ever.
    guard underWay.insert(check.id).inserted else {
      return CheckOutcome(verdict: blank(check, base, .waiting), metAt: nil)
    }
    var outcome = judged(check)
    if world.passedBefore.contains(check.id), outcome.verdict.verdict != .passed {
      outcome.verdict = blank(check, base, .passed)
      outcome.verdict.score = check.points
      outcome.verdict.observed = "passed before"
      outcome.metAt = base.start
    }
    underWay.remove(check.id)
    done[check.id] = outcome
    return outcome
  }

  private mutating func outcome(_ id: String) -> CheckOutcome? {
    judge.checks.first { $0.id == id }.map { outcome(of: $0) }
  }

  private func blank(_ check: Check, _ scene: Scene, _ verdict: Verdict) -> CheckVerdict {
    CheckVerdict(
      id: check.id, title: check.title.filled { scene.name($0) }, verdict: verdict, score: 0,
      maxScore: check.points, reason: nil, expected: Wording.expected(check, scene),
      observed: "", basis: check.basis, evidence: [], rationale: nil, help: nil)
  }

  private mutating func judged(_ check: Check) -> CheckOutcome {
    var scene = base
    scene.subject = check.of
    var needed: [CheckOutcome] = []
    for id in check.needs { if let outcome = outcome(id) { needed.append(outcome) } }
    for predicate in (check.predicates + check.because.map(\.when)).flatMap(\.flattened) {
      guard let after = (predicate.kind as? ReportedPredicate)?.after, after != check.id,
        let metAt = outcome(after)?.metAt
      else { continue }
      scene.metAt[after] = metAt
    }
    guard let ready = scene.timeline.ready else {
      var verdict = blank(check, scene, .waiting)
      verdict.observed = "being set up"
      return CheckOutcome(verdict: verdict, metAt: nil)
    }
    var from = ready
    if let trial = check.after {
      guard let ended = scene.timeline.trialEnded(trial) else {
        var verdict = blank(check, scene, .waiting)
        verdict.observed = "not tried yet: \(trial)"
        if world.finalising { verdict.reason = "not-finished" }
        return CheckOutcome(verdict: verdict, metAt: nil)
      }
      from = max(from, ended)
    }
    let needsMet = needed.allSatisfy { $0.verdict.verdict == .passed }
    let needFailed =
      needed.contains { [.failed, .errored].contains($0.verdict.verdict) }
      || needed.contains { $0.verdict.reason == "not-judged" }
    if needFailed {
      // What went wrong has its own name already.
      var verdict = blank(check, scene, .waiting)
      verdict.reason = "not-judged"
      verdict.observed = Wording.observed(check, scene, Evaluation(.open))
      return CheckOutcome(verdict: verdict, metAt: nil)
    }
    let free = Candidates.freeRoles(check.roles.union(check.of), scene.sources)
    let choices = Candidates.assignments(free, scene.timeline)
    var last: CheckOutcome?
    for choice in choices {
      scene.assignment = choice
      let outcome: CheckOutcome
      if case .answer(let name, let match) = check.mode {
        outcome = answered(check, name, match, scene, needsMet: needsMet)
      } else {
        // What set-up itself had started is not the learner's to start again.
        let isStartedAnew = free.contains { role in
          // A unit's manager may always start another main process.
          if case .unit? = scene.sources[role] { return true }
          return !scene.timeline.processes(of: role).contains { scene.track($0).since < ready }
        }
        // Another shell may always come: to leave one and come again loses nothing.
        let isFree = isStartedAnew || check.of.contains("shell")
        outcome = observed(check, scene, from: from, needsMet: needsMet, isFree: isFree)
      }
      last = outcome
      if outcome.verdict.verdict == .passed { break }
    }
    guard var result = last else {
      return CheckOutcome(verdict: blank(check, scene, .waiting), metAt: nil)
    }
    if result.verdict.verdict == .waiting, world.finalising {
      result.verdict.reason = begun(check, scene, free) ? "not-finished" : "not-begun"
    }
    return result
  }

  /// Whether the learner did anything that this check could see.
  private func begun(_ check: Check, _ scene: Scene, _ free: [String]) -> Bool {
    if case .answer(let name, _) = check.mode { return !scene.timeline.answers(to: name).isEmpty }
    if !free.isEmpty, free.allSatisfy({ scene.timeline.processes(of: $0).isEmpty }) { return false }
    let subjects = free.isEmpty ? scene.subjects : []
    if subjects.isEmpty { return true }
    return subjects.contains { track in
      track.endedAt != nil
        || track.receipts.contains { $0.at >= scene.start && !$0.receipt.byLab }
        || track.continuedAt.contains { $0 >= scene.start }
        || track.moments.contains { $0.at > scene.start && $0.facts.state == "T" }
    }
  }

  // MARK: Checks of what was observed

  private func observed(
    _ check: Check, _ scene: Scene, from: UInt64, needsMet: Bool, isFree: Bool
  ) -> CheckOutcome {
    let evaluation = Evaluation(check, scene, from: from)
    var verdict = blank(check, scene, .waiting)
    verdict.observed = Wording.observed(check, scene, evaluation)
    verdict.evidence = Wording.evidence(check, scene, evaluation)
    if check.isPartial { verdict.score = partialScore(check, scene) }
    switch evaluation.status {
    case .met(let moment) where needsMet:
      verdict.verdict = .passed
      verdict.score = check.points
      return CheckOutcome(verdict: verdict, metAt: moment)
    case .doubtful:
      let canRecover = Self.canRecover(check, scene)
      if needsMet || !canRecover { verdict.verdict = .errored }
      return CheckOutcome(verdict: verdict, metAt: nil, canStillPass: canRecover)
    case .met, .open:
      guard needsMet else { return CheckOutcome(verdict: verdict, metAt: nil) }
      if let reason = matching(check, scene) {
        fail(&verdict, reason, scene)
      } else {
        verdict.rationale = soFar(check, scene)
      }
    case .lost:
      if let reason = matching(check, scene) {
        fail(&verdict, reason, scene)
      } else if !isFree {
        verdict.verdict = .failed
        verdict.reason = "unreachable"
      } else {
        verdict.rationale = soFar(check, scene)
      }
      return CheckOutcome(
        verdict: verdict, metAt: nil,
        canStillPass: isFree && !check.predicates.contains { Self.isBroken($0, scene) })
    }
    return CheckOutcome(verdict: verdict, metAt: nil)
  }

  /// Whether another process in its role wouldn't help: a unit was to keep the one that it had, or
  /// something was never to happen to others.
  private static func isBroken(_ predicate: Predicate, _ scene: Scene) -> Bool {
    switch predicate.kind {
    case let not as NotPredicate where not.part.kind is EverPredicate:
      let inner = predicate.scene(scene)
      let roles = not.part.roles(subject: inner.subject)
      return Candidates.freeRoles(roles, scene.sources).isEmpty
        && not.part.held(inner).yes.contains(scene.now)
    case let all as AllPredicate:
      return all.parts.contains { isBroken($0, predicate.scene(scene)) }
    case let unit as UnitPredicate: return unit.isBroken(scene)
    default: return false
    }
  }

  private static func canRecover(_ check: Check, _ scene: Scene) -> Bool {
    check.predicates.allSatisfy { $0.reach(scene).canHold }
  }

  /// The first reason that matches now.
  private func matching(_ check: Check, _ scene: Scene) -> Reason? {
    check.because.first { reason in
      (!reason.finally || world.finalising) && reason.when.held(scene).yes.contains(world.now)
    }
  }

  /// What would be held against it if this were the end: whoever asks is told, and nothing is lost.
  private func soFar(_ check: Check, _ scene: Scene) -> String? {
    guard !world.finalising else { return nil }
    return check.because.first { reason in
      reason.finally && reason.when.held(scene).yes.contains(world.now)
    }?.say.filled { scene.name($0) }
  }

  private func fail(_ verdict: inout CheckVerdict, _ reason: Reason, _ scene: Scene) {
    verdict.verdict = .failed
    verdict.reason = reason.id
    verdict.rationale = reason.say.filled { scene.name($0) }
    verdict.help = reason.help?.filled { scene.name($0) }
    // Of an answer only what belongs to it is shown: the rest might be what was asked for.
    if scene.given != nil, !verdict.evidence.isEmpty { return }
    // What the sentence rests on, and then what was asked for.
    verdict.evidence = Wording.distinct(
      reason.when.evidence(scene, at: world.now) + verdict.evidence)
  }

  private func partialScore(_ check: Check, _ scene: Scene) -> Double {
    var right = 0
    var all = 0
    for predicate in check.predicates.flatMap(\.flattened) {
      guard let kind = predicate.kind as? FilePredicate, !kind.values.isEmpty else { continue }
      let scene = predicate.scene(scene)
      all += kind.values.count
      let best = (kind.candidates(scene) ?? []).map { file in
        kind.outcomes(in: file, scene).filter { $0.outcome?.matches == true }.count
      }.max()
      right += best ?? 0
    }
    return Self.share(right, of: all, check.points)
  }

  /// Points for so many right of so many, rounded down to a tenth.
  private static func share(_ right: Int, of all: Int, _ points: Double) -> Double {
    all == 0 ? 0 : (points * Double(right) / Double(all) * 10).rounded(.down) / 10
  }

  // MARK: Checks of answers

  private func answered(
    _ check: Check, _ name: String, _ match: Match, _ scene: Scene, needsMet: Bool
  ) -> CheckOutcome {
    var scene = scene
    var verdict = blank(check, scene, .waiting)
    verdict.observed = "no answer yet"
    guard let spec = judge.answers.first(where: { $0.name == name }) else {
      return CheckOutcome(verdict: verdict, metAt: nil)
    }
    let given = scene.timeline.answers(to: name).compactMap {
      GivenAnswer(spec, $0.value, at: $0.at, scene.names)
    }
    guard var newest = given.last else { return CheckOutcome(verdict: verdict, metAt: nil) }
    var best = 0.0
    for answer in given {
      let judged = answer.judged(by: match, scene)
      if judged.matches == true, needsMet {
        verdict.verdict = .passed
        verdict.score = check.points
        verdict.observed = Wording.answer(answer)
        verdict.evidence = Array(judged.evidence.prefix(12))
        return CheckOutcome(verdict: verdict, metAt: answer.at)
      }
      if check.isPartial {
        let right = judged.keys.values.filter { $0 == true }.count
        best = max(best, Self.share(right, of: judged.keys.count, check.points))
      }
    }
    verdict.score = best
    verdict.observed = Wording.answer(newest)
    guard needsMet else { return CheckOutcome(verdict: verdict, metAt: nil) }
    let judged = newest.judged(by: match, scene)
    // Of a process that was named its facts are shown; anything else would be the answer itself.
    if newest.namesProcesses { verdict.evidence = Array(judged.evidence.prefix(12)) }
    if judged.matches == nil {
      verdict.evidence = Array(judged.evidence.prefix(12))
      verdict.verdict = .errored
      return CheckOutcome(verdict: verdict, metAt: nil)
    }
    if judged.keys.count > 1 {
      let right = judged.keys.values.filter { $0 == true }.count
      verdict.observed += ": \(right) of \(judged.keys.count) are right"
    }
    newest.speak(about: match, scene)
    scene.given = newest
    verdict.verdict = .failed
    verdict.reason = "wrong-answer"
    if let reason = matching(check, scene) { fail(&verdict, reason, scene) }
    return CheckOutcome(verdict: verdict, metAt: nil)
  }
}

extension GivenAnswer {
  var namesProcesses: Bool {
    if case .pids = value { true } else { false }
  }

  /// Of a list: the first PID that doesn't belong is what `{{answer.bad}}` and the like speak of.
  mutating func speak(about match: Match, _ scene: Scene) {
    guard case .pids(let pids) = value, pids.count > 1, let kind = match.kind as? ProcessMatch
    else { return }
    let wanted = Set(kind.roles.flatMap { scene.processes(of: $0) }.map(\.pid))
    spokenPID = pids.first { !wanted.contains($0) } ?? pids.first
  }
}
