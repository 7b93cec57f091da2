public import Record

/// One question of an exercise, with the wrong ways that have a name.
public struct Check: Sendable {
  /// Which answer in time is asked for.
  public enum Mode: Sendable {
    /// It holds at the moment of judging.
    case now(Predicate)
    /// It held at some time since `ready`.
    case ever(Predicate)
    /// It never held since `ready`.
    case never(Predicate)
    /// These came about one after the other.
    case sequence([Predicate])
    /// What the learner answered matches.
    case answer(name: String, Match)
  }

  /// Unique among its siblings.
  public var id: String
  /// What the learner reads, with templates.
  public var title: Template
  /// What it is worth.
  public var points: Double
  /// The subject of its predicates.
  public var of: [String]
  /// What is asked.
  public var mode: Mode
  /// `for:`.
  public var lasting: Slot<Stretch>?
  /// Checks that must have passed first.
  public var needs: [String]
  /// The trial after whose end it is judged.
  public var after: String?
  /// Points for each key of a map, or of a file's values.
  public var isPartial: Bool
  /// Wrong ways that have a name; the first that matches is told.
  public var because: [Reason]
  /// Where it stands.
  public var place: SourcePlace

  /// The predicates that it asks about, without those of its reasons.
  public var predicates: [Predicate] {
    switch mode {
    case .now(let predicate), .ever(let predicate), .never(let predicate): [predicate]
    case .sequence(let steps): steps
    case .answer: []
    }
  }

  /// What the supervisor must sample for it, by role.
  public var watch: [String: Set<FactGroup>] {
    var result: [String: Set<FactGroup>] = [:]
    for predicate in predicates + because.map(\.when) {
      result.merge(predicate.watch(subject: of)) { $0.union($1) }
    }
    return result
  }

  /// What must be sampled of one role.
  public func watchGroups(for role: String) -> Set<FactGroup> { watch[role] ?? [] }

  /// The roles that it asks about, in its predicates and its reasons.
  public var roles: Set<String> {
    var result: Set<String> = []
    for predicate in predicates + because.map(\.when) {
      result.formUnion(predicate.roles(subject: of))
    }
    if case .answer(_, let match) = mode { result.formUnion(match.kind.roles) }
    return result
  }

  /// The files of the bench that it wants to see, with names filled in.
  public func files(_ names: (String) -> String?) -> [FileRequest] {
    var result: [FileRequest] = []
    for request in (predicates + because.map(\.when)).flatMap({ $0.files(names) }) {
      if let index = result.firstIndex(where: { $0.pattern == request.pattern }) {
        result[index].readsContent = result[index].readsContent || request.readsContent
      } else {
        result.append(request)
      }
    }
    return result
  }

  /// What its verdict rests on.
  public var basis: Basis {
    switch mode {
    case .answer: return .answer
    case .sequence(let steps):
      return steps.contains { $0.basis == .file } ? .file : .record
    case .ever(let predicate), .never(let predicate):
      return predicate.basis == .file ? .file : .record
    case .now(let predicate): return lasting == nil ? predicate.basis : .record
    }
  }
}

/// A wrong way that has a name.
public struct Reason: Sendable {
  /// Unique among its siblings.
  public var id: String
  /// When it is the reason.
  public var when: Predicate
  /// Counts only when the attempt is reported or stopped: on the way it is normal.
  public var finally: Bool
  /// What the kernel did, with templates.
  public var say: Template
  /// What to do next, with templates.
  public var help: Template?
  /// Where it stands.
  public var place: SourcePlace
}

extension Check {
  /// A question that stands alone, outside an exercise: what a live quiz asks.
  public init(answer name: String, match: Match) {
    self.init(
      id: name, title: Template(name), points: 1, of: [], mode: .answer(name: name, match),
      lasting: nil, needs: [], after: nil, isPartial: false, because: [],
      place: SourcePlace(file: ""))
  }
}
