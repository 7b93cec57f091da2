/// Which predicates hold whenever others do, as far as their form tells: for shadowed reasons.
extension Predicate {
  /// Whether `other` holds at every moment at which this one does.
  ///
  /// - Parameters:
  ///   - subject: The roles that this one is about where it doesn't say.
  ///   - otherSubject: The same for `other`.
  public func implies(
    _ other: Predicate, subject outer: [String] = [], otherSubject outerOther: [String] = []
  ) -> Bool {
    let mine = of.isEmpty ? outer : of
    let theirs = other.of.isEmpty ? outerOther : other.of
    let sameTime = other.lasting == nil || lasting?.content == other.lasting?.content
    guard sameTime else { return false }
    let isPlain = !some && lasting == nil
    if isPlain, let all = kind as? AllPredicate,
      all.parts.contains(where: { $0.implies(other, subject: mine, otherSubject: outerOther) })
    {
      return true
    }
    if isPlain, let any = kind as? AnyPredicate,
      any.parts.allSatisfy({ $0.implies(other, subject: mine, otherSubject: outerOther) })
    {
      return true
    }
    if !other.some, other.lasting == nil {
      if let any = other.kind as? AnyPredicate {
        return any.parts.contains { implies($0, subject: outer, otherSubject: theirs) }
      }
      if let all = other.kind as? AllPredicate {
        return all.parts.allSatisfy { implies($0, subject: outer, otherSubject: theirs) }
      }
      if let ever = other.kind as? EverPredicate,
        implies(ever.part, subject: outer, otherSubject: theirs)
      {
        return true
      }
    }
    guard
      !kind.needsSubject || Self.covers(mine, theirs, mineIsSome: some, theirsIsSome: other.some)
    else { return false }
    return kindImplies(other, mine, theirs)
  }

  /// All of some roles say something about fewer of them; one of few is one of more.
  private static func covers(
    _ mine: [String], _ theirs: [String], mineIsSome: Bool, theirsIsSome: Bool
  ) -> Bool {
    let first = Set(mine)
    let second = Set(theirs)
    if mineIsSome { return theirsIsSome && first.isSubset(of: second) }
    return theirsIsSome ? !first.isDisjoint(with: second) : second.isSubset(of: first)
  }

  private func kindImplies(_ other: Predicate, _ mine: [String], _ theirs: [String]) -> Bool {
    if type(of: kind).key == type(of: other.kind).key, argument == other.argument {
      // What stands inside a `not` is about the same roles only if these are.
      return kind.parts.isEmpty || mine == theirs
    }
    switch (kind, other.kind) {
    case (let first as EndedPredicate, let second as EndedPredicate):
      if second.code == nil, second.killedBy == nil, !second.anySignal { return true }
      return second.anySignal && first.killedBy != nil
    case (is EndedPredicate, is GonePredicate): return true
    case (is EndedPredicate, let second as NotPredicate),
      (is GonePredicate, let second as NotPredicate):
      return second.part.kind is AlivePredicate && second.part.of.isEmpty && !some
        && mine.count <= 1
    case (let first as StatePredicate, let second as StatePredicate):
      return Set(first.letters).isSubset(of: Set(second.letters))
    case (let first as StatePredicate, is AlivePredicate):
      return !first.letters.contains(.zombie)
    case (let first as ReceivedPredicate, let second as ReceivedPredicate):
      return first.signal.content == second.signal.content && second.by == .anyone
    case (is ContinuedPredicate, let second as ContinuedPredicate): return second.by == .anyone
    case (let first as ReportedPredicate, let second as ReportedPredicate):
      return first.event == second.event && second.details.isEmpty
        && (second.after == nil || second.after == first.after)
    case (let first as NotPredicate, let second as NotPredicate):
      return second.part.implies(first.part, subject: theirs, otherSubject: mine)
    default: return false
    }
  }
}
