import Checking
public import Course
import Glibc
import ProcFS
import Record
import Supervision
import Systemd

/// Does what set-up and trials ask for; everything is in the record as the lab's.
struct ActionRunner {
  let lab: Lab
  let attempt: Attempt
  let host: (any TerminalHost)?
  /// Of a trial: what comes of a program or a unit is for the checks to say.
  var isTrial = false

  /// How long a condition may take in set-up.
  static let patience = Duration.seconds(20)

  func run(_ actions: [SetupAction]) throws {
    for action in actions { try run(action) }
  }

  private func run(_ action: SetupAction) throws {
    let values: (String) -> String? = { attempt.value($0) }
    switch action.kind {
    case .signal(let signal, let role):
      guard let number = signal.value(values)?.number else { return }
      try lab.request(.sync(attempt: attempt.id))
      attempt.hasNews()
      // Of a role that has had several processes, one after the other, the living are meant.
      for process in attempt.timeline.processes(of: role)
      where attempt.timeline.track(process)?.endedAt == nil {
        try lab.request(.signal(attempt: attempt.id, process: process, signal: number))
      }
    case .wait(let predicate, let subject):
      try wait(predicate, subject: subject, at: "\(action.place)")
    case .type(let line):
      let text = line.filled(values)
      try lab.request(.note(attempt: attempt.id, event: .acted(.typed(text: text))))
      try terminal().type(text)
    case .keys(let keys):
      let text = keys.filled(values)
      try lab.request(.note(attempt: attempt.id, event: .acted(.typed(text: text))))
      try terminal().keys(text)
    case .file(let path, let content):
      let text = content.filled(values)
      try Bench(path: attempt.bench).write(text, to: path.filled(values))
      let digest = FileDigest.sha256(text.utf8)
      try lab.request(
        .note(
          attempt: attempt.id,
          event: .acted(.wrote(path: path.filled(values), sha256: digest))))
    case .waitFor(let stretch):
      usleep(UInt32(min(30, stretch.value(values)?.seconds ?? 0) * 1_000_000))
    case .hangUp:
      let terminal = try terminal()
      let pid = try terminal.shellPID(spare: true)
      if let shell = attempt.timeline.shells.last(where: { $0.pid == pid }) {
        try lab.request(.note(attempt: attempt.id, event: .acted(.hungUp(shell: shell))))
      }
      try terminal.hangUp()
    case .run(let words, let expected):
      try run(words.map { $0.filled(values) }, expected, at: "\(action.place)")
    case .unit(let verb, let keys): try run(verb, keys, at: "\(action.place)")
    case .daemonReload(let manager):
      try mustSucceed(
        try UnitSetup(lab: lab, attempt: attempt).ran(manager, ["daemon-reload"]),
        "systemctl daemon-reload", at: "\(action.place)")
    case .connect(let connecting): try connect(connecting, at: "\(action.place)")
    }
  }

  /// A program in the bench, to its end.
  private func run(_ words: [String], _ expected: SetupAction.ExpectedStatus, at place: String)
    throws
  {
    var environment = Manager.user.environment { lab.environment[$0] }
    environment["PATH"] = try lab.searchPath()
    environment["LAB_SOCK"] = lab.paths.socket
    environment["LAB_ID"] = attempt.header.nonce
    let outcome: CommandRun.Outcome
    do {
      let run = try CommandRun(
        words, environment: environment, directory: attempt.bench, limit: .seconds(30))
      guard let done = run.wait() else {
        throw AttemptError("\(place): \(run.command) doesn't end")
      }
      outcome = done
    } catch let error as SystemdError {
      throw AttemptError(
        "\(place): \(error)", kind: error.code == .absent ? .unsupported : .failure)
    }
    try lab.request(
      .note(
        attempt: attempt.id, event: .acted(.ran(arguments: words, status: outcome.status))))
    let isRight =
      switch expected {
      case .any: true
      case .exactly(let status): outcome.status == Int32(status)
      }
    guard isTrial || isRight else {
      throw AttemptError(
        "\(place): \(words.joined(separator: " ")) ended with status \(outcome.status): "
          + outcome.complaint)
    }
  }

  private func run(_ verb: Systemctl.Verb, _ keys: [String], at place: String) throws {
    let setup = UnitSetup(lab: lab, attempt: attempt)
    for key in keys {
      guard let unit = attempt.exercise.unit(key) else { continue }
      try mustSucceed(
        try setup.ran(unit.manager, [verb.rawValue], unit), "\(verb.rawValue) \(key)", at: place)
    }
  }

  private func mustSucceed(_ outcome: CommandRun.Outcome, _ what: String, at place: String) throws {
    guard !isTrial, outcome.status != 0 else { return }
    throw AttemptError("\(place): \(what) failed: \(outcome.complaint)")
  }

  private func connect(_ connecting: SetupAction.Connecting, at place: String) throws {
    let values: (String) -> String? = { attempt.value($0) }
    guard let port = connecting.port.value(values), let number = UInt16(exactly: port) else {
      throw AttemptError("\(place): no port to connect to")
    }
    let times = min(connecting.times?.value(values) ?? 1, SetupAction.Connecting.most)
    let connections = Connections(
      port: number, times: times, request: connecting.path?.filled(values))
    try lab.request(
      .note(
        attempt: attempt.id,
        event: .acted(.connected(port: port, times: times, opened: connections.opened))))
    connections.hold(connecting.hold?.value(values)?.seconds ?? 0)
    guard isTrial || connections.opened > 0 else {
      throw AttemptError("\(place): nobody takes a connection to port \(port)")
    }
  }

  private func terminal() throws -> any TerminalHost {
    guard let host else {
      throw AttemptError(
        "\(attempt.exercise.id) types into a terminal: work on it at the lab's prompt",
        kind: .usage)
    }
    return host
  }

  private func wait(_ predicate: Checking.Predicate, subject: [String], at place: String) throws {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      try lab.request(.sync(attempt: attempt.id))
      attempt.hasNews()
      if attempt.holds(predicate, subject: subject) { return }
      guard ContinuousClock.now < deadline else {
        throw AttemptError(
          "\(place): the set-up of \(attempt.exercise.id) waited in vain; it was taken down again")
      }
      usleep(50_000)
    }
  }
}

extension Lab {
  /// Whether a trial can be made now.
  ///
  /// - Throws: `AttemptError`, if there is no such trial, or nothing yet to try it on.
  @discardableResult
  public func readyTrial(_ name: String, of attempt: Attempt) throws -> Trial {
    guard let trial = attempt.exercise.trial(name) else {
      let names = attempt.exercise.trials.map(\.name).joined(separator: ", ")
      throw AttemptError(
        "\(attempt.exercise.id) has no trial '\(name)'"
          + (names.isEmpty ? "" : "; there is: \(names)"), kind: .usage)
    }
    try request(.sync(attempt: attempt.id))
    attempt.hasNews()
    if let needs = trial.needs, !attempt.holds(needs, subject: []) {
      throw AttemptError(
        "not yet: there is nothing to try '\(name)' on. task says what is asked first.",
        kind: .usage)
    }
    return trial
  }

  /// Does what a trial says to the learner's work. Only when asked.
  ///
  /// - Parameter host: Whose terminal is typed into or hung up; a trial that does neither needs none.
  public func trial(_ name: String, of attempt: Attempt, host: (any TerminalHost)?) throws {
    let trial = try readyTrial(name, of: attempt)
    try request(.note(attempt: attempt.id, event: .trialBegan(name: name)))
    try ActionRunner(lab: self, attempt: attempt, host: host, isTrial: true).run(trial.actions)
    try request(.sync(attempt: attempt.id))
    try request(.note(attempt: attempt.id, event: .trialEnded(name: name)))
    // What it showed passes now: the next trial, or the learner, may change it all again.
    _ = try attempt.judge()
  }
}
