internal import Record

/// How one check stands for one choice of candidates.
struct Evaluation {
  enum Status {
    /// It came to hold at this moment.
    case met(UInt64)
    /// It can still come to hold.
    case open
    /// It can't any more.
    case lost
    /// It would hold if the lab had seen everything.
    case doubtful
  }

  var status: Status
  /// Of a sequence: when each step that came about did.
  var steps: [UInt64] = []

  var isMet: Bool { if case .met = status { true } else { false } }

  init(_ status: Status, steps: [UInt64] = []) {
    self.status = status
    self.steps = steps
  }

  /// Judges the mode of a check that asks predicates.
  ///
  /// - Parameter from: The learner's deeds count from here on: `ready`, or the end of a trial.
  init(_ check: Check, _ scene: Scene, from: UInt64) {
    let now = scene.now
    var length: UInt64?
    if let lasting = check.lasting {
      length = lasting.value(scene.name)?.nanoseconds ?? .max / 4
    }
    func held(_ predicate: Predicate, lasting: Bool) -> Held {
      let plain = predicate.held(scene)
      guard lasting, let length else { return plain }
      let needed = length > Predicate.samplingSlack ? length - Predicate.samplingSlack : 0
      return plain.lasting(needed, gaps: scene.timeline.gaps)
    }
    switch check.mode {
    case .now(let predicate):
      let held = held(predicate, lasting: true)
      if let span = held.yes.span(at: now) {
        self.init(.met(max(span.start, from)))
      } else if held.doubt.contains(now) {
        self.init(Self.doubt(predicate, scene, check))
      } else {
        self.init(predicate.reach(scene).canHold ? .open : .lost)
      }
    case .ever(let predicate):
      let held = held(predicate, lasting: true)
      if let moment = Self.first(held, from: from), moment <= now {
        self.init(.met(moment))
      } else if let moment = held.doubt.first(from: from), moment <= now {
        self.init(Self.doubt(predicate, scene, check))
      } else {
        self.init(predicate.reach(scene).canHold ? .open : .lost)
      }
    case .never(let predicate):
      let held = held(predicate, lasting: true)
      if let moment = Self.first(held, from: from), moment <= now {
        self.init(.lost)
      } else if let moment = held.doubt.first(from: from), moment <= now {
        self.init(.doubtful)
      } else if held.no.contains(now), scene.world.finalising || !check.needs.isEmpty {
        // Without something to wait for, only the end can say "never".
        self.init(.met(from))
      } else {
        self.init(.open)
      }
    case .sequence(let steps):
      let all = steps.enumerated().map { held($1, lasting: $0 == steps.count - 1) }
      let certain = Self.walk(all, from: from, now: now)
      if certain.count == steps.count {
        self.init(.met(certain.last ?? from), steps: certain)
        return
      }
      let possible = Self.walk(all.map(\.possibly), from: from, now: now)
      if possible.count == steps.count {
        self.init(.doubtful, steps: certain)
        return
      }
      let reachable = zip(steps, all).dropFirst(certain.count).allSatisfy { step, held in
        let reach = step.reach(scene)
        return reach.canOccur || held.onsets == nil && reach.canHold
      }
      self.init(reachable ? .open : .lost, steps: certain)
    case .answer:
      self.init(.open)
    }
  }

  /// A gap only matters once the stretch is over: while it goes on, it can still grow long enough.
  private static func doubt(_ predicate: Predicate, _ scene: Scene, _ check: Check) -> Status {
    let lasts = check.lasting != nil || predicate.flattened.contains { $0.lasting != nil }
    guard lasts, !scene.world.finalising else { return .doubtful }
    var plain = predicate
    plain.lasting = nil
    return plain.held(scene).yes.contains(scene.now) ? .open : .doubtful
  }

  private static func first(_ held: Held, from: UInt64) -> UInt64? {
    if let onsets = held.onsets { return onsets.first { $0 >= from } }
    return held.yes.first(from: from)
  }

  /// Greedy: each step as early as it can come after the one before.
  private static func walk(_ steps: [Held], from: UInt64, now: UInt64) -> [UInt64] {
    var moments: [UInt64] = []
    var time = from
    for held in steps {
      guard let moment = first(held, from: time), moment <= now else { break }
      moments.append(moment)
      time = moment
    }
    return moments
  }
}
