internal import Course
public import Machines
import Progress
import Record

extension Lab {
  // MARK: - Which attempts live elsewhere

  /// The open attempts that live in practice machines, oldest first; those of machines that are gone
  /// are closed.
  public func openInMachines() throws -> [(exercise: String, residence: Residence)] {
    let learner = try learner().learner.id
    let away = try store().openAttempts(learner: learner).filter { $0.machine != nil }
    guard !away.isEmpty else { return [] }
    let running = try machines.list().map(\.record)
    var result: [(exercise: String, residence: Residence)] = []
    var gone: [String] = []
    for stored in away {
      if let residence = stored.machine.flatMap(Residence.init),
        running.contains(where: { $0.instance == residence.instance })
      {
        result.append((stored.exercise, residence))
      } else {
        try closeGone(stored)
        gone.append(stored.exercise)
      }
    }
    if !gone.isEmpty {
      let names = gone.joined(separator: ", ")
      onNotice?(
        "the practice machine has ended, and what was open in it (\(names)). It costs you nothing: "
          + "start \(gone[0]) begins afresh")
    }
    return result
  }

  /// Closes an attempt whose machine is gone: nobody is to blame.
  ///
  /// - Parameter state: How it came to its end.
  func closeGone(_ stored: StoredAttempt, as state: AttemptState = .interrupted) throws {
    var verdicts = try store().verdicts(attempt: stored.id)
    let isPassed = !verdicts.isEmpty && verdicts.allSatisfy { $0.verdict == .passed }
    for index in verdicts.indices where verdicts[index].verdict == .waiting {
      verdicts[index].verdict = .errored
      verdicts[index].observed = "the practice machine ended before this could be judged"
    }
    try store().record(verdicts: verdicts, attempt: stored.id)
    try store().close(attempt: stored.id, state: isPassed ? .passed : state)
  }

  /// Where the attempt lives that is meant, as `current` finds it; nil where it lives here, or where
  /// none is open.
  public func stay(of exercise: String?) throws -> (exercise: String, stay: PracticeStay)? {
    let away = try openInMachines()
    guard !away.isEmpty, let stored = try? currentStored(exercise), stored.state == .open,
      let residence = stored.machine.flatMap(Residence.init),
      let stay = try stay(in: residence)
    else { return nil }
    return (stored.exercise, stay)
  }

  /// A stay in a machine that runs; nil where it doesn't any more.
  public func stay(in residence: Residence) throws -> PracticeStay? {
    guard let machine = try machines.find(residence.name),
      machine.record.instance == residence.instance
    else { return nil }
    return PracticeStay(lab: self, machine: machine, user: residence.user)
  }

  /// Brings back what is new in the machines in which attempts are open.
  public func bringBackAll(finalising: Bool = false) throws {
    for residence in Set(try openInMachines().map(\.residence)) {
      try stay(in: residence)?.bringBack(finalising: finalising)
    }
  }

  // MARK: - Going in

  /// Goes into the machine that something runs in, which is started if it doesn't run.
  ///
  /// - Parameters:
  ///   - kind: As `placement` says.
  ///   - tell: Told each step, in a few words.
  public func enter(
    _ kind: MachineKind, for matter: some Placeable, version: String,
    tell: @escaping (String) -> Void
  ) throws -> PracticeStay {
    let learner = try learner().learner.id
    if let open = try store().openAttempt(exercise: matter.placeName, learner: learner),
      let residence = open.machine.flatMap(Residence.init), let stay = try stay(in: residence)
    {
      try stay.handIn()
      return stay
    }
    _ = try openInMachines()
    let machine = try startMachine(kind, version: version, tell: tell)
    let stay = PracticeStay(
      lab: self, machine: machine, user: matter.requires.contains(.root) ? .root : .learner)
    tell("handing in what you reached")
    try stay.handIn()
    return stay
  }

  // MARK: - Ending a machine

  /// Ends a practice machine, after what was reached in it was brought back.
  ///
  /// - Returns: the exercises that were open in it; nil where it did not run.
  public func stopMachine(_ name: String) throws -> [String]? {
    let instance = try machines.find(name)?.record.instance
    // What can't be noted, as on a full disk, keeps no machine alive: its end makes room.
    let away = ((try? openInMachines()) ?? []).filter { $0.residence.instance == instance }
    for residence in Set(away.map(\.residence)) {
      // One that doesn't answer any more is ended all the same.
      try? stay(in: residence)?.bringBack(finalising: true)
    }
    let stopped = try machines.stop(name)
    let learner = try learner().learner.id
    for stored in try store().openAttempts(learner: learner)
    where stored.machine.flatMap(Residence.init)?.instance == instance && instance != nil {
      try closeGone(stored, as: .stopped)
    }
    return stopped ? away.map(\.exercise) : nil
  }
}
