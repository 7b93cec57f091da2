internal import Checking
public import Course
import FoundationEssentials
import Glibc
import Observation
import ProcFS
import Progress
import Record
import Systemd

/// What came of a reply to a question.
public struct QuizOutcome {
  /// Whether it was right.
  public let correct: Bool
  /// False when the reply has not the form that was asked for: then it doesn't count.
  public var isReply = true
  /// What was replied, as it is understood.
  public let text: String
  /// The file and field that decide.
  public let why: String
}

/// A question that is shown: live ones have processes of their own, which end with it.
public final class QuizRound {
  /// The question.
  public let quiz: Quiz
  /// Whether it was replied to as it should be: nothing more is waited for.
  public private(set) var isAnswered = false
  private let lab: Lab
  private let shell: Int32
  private var attempt: LiveProcesses?
  private var units: LiveUnits?

  /// Starts the processes that the question is about.
  public convenience init(_ quiz: Quiz, lab: Lab, shell: Int32) throws {
    try self.init(quiz, lab: lab, shell: shell, manager: Systemctl(.user))
  }

  /// - Parameter manager: Who is asked about units.
  init(_ quiz: Quiz, lab: Lab, shell: Int32, manager: Systemctl) throws {
    self.quiz = quiz
    self.lab = lab
    self.shell = shell
    guard case .live(let roles, let spec, let match) = quiz.form else { return }
    attempt = try LiveProcesses(roles, lab: lab)
    if !quiz.units.isEmpty {
      units = LiveUnits(quiz, Check(answer: spec.name, match: match), manager)
    }
  }

  /// What a template of the question stands for, such as `a.pid`.
  public func value(_ name: String) -> String? {
    name == "shell.pid" ? "\(shell)" : units?.value(name) ?? attempt?.value(name)
  }

  /// Judges a reply, and keeps it with the progress.
  public func reply(_ words: [String]) throws -> QuizOutcome {
    let text = words.joined(separator: " ")
    let outcome = try judge(text)
    guard outcome.isReply else { return outcome }
    isAnswered = isAnswered || outcome.correct
    try lab.store().recordQuiz(
      QuizReply(
        quiz: quiz.id, learner: try lab.learner().learner.id, reply: text,
        correct: outcome.correct, at: ProgressStore.now()))
    return outcome
  }

  private func judge(_ text: String) throws -> QuizOutcome {
    let why = quiz.why.filled { self.value($0) }
    switch quiz.form {
    case .options(let options, let answer):
      guard let chosen = options.first(where: { $0.key == text.lowercased() }) else {
        let keys = options.map(\.key).joined(separator: ", ")
        return QuizOutcome(
          correct: false, isReply: false, text: "One of \(keys) is asked for.", why: "")
      }
      guard chosen.key == answer else {
        return QuizOutcome(correct: false, text: "Not \(chosen.key). Look again.", why: "")
      }
      return QuizOutcome(
        correct: true, text: "\(chosen.key): \(chosen.text.filled { self.value($0) })", why: why)
    case .live(_, let spec, let match):
      if let units {
        switch units.judge(text, spec: spec) {
        case .failure(let problem):
          return QuizOutcome(correct: false, isReply: false, text: "\(problem)", why: "")
        // Filled in now: the look that decides was made just before.
        case .success(true):
          return QuizOutcome(
            correct: true, text: "\(text) it is.", why: quiz.why.filled { self.value($0) })
        case .success(false):
          return QuizOutcome(correct: false, text: "Not \(text). Look again.", why: "")
        }
      }
      guard let attempt else {
        return QuizOutcome(correct: false, text: "The question's processes are gone: task", why: "")
      }
      switch attempt.judge(text, spec: spec, match: match) {
      case .failure(let problem):
        return QuizOutcome(correct: false, isReply: false, text: "\(problem)", why: "")
      case .success(true): return QuizOutcome(correct: true, text: "\(text) it is.", why: why)
      case .success(false):
        return QuizOutcome(correct: false, text: "Not \(text). Look again.", why: "")
      }
    }
  }

  /// Ends the question's processes.
  public func end() { attempt = nil }
}

/// Processes of a live question: the lab's own children, ended when the question is left.
private final class LiveProcesses {
  private final class Child {
    let program: Program
    init(_ program: consuming Program) { self.program = program }
    deinit { program.end() }
  }

  private let folder: String
  private var children: [Child] = []
  private var timeline = Timeline()
  private var rules: [RoleRule] = []
  private let observer = Observer()
  private var sequence = 0

  init(_ roles: [RoleSpec], lab: Lab) throws {
    var template = Array("/tmp/lab-quiz-XXXXXX\0".utf8).map { CChar(bitPattern: $0) }
    guard mkdtemp(&template) != nil else {
      throw AttemptError("/tmp: no folder for the question: \(String(cString: strerror(errno)))")
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    note(.ready)
    for role in roles where role.isStarted {
      try start(role, lab: lab)
    }
  }

  deinit {
    children = []
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func start(_ role: RoleSpec, lab: Lab) throws {
    guard case .workload(let kind, _, _) = role.origin else { return }
    let link = try WorkloadKinds.link(of: kind.filled { self.value($0) })
    let environment = [
      "PATH": try lab.searchPath(), "HOME": folder, "LAB_RUN": "quiz", "LANG": "C.UTF-8",
      // No supervisor is meant: the question's processes are nobody's attempt.
      "LAB_SOCK": folder + "/none",
    ]
    let names: (String) -> String? = { self.value($0) }
    var spec = SpawnSpec(
      role: role.name, executable: try Lab.workloadFolder() + "/" + link,
      arguments: [link] + role.arguments(names), environment: environment, directory: folder)
    spec.newSession = false
    spec.newGroup = true
    spec.standardOutput = folder + "/out"
    spec.standardError = spec.standardOutput
    spec.nice = role.nice?.value(names).map { Int32(clamping: $0) }
    role.treatment.apply(to: &spec, quietest: QuietCPU.find, names)
    let child = Child(try Program(spec))
    let pid = child.program.pid
    children.append(child)
    // Until it has written that it began, its handlers may not be there yet.
    let deadline = ContinuousClock.now + .seconds(3)
    while ContinuousClock.now < deadline {
      let text = (try? String(contentsOfFile: folder + "/events.jsonl", encoding: .utf8)) ?? ""
      if text.contains("\"started\""), text.contains("\(pid)") { break }
      usleep(10_000)
    }
    if let nice = role.renice?.value(names) { try child.program.renice(Int32(clamping: nice)) }
    guard let identity = observer.identity(of: pid),
      let facts = try? observer.facts(of: pid, groups: [.everything])
    else { return }
    rules.append(RoleRule(name: role.name, source: .started))
    note(.bound(role: role.name, process: identity, facts: facts))
  }

  private func note(_ event: Event) {
    timeline.append(
      JournalRecord(sequence: sequence, boot: observer.boot, at: boottime(), event: event))
    sequence += 1
  }

  func value(_ name: String) -> String? { Names(timeline: timeline).value(name) }

  func judge(
    _ text: String, spec: AnswerSpec, match: Match
  ) -> Result<Bool, AnswerProblem> {
    let names = Names(timeline: timeline)
    if case .failure(let problem) = AnswerValue.read(text, as: spec, names) {
      return .failure(problem)
    }
    var facts: [String: ProcessFacts] = [:]
    for rule in rules {
      for process in timeline.processes(of: rule.name) {
        facts["\(process.pid)"] = try? observer.facts(of: process.pid, groups: [.everything])
      }
    }
    note(.answered(Answer(name: spec.name, text: text, facts: facts)))
    let check = Check(answer: spec.name, match: match)
    let world = World(timeline: timeline, now: boottime())
    let verdicts = Judge(checks: [check], answers: [spec], roles: rules).verdicts(in: world)
    return .success(verdicts.first?.verdict == .passed)
  }
}
