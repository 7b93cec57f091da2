import ArgumentParser
import Attempts
import CLinux
import Course
import FoundationEssentials
import Glibc
import LineEditor
import Machines
import Observation
import ProcFS
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
  /// A line of the lab that comes before the first prompt: how a practice machine is entered.
  @Option(help: .hidden) var begin: String?

  func execute() throws -> Int32 {
    if getenv("LAB_INSIDE") != nil {
      // A lab in the lab would only confuse: bare `lab` there shows the task.
      return try TaskCommand.parse([]).execute()
    }
    return try Self.run(lab: common.lab(), beginningWith: begin, plain: plain)
  }

  /// - Parameter line: A line of the lab that comes before the first prompt; nil greets.
  static func run(lab: Lab, beginningWith line: String?, plain: Bool = false) throws -> Int32 {
    _ = try lab.course()
    let store = try lab.store()
    guard isatty(0) == 1, isatty(1) == 1 else { return try PlainPrompt(lab: lab).run() }
    let look = Look.standard
    if try !lab.knowsLearner() { try ask(lab, look: look) }
    if plain { return try handOver(lab, look: look) }

    try? FileManager.default.createDirectory(
      atPath: lab.paths.state, withIntermediateDirectories: true)
    let session: BashSession
    do {
      session = try BashSession(
        environment: lab.shellEnvironment(),
        historyFile: lab.paths.state + "/bash_history",
        size: TerminalSize(of: 0) ?? TerminalSize(), settings: terminalSettings())
    } catch {
      complain("\(error); here is a plain bash")
      return try handOver(lab, look: look)
    }
    let controller = PromptController(lab: lab, session: session, look: look)
    let loop = PromptLoop(
      session: session, editor: LineEditor(historyFile: lab.paths.state + "/history"),
      delegate: controller)
    var visit = try beginVisit(controller, greets: line == nil)
    if let line { loop.begin(with: line) }
    if line == nil, let attempt = controller.attempt, access(attempt.bench, F_OK) == 0,
      FileManager.default.currentDirectoryPath != attempt.bench
    {
      loop.begin(typing: "cd \(shellQuoted(attempt.shownBench))")
    }
    let status = loop.run()
    visit.left = ProgressStore.now()
    visit.how = loop.wasHungUp ? .windowClosed : .exit
    _ = try? store.recordVisit(visit)
    if let id = visit.id { try? store.setValue(nil, for: "prompt-\(id)") }
    if !loop.wasHungUp { farewell(lab, look: look) }
    return status
  }

  /// Welcomes a new learner, or tells one who comes back where they are.
  private static func beginVisit(
    _ controller: PromptController, greets: Bool
  ) throws -> Visit {
    let lab = controller.lab
    let store = try lab.store()
    let learner = try lab.learner().learner
    let before = try store.lastVisit(learner: learner.id)
    let visit = try store.recordVisit(Visit(learner: learner.id))
    let observer = Observer()
    if let id = visit.id, let own = observer.identity(of: getpid()) {
      try store.setValue("\(own.pid) \(own.startTimeTicks)", for: "prompt-\(id)")
    }
    guard greets else { return visit }
    if try store.value("first-run") == nil {
      controller.firstRun = FirstRun(shell: controller.session.shellPID)
      show(FirstRun.welcome(name: learner.name ?? "", look: controller.look))
      return visit
    }
    let greeting = GreetingScreen(
      lab: lab, look: controller.look, before: before,
      isElsewhere: try isOpen(before, store: store, observer: observer))
    let (lines, attempt) = try greeting.greet()
    if let attempt { controller.follow(attempt) }
    show(lines)
    return visit
  }

  /// Whether the prompt of a visit still runs.
  private static func isOpen(
    _ visit: Visit?, store: ProgressStore, observer: Observer
  ) throws -> Bool {
    guard let visit, visit.left == nil, let id = visit.id,
      let words = try store.value("prompt-\(id)")?.split(separator: " "), words.count == 2,
      let pid = Int32(words[0]), let start = UInt64(words[1])
    else { return false }
    return observer.identity(of: pid)?.startTimeTicks == start
  }

  /// One question, once, which may be declined.
  private static func ask(_ lab: Lab, look: Look) throws {
    let question = "  Who are you? Your e-mail as on the class list (Enter: just trying): "
    let lines = [""] + look.wrap(question, indent: 2)
    write(1, lines.joined(separator: "\n") + " ")
    // A key such as Ctrl-L is no part of a name.
    let typed = (readLine() ?? "").unicodeScalars.filter {
      $0.properties.generalCategory != .control
    }
    let line = String(String.UnicodeScalarView(typed)).trimmed
    try lab.setLearner(email: line, name: givenName(line))
  }

  /// What a learner may be called, from their e-mail: `alice.smith@…` is Alice.
  static func givenName(_ email: String) -> String {
    let local = email.split(separator: "@").first ?? ""
    let parts = local.split { !$0.isLetter }
    let part = parts.first { $0.count > 1 } ?? Substring(local)
    return part.prefix(1).uppercased() + part.dropFirst()
  }

  private static func write(_ descriptor: Int32, _ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }

  /// The fallback: the terminal itself for a plain bash, in which the lab's words are commands.
  private static func handOver(_ lab: Lab, look: Look) throws -> Int32 {
    show(
      [""]
        + look.wrap(
          "  This is a plain bash. The lab's words are commands here: lab next, lab task, "
            + "lab check, lab hint, lab map. exit leaves.", indent: 2) + [""])
    return try Handoff.run(environment: lab.shellEnvironment()) { pid in
      try? lab.registerShell(pid)
    }
  }

  private static func terminalSettings() -> termios? {
    var settings = termios()
    return tcgetattr(0, &settings) == 0 ? settings : nil
  }

  private static func farewell(_ lab: Lab, look: Look) {
    // In a practice machine it is the outside that has the last word.
    if lab.isInMachine { return }
    let open = (try? lab.openAttempts().map(\.exercise.id)) ?? []
    if !open.isEmpty {
      let names = open.joined(separator: ", ")
      show(
        look.wrap(
          "  \(names) stays set up; lab goes on there. (lab stop --all ends it.)", indent: 2))
    }
    for machine in (try? lab.machines.list()) ?? [] {
      let name = machine.record.name
      show(
        look.wrap(
          "  The practice machine '\(name)' runs on. (\(MachineScreen.stop(name)) ends it; an hour "
            + "without use does, too.)", indent: 2))
    }
  }
}
