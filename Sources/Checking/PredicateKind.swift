package import Record

/// What can still become of a predicate.
package struct Reach: Hashable, Sendable {
  /// It holds, or it can come to hold.
  package var canHold: Bool
  /// It doesn't hold, or it can cease to.
  package var canFail: Bool
  /// It can come about (once more) from now on: what a later step of a sequence needs.
  package var canOccur: Bool

  package init(canHold: Bool, canFail: Bool, canOccur: Bool) {
    self.canHold = canHold
    self.canFail = canFail
    self.canOccur = canOccur
  }

  package static let open = Reach(canHold: true, canFail: true, canOccur: true)
  /// It doesn't hold and never will.
  package static let lost = Reach(canHold: false, canFail: true, canOccur: false)

  var negated: Reach { Reach(canHold: canFail, canFail: canHold, canOccur: canFail) }

  static func all(_ parts: [Reach]) -> Reach {
    Reach(
      canHold: parts.allSatisfy(\.canHold), canFail: parts.contains(where: \.canFail),
      canOccur: parts.allSatisfy { $0.canHold || $0.canOccur }
        && parts.contains(where: \.canOccur))
  }

  static func any(_ parts: [Reach]) -> Reach {
    Reach(
      canHold: parts.contains(where: \.canHold), canFail: parts.allSatisfy(\.canFail),
      canOccur: parts.contains(where: \.canOccur))
  }
}

/// One word of the vocabulary: its key, its argument, what it needs, how it is judged.
///
/// The loader, the JSON Schema, the reference page and the linter all come from the kinds. Each is one
/// file in `Kinds/`, with examples that a test runs.
package protocol PredicateKind: Sendable {
  /// The key that names it in exercise.yaml.
  static var key: String { get }
  /// One sentence for the reference page: when it holds.
  static var summary: String { get }
  /// How it is written, such as "received: {signal: TERM, by: learner}".
  static var usage: [String] { get }
  /// The argument's JSON Schema; nil if it takes none.
  static var schema: JSON? { get }
  /// Whether it may stand alone, as a bare word or with an empty map.
  static var mayStandAlone: Bool { get }
  static var examples: [PredicateExample] { get }

  /// Reads the argument; reports what is wrong to the log and returns nil.
  init?(_ argument: ContentNode, log: ContentLog)

  /// What must be sampled of the subject's processes.
  var watch: Set<FactGroup> { get }
  /// What must be sampled of other roles.
  var watchOthers: [String: Set<FactGroup>] { get }
  /// Units and control groups that it wants to have looked at.
  var looks: [LookNeed] { get }
  /// Whether it asks about processes at all: then there must be a subject.
  var needsSubject: Bool { get }
  /// The predicates inside it.
  var parts: [Predicate] { get }
  /// Roles that it names beside its subject.
  var otherRoles: [String] { get }
  /// Which files of the bench it wants to see.
  func files(_ names: (String) -> String?) -> [FileRequest]

  func held(_ scene: Scene) -> Held
  func reach(_ scene: Scene) -> Reach
  /// What was asked for, in plain words: "exit status 143".
  func expected(_ scene: Scene) -> String
  /// What is there instead, or as asked: "ended by signal 9 (KILL), in epoch 26".
  func observed(_ scene: Scene) -> String
  /// The facts behind it at a moment.
  func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence]
  /// What it rests on.
  var basis: Basis { get }
}

extension PredicateKind {
  package static var schema: JSON? { nil }
  package static var mayStandAlone: Bool { schema == nil }
  package var watch: Set<FactGroup> { [.stat] }
  package var watchOthers: [String: Set<FactGroup>] { [:] }
  package var looks: [LookNeed] { [] }
  package var needsSubject: Bool { true }
  package var parts: [Predicate] { [] }
  package var otherRoles: [String] { [] }
  package func files(_ names: (String) -> String?) -> [FileRequest] { [] }
  package var basis: Basis { .live }
}

/// A kind that asks about each process by itself.
///
/// Of several processes all must hold, at the same time.
package protocol ProcessPredicateKind: PredicateKind {
  func held(of track: ProcessTrack, _ scene: Scene) -> Held
  func reach(of track: ProcessTrack, _ scene: Scene) -> Reach
  func observed(of track: ProcessTrack, _ scene: Scene) -> String
  func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence]
}

extension ProcessPredicateKind {
  package func held(_ scene: Scene) -> Held {
    .all(scene.subjects.map { held(of: $0, scene) })
  }

  package func reach(_ scene: Scene) -> Reach {
    let tracks = scene.subjects
    return tracks.isEmpty ? .open : .all(tracks.map { reach(of: $0, scene) })
  }

  /// Facts of a process can change as long as it lives.
  package func reach(of track: ProcessTrack, _ scene: Scene) -> Reach {
    track.endedAt == nil ? .open : .lost
  }

  package func observed(_ scene: Scene) -> String {
    let tracks = scene.subjects
    guard !tracks.isEmpty else { return scene.noProcess }
    let wrong = tracks.filter { !held(of: $0, scene).yes.contains(scene.now) }
    let told = wrong.isEmpty ? tracks : wrong
    let sentence: (ProcessTrack) -> String = { track in
      track.endedAt != nil && !speaksOfTheEnd
        ? track.endingText(scene) : observed(of: track, scene)
    }
    if tracks.count == 1 { return sentence(tracks[0]) }
    return told.prefix(3).map { "\($0.pid): \(sentence($0))" }.joined(separator: "; ")
      + (told.count > 3 ? "; and \(told.count - 3) more" : "")
  }

  /// Whether its own words say what became of a process that has ended.
  var speaksOfTheEnd: Bool {
    self is EndedPredicate || self is GonePredicate || self is ReceivedPredicate
  }

  /// Of several processes, those that are wrong first; of one that has ended, its end as well.
  package func evidence(_ scene: Scene, at moment: UInt64) -> [Evidence] {
    let tracks = scene.subjects.amissFirst { held(of: $0, scene).yes.contains(moment) }
    return tracks.prefix(4).flatMap { track -> [Evidence] in
      let isOver = track.endedAt.map { $0 <= moment } ?? false
      let end = isOver && !speaksOfTheEnd ? track.endingEvidence : []
      return end + evidence(of: track, scene, at: moment)
    }
  }
}

extension Scene {
  /// What to say where nothing fills the role.
  var noProcess: String {
    let names = subject.map { called($0) }
    if names.count > 1 { return "not there yet: \(names.joined(separator: ", "))" }
    return subject.first.map(absent) ?? "no process"
  }
}

extension ProcessTrack {
  /// How it ended, in plain words: "ended by signal 9 (KILL), in epoch 26".
  func endingText(_ scene: Scene) -> String {
    guard let ending else { return "running" }
    let epoch =
      reports.last { $0.event == "epoch" }?.detail["epoch"]
      .map { ", in epoch \($0)" } ?? ""
    switch ending.cause {
    case .exited(let code):
      let signal = receipts.last.map { ", after \(Signal(number: $0.receipt.signal))" } ?? ""
      return "exit status \(code)\(signal)"
    case .signalled(let signal, _):
      return "ended by signal \(signal) (\(Signal(number: signal).name))\(epoch)"
    case .unknown: return "ended; nobody saw how"
    }
  }

  /// The record of its end.
  var endingEvidence: [Evidence] {
    guard let ending, let endedAt else { return [] }
    let source: String
    switch ending.source {
    case .wait: source = "wait status"
    case .pidfd: source = "pidfd exit status"
    case .connector: source = "proc connector"
    case .report: source = "events.jsonl"
    case .nobody: source = "/proc/\(pid)"
    }
    let value: String
    if let status = ending.waitStatus {
      let digits = String(UInt32(bitPattern: status), radix: 16)
      value = "0x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    } else {
      switch ending.cause {
      case .exited(let code): value = "exited(\(code))"
      case .signalled(let signal, _): value = "signalled(\(signal))"
      case .unknown: value = "gone"
      }
    }
    return [Evidence(source: source, field: "PID \(pid)", value: value, at: endedAt)]
  }

  /// One line of evidence from the facts at a moment, if the fact is known.
  func evidence(_ field: FactField, at moment: UInt64) -> [Evidence] {
    let index = moments.lastIndex { $0.at <= moment } ?? moments.startIndex
    guard moments.indices.contains(index), let value = field.text(moments[index].facts, identity)
    else { return [] }
    return [
      Evidence(
        source: field.source(pid), field: field.label, value: value, at: moments[index].at)
    ]
  }
}
