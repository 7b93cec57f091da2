import Checking
import Course
import FoundationEssentials
import Glibc
import Observation
import ProcFS
import Record
import Shell
import Supervision

/// One attempt at which a script is played, from set-up to what it left behind.
final class ScriptRun {
  struct Mismatch: Error, CustomStringConvertible {
    let description: String
  }

  let lab: Lab
  let exercise: Exercise
  let attempt: Attempt
  private let host: TypistHost
  /// What the shell's variables hold.
  private var variables: [String: String] = [:]
  /// What the shell has, and what the tests of `#: until` get.
  private let environment: [String: String]
  /// What was typed and pressed, with when.
  private var played: [(at: UInt64, line: String)] = []
  /// What was in the practice machine before; nil in a sandbox, where everything is ours.
  private let leftovers: Leftovers?

  init(lab: Lab, exercise: Exercise, draw: Drawing) throws {
    self.lab = lab
    self.exercise = exercise
    leftovers = lab.isInMachine ? Leftovers() : nil
    let bench = try lab.benchPath(of: exercise)
    try FileManager.default.createDirectory(atPath: bench, withIntermediateDirectories: true)
    var environment = lab.environment
    environment["PATH"] = try lab.searchPath()
    environment["LAB_SOCK"] = lab.paths.socket
    environment["LAB_STATE"] = lab.paths.state
    environment["LAB_BENCH"] = lab.paths.benches
    environment["LAB_COURSE"] = lab.courseOverride
    environment["PS1"] = "$ "
    environment["TERM"] = "xterm"
    self.environment = environment
    let typist = try Typist(
      directory: bench, environment: environment.map { "\($0.key)=\($0.value)" })
    host = TypistHost(typist: typist)
    attempt = try lab.start(exercise.id, drawing: draw, host: host)
    try setVariables()
  }

  /// Roles as shell variables, so that scripts can name them: those that changed, and that a line
  /// names if it is given.
  private func setVariables(for line: String? = nil) throws {
    for (name, text) in try attempt.roleVariables() where variables[name] != text {
      if let line, !line.contains("$\(name)"), !line.contains("${\(name)") { continue }
      variables[name] = text
      let result = try host.typist.run(" \(name)=\"\(text)\"", deadline: .seconds(20))
      guard result.status == 0 else {
        throw Mismatch(description: "the role \(name) can't be a shell variable")
      }
    }
    if line == nil {
      _ = try host.typist.run(" cd \"\(attempt.bench)\"", deadline: .seconds(20))
    }
  }

  func assertAllWaiting() throws {
    let verdicts = try attempt.judge()
    let early = verdicts.filter { $0.verdict != .waiting }
    guard early.isEmpty else {
      let list = early.map { "\($0.id) is \($0.verdict.rawValue): \($0.observed)" }
      throw Mismatch(
        description: "right after start not everything waits: " + list.joined(separator: "; "))
    }
  }

  /// Plays the lines of a script, its templates filled in.
  ///
  /// A line is typed when bash is at its prompt, and a trial waits for the end of the line before it;
  /// keys and conditions are for what stays in front. Before lines and keys the supervisor looks: it
  /// sees every state between them, as it does where a person types.
  func play(_ script: String) throws {
    attempt.hasNews()
    let lines = try ScriptLine.lines(of: Template(script).filled { attempt.value($0) })
    var isTyped = false
    for line in lines {
      switch line {
      case .type(let text):
        try waitForPrompt(before: text)
        if host.typist.session.state != .continuation { try lab.sync(attempt) }
        try setVariables(for: text)
        note(text)
        try host.type(text)
      case .keys(let notation):
        try lab.sync(attempt)
        note("keys \(notation)")
        try host.keys(notation)
      case .wait(let check, let seconds):
        note("wait \(check)")
        let passed = try wait(seconds: seconds) { verdicts in
          verdicts.contains { $0.id == check && $0.verdict == .passed }
        }
        guard passed else {
          throw Mismatch(description: "'#: wait \(check)': it did not pass in \(seconds) s")
        }
      case .until(let test, let seconds):
        note("until \(test)")
        try until(test, seconds: seconds)
      case .trial(let name):
        if isTyped { try waitForPrompt(before: "#: trial \(name)") }
        try waitForReadiness(of: name)
        note("trial \(name)")
        try lab.trial(name, of: attempt, host: host)
      }
      if case .type = line { isTyped = true } else { isTyped = false }
    }
  }

  /// All checks pass within the deadline.
  func expectPassed() throws {
    let passed = try wait(seconds: 30) { $0.allSatisfy { $0.verdict == .passed } }
    guard !passed else { return }
    let open = try attempt.judge().filter { $0.verdict != .passed }
    throw Mismatch(
      description: open.map {
        "\($0.id) is \($0.verdict.rawValue)\($0.reason.map { ", \($0)" } ?? ""): "
          + "expected \($0.expected); observed \($0.observed)"
      }.joined(separator: "; "))
  }

  /// Exactly these checks fail, each for its reason, and go on doing so for a moment: what a script
  /// started last may have its say, or a way that turns out right would pass for a mistake.
  func expect(reasons expected: [String: String]) throws {
    var got: [String: String] = [:]
    var since: ContinuousClock.Instant?
    let held = try wait(seconds: 30, finalising: true) { verdicts in
      got = Self.failures(verdicts)
      guard got == expected else {
        since = nil
        return false
      }
      let now = ContinuousClock.now
      since = since ?? now
      return now - (since ?? now) >= .milliseconds(300)
    }
    guard !held, got != expected else { return }
    func list(_ reasons: [String: String]) -> String {
      reasons.isEmpty
        ? "no failure"
        : reasons.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
          .joined(separator: ", ")
    }
    throw Mismatch(
      description: "fails for the wrong reason: expected \(list(expected)); got \(list(got))")
  }

  private static func failures(_ verdicts: [CheckVerdict]) -> [String: String] {
    var result: [String: String] = [:]
    for verdict in verdicts where verdict.verdict == .failed || verdict.verdict == .errored {
      result[verdict.id] =
        verdict.verdict == .errored ? "errored" : verdict.reason ?? "unreachable"
    }
    return result
  }

  /// Stops the attempt and looks for what is left.
  func finish() throws {
    try lab.stop(attempt, reason: "stopped")
    host.hangUp()
    _ = host.typist.waitForEnd(deadline: .seconds(10))
    // In the sandbox every process is ours: nothing but its init, this program and the supervisor
    // may be left. In a practice machine: nothing that was not there before.
    guard getenv("LAB_SANDBOX") != nil || leftovers != nil else { return }
    var left: [String] = []
    let deadline = ContinuousClock.now + .seconds(10)
    repeat {
      left = leftovers?.now(except: [getpid(), attempt.header.supervisor.pid]) ?? strangers()
      if left.isEmpty { return }
      usleep(50_000)
    } while ContinuousClock.now < deadline
    throw Mismatch(description: "left behind: " + left.joined(separator: ", "))
  }

  /// Processes that are neither the sandbox's first ones nor the supervisor.
  private func strangers() -> [String] {
    let observer = Observer()
    let known: Set<Int32> = [1, getpid(), getppid(), attempt.header.supervisor.pid]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(Int32.init).filter { !known.contains($0) }.compactMap { pid in
      guard let facts = try? observer.facts(of: pid, groups: [.stat]), facts.state != "X" else {
        return nil
      }
      return "\(pid) \(facts.comm ?? "?") (\(facts.state ?? "?"))"
    }
  }

  // MARK: - Waiting

  /// Waits until bash is at its prompt, or in the middle of a command of several lines.
  private func waitForPrompt(before line: String) throws {
    guard !host.waitForPrompt(limit: .seconds(60)) else { return }
    throw Mismatch(description: "'\(line)': the prompt before it did not come back in 60 s")
  }

  /// Waits until there is something to make a trial on; what is wrong after 10 s, the trial says.
  private func waitForReadiness(of trial: String) throws {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
      do {
        try lab.readyTrial(trial, of: attempt)
        return
      } catch let error as AttemptError where error.kind == .usage {
        host.typist.pump(deadline: .milliseconds(100)) { false }
      }
    }
  }

  private func wait(
    seconds: Double, finalising: Bool = false, until isDone: ([CheckVerdict]) -> Bool
  ) throws -> Bool {
    let deadline = ContinuousClock.now + .milliseconds(Int(seconds * 1000))
    while true {
      if isDone(try attempt.judge(finalising: finalising)) { return true }
      if ContinuousClock.now >= deadline { return false }
      host.typist.pump(deadline: .milliseconds(100)) { false }
    }
  }

  private func until(_ test: String, seconds: Double) throws {
    let deadline = ContinuousClock.now + .milliseconds(Int(seconds * 1000))
    while true {
      // Processes may come while it waits.
      let variables = try attempt.roleVariables().map { "\($0.name)=\"\($0.text)\"" }
        .joined(separator: "; ")
      let status = try runQuietly(
        ["/bin/bash", "-c", "\(variables)\n\(test)"], directory: attempt.bench,
        environment: environment)
      if status == 0 { return }
      guard ContinuousClock.now < deadline else {
        throw Mismatch(description: "'#: until \(test)': it did not hold in \(seconds) s")
      }
      host.typist.pump(deadline: .milliseconds(50)) { false }
    }
  }

  private func note(_ line: String) {
    played.append((boottime(), line))
  }

  // MARK: - When it went wrong

  /// The time line, the reasons tried, and the terminal's last lines.
  ///
  /// - Parameter expected: The reasons that a near miss promised, by check.
  func explanation(expected: [String: String] = [:]) -> [String] {
    Explanation(
      attempt: attempt, played: played, expected: expected,
      transcript: host.typist.transcript
    ).lines()
  }
}

/// A number with so many digits after the point, whatever the locale.
func fixed(_ value: Double, _ digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = Int((value * scale).rounded())
  let whole = scaled / Int(scale)
  let part = String(abs(scaled % Int(scale)))
  let padding = String(repeating: "0", count: max(0, digits - part.count))
  return digits == 0 ? "\(whole)" : "\(whole).\(padding)\(part)"
}
