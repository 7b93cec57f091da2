public import Record

/// A question about processes or files: a kind, and whom it is about.
public struct Predicate: Sendable {
  package var kind: any PredicateKind
  /// The roles it is about; empty for the subject of what it stands in.
  public var of: [String]
  /// One process of the role is enough.
  public var some: Bool
  /// It must have held that long.
  public var lasting: Slot<Stretch>?
  /// Where it stands.
  public var place: SourcePlace
  /// The kind's argument as it was written, in canonical form.
  let argument: String

  /// Samples are a tenth of a second apart: a stretch that was observed may be that much shorter than
  /// it was, at each end.
  static let samplingSlack: UInt64 = 250_000_000

  /// Reads a bare word or a map with one predicate key and the modifiers of, some, for.
  package init?(_ node: ContentNode, log: ContentLog) {
    place = node.place
    of = []
    some = false
    if let word = node.text, !node.isNull {
      guard let type = VocabularyRegistry.kind(word) else {
        log.report(
          "unknown predicate '\(word)'"
            + Suggestion.ending(for: word, among: VocabularyRegistry.kinds.map { $0.key }),
          at: node.place)
        return nil
      }
      guard type.mayStandAlone, let kind = type.init(Self.nothing(at: node.place), log: log) else {
        log.report("'\(word)' needs an argument: \(type.usage.first ?? "")", at: node.place)
        return nil
      }
      self.kind = kind
      argument = Self.nothing(at: node.place).canonical
      return
    }
    guard let pairs = node.map else {
      log.report("\(node.kindName) stands where a predicate is expected", at: node.place)
      return nil
    }
    let modifiers = ["of", "some", "for"]
    var kind: (any PredicateKind)?
    var failed = false
    var argument = ""
    for pair in pairs {
      guard let key = pair.key.text, !ContentParser.isBlanked(key) else { continue }
      switch key {
      case "of":
        of = ContentReading.words(pair.value, log: log).map {
          log.refer(to: .role, $0.text, at: $0.place)
          return $0.text
        }
      case "some": some = Slot<Bool>(pair.value, log: log)?.fixed ?? true
      case "for": lasting = Slot(pair.value, log: log)
      default:
        guard let type = VocabularyRegistry.kind(key) else {
          let known = VocabularyRegistry.kinds.map { $0.key } + modifiers
          log.report(
            "unknown predicate '\(key)'\(Suggestion.ending(for: key, among: known))",
            at: pair.key.place)
          failed = true
          continue
        }
        if kind != nil {
          log.report(
            "'\(key)' is a second predicate in one map; join them with all: [ … ]",
            at: pair.key.place)
          continue
        }
        let empty =
          pair.value.isNull || pair.value.text == "true"
          || pair.value.map?.isEmpty ?? false
        argument = empty ? Self.nothing(at: pair.value.place).canonical : pair.value.canonical
        if empty, type.mayStandAlone {
          kind = type.init(Self.nothing(at: pair.value.place), log: log)
        } else if type.schema == nil {
          log.report("'\(key)' takes no argument", at: pair.value.place)
          failed = true
        } else {
          kind = type.init(pair.value, log: log)
        }
        if kind == nil { failed = true }
      }
    }
    guard let kind else {
      if !failed {
        log.report("a predicate key is missing, such as state, ended or file", at: node.place)
      }
      return nil
    }
    self.kind = kind
    self.argument = argument
  }

  static func nothing(at place: SourcePlace) -> ContentNode {
    ContentNode(place: place, shape: .map([]))
  }

  // MARK: Judging

  /// Whom it is about, seen from what it stands in.
  func scene(_ scene: Scene) -> Scene { scene.about(of) }

  package func held(_ outer: Scene) -> Held {
    let scene = scene(outer)
    var held: Held
    if some {
      held = .any(scene.subjects.map { kind.held(scene.about($0.identity)) })
    } else {
      held = kind.held(scene)
    }
    if let lasting, let length = lasting.value(scene.name)?.nanoseconds {
      let needed = length > Self.samplingSlack ? length - Self.samplingSlack : 0
      held = held.lasting(needed, gaps: scene.timeline.gaps)
    }
    return held
  }

  package func reach(_ outer: Scene) -> Reach {
    let scene = scene(outer)
    if some, !scene.subjects.isEmpty {
      return .any(scene.subjects.map { kind.reach(scene.about($0.identity)) })
    }
    return kind.reach(scene)
  }

  package func expected(_ outer: Scene) -> String {
    let scene = scene(outer)
    let words = kind.expected(scene)
    guard let lasting else { return words }
    return "\(words), for \(lasting.value(scene.name)?.description ?? "?")"
  }

  /// Of a role of which one process is enough: those for which it holds, each by itself.
  private func holding(_ scene: Scene, at moment: UInt64) -> [(pid: Int32, scene: Scene)] {
    guard some else { return [] }
    return scene.subjects.map { ($0.pid, scene.about($0.identity)) }
      .filter { kind.held($0.1).yes.contains(moment) }
  }

  package func observed(_ outer: Scene) -> String {
    let scene = scene(outer)
    let holding = holding(scene, at: scene.now)
    if !holding.isEmpty, scene.subjects.count > 1 {
      return holding.prefix(3).map { "\($0.pid): \(kind.observed($0.scene))" }
        .joined(separator: "; ")
    }
    guard lasting != nil else { return kind.observed(scene) }
    let spans = kind.held(scene).yes.subtracting(scene.timeline.gaps)
      .intersection(.from(scene.start))
    guard let longest = spans.longest(now: scene.now), longest.start <= scene.now else {
      return kind.observed(scene)
    }
    let length = Stretch(nanoseconds: longest.length(now: scene.now))
    return "\(kind.expected(scene)) for \(length)"
  }

  package func evidence(_ outer: Scene, at moment: UInt64) -> [Evidence] {
    let scene = scene(outer)
    let holding = holding(scene, at: moment)
    guard !holding.isEmpty else { return kind.evidence(scene, at: moment) }
    return holding.prefix(4).flatMap { kind.evidence($0.scene, at: moment) }
  }

  // MARK: What it needs

  /// Itself and everything inside it.
  package var flattened: [Predicate] { [self] + kind.parts.flatMap(\.flattened) }

  /// What to sample, by role, where `subject` are the roles of what it stands in.
  public func watch(subject outer: [String]) -> [String: Set<FactGroup>] {
    let subject = of.isEmpty ? outer : of
    var result: [String: Set<FactGroup>] = kind.watchOthers
    if kind.needsSubject {
      for role in subject { result[role, default: []].formUnion(kind.watch) }
    }
    for part in kind.parts {
      result.merge(part.watch(subject: subject)) { $0.union($1) }
    }
    return result
  }

  /// Every role that it is about or that it names.
  public func roles(subject outer: [String]) -> Set<String> {
    let subject = of.isEmpty ? outer : of
    var result = Set(kind.otherRoles)
    if kind.needsSubject && kind.parts.isEmpty { result.formUnion(subject) }
    for part in kind.parts { result.formUnion(part.roles(subject: subject)) }
    return result
  }

  /// The files of the bench that it wants to see.
  public func files(_ names: (String) -> String?) -> [FileRequest] {
    kind.files(names) + kind.parts.flatMap { $0.files(names) }
  }

  /// What it rests on, strongest word first: a file beats a record beats what is live.
  public var basis: Basis {
    let all = flattened.filter { $0.kind.parts.isEmpty }.map(\.kind.basis)
    if all.contains(.answer) { return .answer }
    if all.contains(.file) { return .file }
    return all.contains(.record) ? .record : .live
  }
}

/// All kinds of the vocabulary.
package enum VocabularyRegistry {
  package static let kinds: [any PredicateKind.Type] = [
    AlivePredicate.self, StatePredicate.self, EndedPredicate.self, GonePredicate.self,
    ReceivedPredicate.self, ContinuedPredicate.self, ReportedPredicate.self,
    PendingPredicate.self, IgnoresPredicate.self, CatchesPredicate.self, BlocksPredicate.self,
    ParentPredicate.self, SessionOfPredicate.self, GroupOfPredicate.self,
    ForegroundPredicate.self, TerminalPredicate.self, NicePredicate.self, PolicyPredicate.self,
    AffinityPredicate.self, IOPriorityPredicate.self, AutogroupPredicate.self,
    SharePredicate.self, LimitPredicate.self, OOMScorePredicate.self, ThreadsPredicate.self,
    DescriptorPredicate.self, CommPredicate.self, ArgumentPredicate.self,
    EnvironmentPredicate.self, CwdPredicate.self, UnchangedPredicate.self,
    SameProcessPredicate.self, ChildOfPredicate.self, DistinctProcessesPredicate.self,
    UnitPredicate.self, CgroupPredicate.self, CounterPredicate.self, FilePredicate.self,
    AnswerPredicate.self, AllPredicate.self, AnyPredicate.self,
    NotPredicate.self, EverPredicate.self,
  ]

  private static let byKey = Dictionary(uniqueKeysWithValues: kinds.map { ($0.key, $0) })

  package static func kind(_ key: String) -> (any PredicateKind.Type)? { byKey[key] }
}
