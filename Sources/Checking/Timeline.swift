public import ProcFS
public import Record

/// A journal, in the order in which predicates ask: by role, by process, by time.
public struct Timeline: Sendable {
  /// Something, and when it was recorded.
  public struct At<Value: Sendable>: Sendable {
    /// CLOCK_BOOTTIME, nanoseconds.
    public var at: UInt64
    /// What was recorded.
    public var value: Value
  }

  /// Something that the lab did to the learner's work when asked.
  public struct Trial: Sendable {
    /// The name that exercise.yaml gives it.
    public var name: String
    /// CLOCK_BOOTTIME, nanoseconds.
    public var began: UInt64
    /// nil while it is under way.
    public var ended: UInt64?
  }

  /// What the attempt is; nil for an empty journal.
  public private(set) var header: AttemptHeader?
  /// What is known of each process.
  public private(set) var tracks: [ProcessIdentity: ProcessTrack] = [:]
  /// Processes by role, in the order in which they took it.
  public private(set) var roles: [String: [ProcessIdentity]] = [:]
  /// What is known of each unit and control group.
  public private(set) var subjects: [Subject: SubjectTrack] = [:]
  /// Shells that registered, in order.
  public private(set) var shells: [ProcessIdentity] = []
  /// Answers as they were given, oldest first.
  public private(set) var answers: [At<Answer>] = []
  /// What the lab itself did, oldest first.
  public private(set) var actions: [At<LabAction>] = []
  /// Trials, oldest first.
  public private(set) var trials: [Trial] = []
  package private(set) var gaps: Spans = .none
  /// Stretches without a supervisor: what workloads said meanwhile, nobody wrote down.
  package private(set) var outages: Spans = .none
  /// Facts that changed too often to list.
  public private(set) var flickers: [At<String>] = []
  /// When set-up was over; nil before.
  public private(set) var ready: UInt64?
  /// Why the attempt is over; nil while it is open.
  public private(set) var closed: At<String>?
  /// The time of the last record, 0 for an empty journal.
  public private(set) var last: UInt64 = 0
  /// How many records were taken in.
  public private(set) var count = 0

  /// Takes in records, in their order.
  public init(_ records: some Sequence<JournalRecord> = []) {
    for record in records { append(record) }
  }

  /// What is known of one process.
  public func track(_ process: ProcessIdentity) -> ProcessTrack? { tracks[process] }

  /// The processes of a role, whatever its source; built-in roles come from the header.
  public func processes(of role: String) -> [ProcessIdentity] {
    switch role {
    case "supervisor": return header.map { [$0.supervisor] } ?? []
    case "reaper": return header?.reaper.map { [$0] } ?? []
    case "shell":
      let bound = roles["shell"] ?? []
      return shells + bound.filter { !shells.contains($0) }
    default: return roles[role] ?? []
    }
  }

  /// The newest track that has this PID.
  public func track(pid: Int32) -> ProcessTrack? {
    tracks.values.filter { $0.pid == pid }.max { $0.since < $1.since }
  }

  /// Takes one more record.
  public mutating func append(_ record: JournalRecord) {
    let at = record.at
    let before = last
    last = max(last, at)
    count += 1
    // What ends then is ended by the lab, and no verdict on the learner.
    guard closed == nil else { return }
    switch record.event {
    case .begun(let header): self.header = header
    case .bound(let role, let process, let facts):
      if !(roles[role]?.contains(process) ?? false) { roles[role, default: []].append(process) }
      change(process, at: at) { track in
        if !track.roles.contains(role) { track.roles.append(role) }
        track.add(facts, at: at)
      }
    case .registered(let registration):
      if registration.who == .shell, !shells.contains(registration.process) {
        shells.append(registration.process)
      }
      change(registration.process, at: at) { track in
        track.registration = registration
        track.registeredAt = at
        track.add(registration.facts, at: at)
      }
    case .ready: ready = at
    case .observed(let process, let facts):
      change(process, at: at) { $0.add(facts, at: at) }
    case .looked(let subject, let values):
      subjects[subject, default: SubjectTrack(subject, since: at)].add(values, at: at)
    case .received(let receipt):
      change(receipt.process, at: at) { track in
        track.receipts.append(.init(at: track.clamped(at), receipt: receipt))
      }
    case .reported(let process, let event, let detail):
      change(process, at: at) { track in
        track.reports.append(.init(at: track.clamped(at), event: event, detail: detail))
      }
    case .ended(let process, let ending):
      change(process, at: at) { track in
        // A later record may know more than "unknown"; the time of the first one stands.
        if track.endedAt == nil { track.endedAt = at }
        if track.ending == nil || track.ending?.cause == .unknown { track.ending = ending }
      }
    case .acted(let action):
      actions.append(At(at: at, value: action))
      if case .spawned(_, let process, let arguments) = action {
        change(process, at: at) { $0.spawnedWith = arguments }
      }
      if case .closing(let reason) = action { closed = At(at: at, value: reason) }
    case .answered(let answer): answers.append(At(at: at, value: answer))
    case .trialBegan(let name): trials.append(Trial(name: name, began: at, ended: nil))
    case .trialEnded(let name):
      if let index = trials.lastIndex(where: { $0.name == name && $0.ended == nil }) {
        trials[index].ended = at
      } else {
        trials.append(Trial(name: name, began: at, ended: at))
      }
    case .gap(let from, let to): gaps = gaps.union(Spans([Span(from, to)]))
    case .flickered(let process, let field, let times):
      flickers.append(At(at: at, value: "\(process) \(field) \(times)"))
    case .closed(let reason): closed = At(at: at, value: reason)
    case .resumed: outages = outages.union(Spans([Span(before, at)]))
    }
  }

  private mutating func change(
    _ process: ProcessIdentity, at: UInt64, _ body: (inout ProcessTrack) -> Void
  ) {
    body(&tracks[process, default: ProcessTrack(identity: process, since: at)])
  }

  /// From when on a process may have said something that is lost: it ended, and wasn't heard after
  /// an outage. What lives says it later.
  package func unheard(_ track: ProcessTrack, since start: UInt64) -> UInt64? {
    guard track.registration != nil, let endedAt = track.endedAt else { return nil }
    let heard = max(track.receipts.last?.at ?? 0, track.reports.last?.at ?? 0)
    return outages.list.first { outage in
      let end = outage.end ?? .max
      return end > max(start, track.since, heard) && outage.start < endedAt
    }.map { max($0.start, start) }
  }

  /// When a trial was last over.
  public func trialEnded(_ name: String) -> UInt64? {
    trials.last { $0.name == name && $0.ended != nil }?.ended
  }

  /// The answers to one question, oldest first.
  public func answers(to name: String) -> [At<Answer>] { answers.filter { $0.value.name == name } }

  mutating func insert(_ track: ProcessTrack, role: String) {
    tracks[track.identity] = track
    roles[role, default: []].append(track.identity)
  }
}
