import ArgumentParser
import Attempts
import CLinux
import Course
import FoundationEssentials
import Glibc
import LineEditor
import Progress
import Shell
import Supervision
import Text

/// `lab` alone: the prompt, resuming where the learner was.
struct PromptCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "prompt", abstract: "The prompt; what 'lab' alone does.", shouldDisplay: false)
  @OptionGroup var common: CommonOptions
  @Flag(help: "A plain bash instead, when the prompt is in the way.") var plain = false

  func execute() throws -> Int32 {
    if getenv("LAB_INSIDE") != nil {
      // A lab in the lab would only confuse: bare `lab` there shows the task.
      return try TaskCommand.parse([]).execute()
    }
    return try Self.run(lab: common.lab(), starting: nil, plain: plain)
  }

  static func run(lab: Lab, starting exercise: String?, plain: Bool = false) throws -> Int32 {
    _ = try lab.course()
    let store = try lab.store()
    guard isatty(0) == 1, isatty(1) == 1 else { return try PlainPrompt(lab: lab).run() }
    let look = Look.standard
    if try !lab.knowsLearner() { try ask(lab) }
    let learner = try lab.learner().learner
    let before = try store.lastVisit(learner: learner.id)
    var visit = try store.recordVisit(Visit(learner: learner.id))

    try? FileManager.default.createDirectory(
      atPath: lab.paths.state, withIntermediateDirectories: true)
    let session = try BashSession(
      environment: lab.shellEnvironment(),
      historyFile: lab.paths.state + "/bash_history",
      size: TerminalSize(of: 0) ?? TerminalSize(), settings: terminalSettings())
    let controller = PromptController(lab: lab, session: session, look: look)
    if try store.value("first-run") == nil, exercise == nil {
      controller.firstRun = FirstRun(shell: session.shellPID)
      show(FirstRun.welcome(name: learner.name ?? "", look: look))
    } else if exercise == nil {
      show(try Greeting.lines(lab, controller: controller, before: before, look: look))
    }
    let editor = LineEditor(historyFile: lab.paths.state + "/history")
    let loop = PromptLoop(session: session, editor: editor, delegate: controller)
    if let exercise {
      loop.begin(with: "start \(exercise)")
    }
    let status = loop.run()
    visit.left = ProgressStore.now()
    visit.how = loop.wasHungUp ? .windowClosed : .exit
    _ = try? store.recordVisit(visit)
    if !loop.wasHungUp { try farewell(lab, look: look) }
    return status
  }

  /// One question, once, which may be declined.
  private static func ask(_ lab: Lab) throws {
    show(["", "  Who are you? Your e-mail as on the class list (Enter: just trying): "])
    let line = (readLine() ?? "").trimmed
    let name = line.split(separator: "@").first.map(String.init) ?? ""
    try lab.setLearner(email: line, name: name)
  }

  private static func terminalSettings() -> termios? {
    var settings = termios()
    return tcgetattr(0, &settings) == 0 ? settings : nil
  }

  private static func farewell(_ lab: Lab, look: Look) throws {
    let open = try lab.openAttempts()
    guard !open.isEmpty else { return }
    let names = open.map(\.exercise.id).joined(separator: ", ")
    show(look.wrap("  Still set up: \(names). lab goes on there; lab stop --all ends it.", indent: 2))
  }
}

/// What a returning learner is told: what became of their processes, and where they are.
enum Greeting {
  static func lines(
    _ lab: Lab, controller: PromptController, before: Visit?, look: Look
  ) throws -> [String] {
    let learner = try lab.learner().learner
    var lines = [""]
    let name = learner.name.map { $0.isEmpty ? "" : ", \($0)" } ?? ""
    var hello = "Welcome back\(name)."
    if let before, let left = before.left {
      let how = before.how == .windowClosed ? ", when the window closed" : ""
      hello += " You left \(ago(ProgressStore.now() - left))\(how)."
    }
    lines += look.wrap("  " + hello, indent: 2)
    let resumed = try lab.resume(since: before?.left ?? before?.opened)
    for outcome in resumed {
      lines.append("")
      if !outcome.fates.isEmpty {
        lines.append("  What became of your processes (\(outcome.attempt.exercise.id)):")
        lines += outcome.fates.prefix(6).map { "    \($0)" }
      }
      lines += look.wrap("  \(outcome.note)", indent: 2)
    }
    let states = try lab.progressByExercise()
    let passed = states.values.count { $0.state == "passed" }
    let total = try lab.library().exerciseIDs().count
    let points = states.values.reduce(0) { $0 + $1.score }
    lines += ["", "  \(passed) of \(total) passed, \(TaskScreen.plain(points)) points."]
    if let current = resumed.last(where: { !$0.attempt.isClosed }) {
      controller.follow(current.attempt)
      lines += [
        "", "    task   what \(current.attempt.exercise.id) asks        map   go elsewhere", "",
      ]
    } else {
      lines += ["", "    next   go on                    map   go elsewhere", ""]
    }
    return lines
  }

  static func ago(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: return "a moment ago"
    case ..<5400: return "\(Int(seconds / 60)) minutes ago"
    case ..<172_800: return "\(Int(seconds / 3600)) hours ago"
    default: return "\(Int(seconds / 86400)) days ago"
    }
  }
}
