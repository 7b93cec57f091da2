internal import Record

/// The sentences of a verdict: what was asked, what was seen, and the facts behind it.
enum Wording {
  static func expected(_ check: Check, _ scene: Scene) -> String {
    var words: String
    switch check.mode {
    case .now(let predicate): words = predicate.expected(scene)
    case .ever(let predicate): words = predicate.expected(scene)
    case .never(let predicate): words = "never: \(predicate.expected(scene))"
    case .sequence(let steps): words = sequence(steps, scene)
    case .answer:
      // What is right must not be given away here.
      words = check.title.filled { scene.name($0) }
    }
    if let lasting = check.lasting {
      words += ", for \(lasting.value(scene.name)?.description ?? "?")"
    }
    return words
  }

  /// "exit status 143, after SIGTERM"; otherwise step by step: "A, then B".
  static func sequence(_ steps: [Predicate], _ scene: Scene) -> String {
    let words = steps.map { $0.expected(scene) }
    if steps.count > 1, steps.last?.kind is EndedPredicate,
      steps.dropLast().allSatisfy({ $0.kind is ReceivedPredicate || $0.kind is ContinuedPredicate })
    {
      let before = steps.dropLast().map { step in
        step.kind is ContinuedPredicate ? "being continued" : step.expected(scene)
      }
      return "\(words[words.count - 1]), after \(before.joined(separator: ", "))"
    }
    return words.joined(separator: ", then ")
  }

  static func observed(_ check: Check, _ scene: Scene, _ evaluation: Evaluation) -> String {
    switch check.mode {
    case .now(let predicate):
      return lasting(check, predicate, scene) ?? predicate.observed(scene)
    case .ever(let predicate):
      if let words = lasting(check, predicate, scene) { return words }
      if evaluation.isMet, predicate.lasting == nil { return predicate.expected(scene) }
      return predicate.observed(scene)
    case .never(let predicate): return predicate.observed(scene)
    case .sequence(let steps):
      let reached = evaluation.steps.count
      if reached >= steps.count {
        // A state that was passed through may be over: then the steps themselves tell.
        guard let last = steps.last else { return "" }
        return last.kind is EndedPredicate ? last.observed(scene) : sequence(steps, scene)
      }
      let seen = steps[reached].observed(scene)
      guard reached > 0, !(steps[reached].kind is EndedPredicate) else { return seen }
      return "\(reached) of \(steps.count) steps; now: \(seen)"
    case .answer: return ""
    }
  }

  /// How long it has held, where that is what was asked.
  private static func lasting(_ check: Check, _ predicate: Predicate, _ scene: Scene) -> String? {
    guard check.lasting != nil else { return nil }
    let held = predicate.held(scene).yes
      .intersection(.from(scene.start)).subtracting(scene.timeline.gaps)
    guard let longest = held.longest(now: scene.now), longest.start <= scene.now else { return nil }
    let length = Stretch(nanoseconds: longest.length(now: scene.now))
    return "\(predicate.expected(scene)), for \(length)"
  }

  static func answer(_ given: GivenAnswer) -> String {
    if case .pids(let pids) = given.value, pids.count == 1, let pid = pids.first {
      guard let comm = given.answer.facts["\(pid)"]?.comm else {
        return "\(pid): no such process then"
      }
      return "\(pid), which is \(comm)"
    }
    return given.answer.text.trimmed
  }

  static func evidence(_ check: Check, _ scene: Scene, _ evaluation: Evaluation) -> [Evidence] {
    var lines: [Evidence]
    switch check.mode {
    case .now(let predicate), .never(let predicate):
      lines = predicate.evidence(scene, at: scene.now)
    case .ever(let predicate):
      if case .met(let moment) = evaluation.status {
        lines = predicate.evidence(scene, at: moment)
      } else {
        lines = predicate.evidence(scene, at: scene.now)
      }
    case .sequence(let steps):
      lines = steps.enumerated().flatMap { index, step in
        step.evidence(
          scene, at: index < evaluation.steps.count ? evaluation.steps[index] : scene.now)
      }
    case .answer: lines = []
    }
    return distinct(lines)
  }

  /// Twelve facts at most; one that was seen twice is told once.
  static func distinct(_ lines: [Evidence]) -> [Evidence] {
    var seen: Set<[String]> = []
    return Array(
      lines.filter { seen.insert([$0.source, $0.field, $0.value]).inserted }.prefix(12))
  }
}
