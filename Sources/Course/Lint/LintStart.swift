internal import Checking

/// Right after `start` every check must wait: finds those that would pass or can never be judged.
enum LintStart {
  static func check(_ exercise: Exercise, _ log: ContentLog) {
    for check in exercise.checks {
      let isGuarded = !check.needs.isEmpty || check.after != nil
      switch check.mode {
      case .now(let predicate), .ever(let predicate):
        let waits = check.lasting != nil
        if !isGuarded, !waits, holds(predicate, check.of, exercise) {
          log.report(
            "check '\(check.id)' holds right after the start; give it needs: the check that the "
              + "learner passes first",
            at: check.place)
        }
      case .never:
        if !isGuarded {
          log.report(
            "check '\(check.id)' can pass only in the end; give it needs: the check that the "
              + "learner passes first",
            at: check.place)
        }
      case .sequence, .answer: break
      }
    }
    cycles(exercise, log)
  }

  /// Whether a predicate holds of processes that the lab has just started.
  private static func holds(
    _ predicate: Predicate, _ outer: [String], _ exercise: Exercise
  ) -> Bool {
    let subject = predicate.of.isEmpty ? outer : predicate.of
    guard predicate.lasting == nil else { return false }
    switch predicate.kind {
    case let all as AllPredicate:
      return all.parts.allSatisfy { holds($0, subject, exercise) }
    case let any as AnyPredicate:
      return any.parts.contains { holds($0, subject, exercise) }
    case let ever as EverPredicate: return holds(ever.part, subject, exercise)
    case is AlivePredicate: return started(subject, exercise)
    case let unit as UnitPredicate:
      return unit.holdsOfStarted { key in
        exercise.unit(key)?.start == .yes
      }
    case let state as StatePredicate:
      let usual: Set<StatePredicate.Letter> = [.running, .sleeping]
      return started(subject, exercise) && usual.isSubset(of: Set(state.letters))
    case let not as NotPredicate:
      let inner = not.part
      let roles = inner.of.isEmpty ? subject : inner.of
      return (inner.kind is EndedPredicate || inner.kind is GonePredicate)
        && started(roles, exercise)
    default: return false
    }
  }

  /// Whether all of the roles are processes that the lab starts, or their children.
  private static func started(_ roles: [String], _ exercise: Exercise) -> Bool {
    !roles.isEmpty
      && roles.allSatisfy { name in
        guard let role = exercise.role(name) else { return false }
        guard case .found(let found) = role.origin else { return true }
        switch found.from {
        case .children, .group, .tree: return found.of.map { started([$0], exercise) } ?? false
        case .unit, .unitGroup:
          return found.unit.flatMap { exercise.unit($0) }?.start == .yes
        default: return false
        }
      }
  }

  /// Checks that need each other wait for ever.
  private static func cycles(_ exercise: Exercise, _ log: ContentLog) {
    for check in exercise.checks {
      var seen: Set<String> = []
      var open = check.needs
      while let id = open.popLast() {
        if id == check.id {
          log.report("check '\(check.id)' needs itself, in the end", at: check.place)
          break
        }
        guard seen.insert(id).inserted, let next = exercise.check(id) else { continue }
        open += next.needs
      }
    }
  }
}
