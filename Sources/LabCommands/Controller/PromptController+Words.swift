import Attempts
import Checking
import Course
import ProcFS
import Progress
import Record
import Shell

extension PromptController {
  /// Does what a lab word asks.
  func perform(_ word: LabWord) throws -> VerbOutcome {
    switch word {
    case .next: return try next()
    case .back: return try back()
    case .task: return try task()
    case .check: return try check()
    case .hint: return try hint()
    case .answer(let words): return try answer(words)
    case .map(let module):
      say(try MapScreen.lines(lab, module: module, look: look))
    case .help:
      say(HelpScreen.lines(look))
    case .lesson(let name?): return try lesson(name)
    case .lesson(nil):
      say(LessonsScreen.lines(try lab.course(), look: look))
    case .card(let name):
      say(try CardScreen.lines(lab, name: name, look: look))
    case .retry(let id): return try retry(id)
    case .start(let name?): return try start(name)
    case .start(nil): try startWhat()
    case .trial(let name): return try trial(name)
    }
    return .none
  }

  // MARK: - The way through the course

  private func next() throws -> VerbOutcome {
    endFirstRun()
    let walk = try lab.walk()
    // An exercise that is open comes before the next page.
    if let attempt, !attempt.isClosed, warnedOf != attempt.id, try !attempt.isPassed() {
      warnedOf = attempt.id
      say(
        [""]
          + look.wrap(
            "  \(attempt.exercise.id) is still open: task shows it. next once more goes on "
              + "without it; it stays as it is.", indent: 2) + [""])
      return .none
    }
    let was = attempt
    unfollow()
    // Its machine was restarted, or its processes reached their time limit: set up afresh.
    if was == nil, case .exercise(_, let id)? = try walk.current(), try isUnfinished(id) {
      return try start(id)
    }
    return try show(place: try walk.next(), walk: walk)
  }

  /// Whether an exercise was begun, is over without being passed, and not because it was left.
  private func isUnfinished(_ id: String) throws -> Bool {
    let state = try lab.progressByExercise()[id]?.state
    return state == AttemptState.interrupted.rawValue || state == AttemptState.expired.rawValue
  }

  private func back() throws -> VerbOutcome {
    let walk = try lab.walk()
    guard let place = try walk.previous() else {
      say(["", "  This is the beginning.", ""])
      return .none
    }
    if case .page = place { unfollow() }
    return try show(place: place, walk: walk)
  }

  func show(place: Walk.Place, walk: Walk) throws -> VerbOutcome {
    switch place {
    case .page(let module, let name, let number):
      try walk.go(to: place)
      try showPage(module: module, name: name, number: number)
      return .none
    case .exercise(_, let id):
      try walk.go(to: place)
      return try start(id)
    case .end:
      say(
        [
          "", "  That was the last page, and everything is passed or was looked at.",
          "  map shows where you are; start M/E goes to one exercise.", "",
        ])
      return .none
    }
  }

  /// Goes to the beginning of a lesson; `next` goes on from there.
  private func lesson(_ name: String) throws -> VerbOutcome {
    let lesson = try lab.lesson(named: name)
    endFirstRun()
    unfollow()
    readHere.remove(lesson.path)
    return try show(
      place: .page(module: lesson.module, lesson: lesson.id, page: 1), walk: try lab.walk())
  }

  /// Shows a page: in a practice machine, if its lines can't be tried here but there.
  func showPage(module: String, name: String, number: Int) throws {
    let lesson = try lab.lesson(module: module, name: name)
    guard lesson.pages.indices.contains(number - 1) else { return }
    let page = lesson.pages[number - 1]
    endQuiz()
    if visit(lesson) { return }
    quiz = try page.quiz.map { try QuizRound($0, lab: lab, shell: session.shellPID) }
    let values = shellValues(session.shellPID)
    tries = page.tries.map { PageScreen.fill($0, values) }
    let round = quiz
    say(
      PageScreen.lines(
        page, of: lesson, number: number,
        values: { name in round?.value(name) ?? values(name) }, look: look)
        + LessonPlace.note(on: lesson, lab: lab, look: look))
  }

  private func task() throws -> VerbOutcome {
    if let attempt, !attempt.isClosed {
      say(TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: look))
      return .none
    }
    if try passOn({ ["task", $0] }) { return .none }
    let walk = try lab.walk()
    if case .page(let module, let name, let number) = try walk.current() {
      try showPage(module: module, name: name, number: number)
    } else if firstRun != nil {
      say(FirstRun.welcome(name: try lab.learner().learner.name ?? "", look: look))
    } else {
      say(["", "  Nothing is open. next goes on; map shows what there is.", ""])
    }
    return .none
  }

  // MARK: - An exercise

  func start(_ name: String) throws -> VerbOutcome {
    if try lab.course().module(name) != nil {
      say(
        [""]
          + look.wrap(
            "  \(name) is a module: lesson \(name)/1 begins it, map \(name) shows what is in it.",
            indent: 2) + [""])
      return .none
    }
    let exercise = try lab.exercise(fullName(name))
    let id = exercise.id
    if let why = lab.obstacle(to: exercise) {
      say([""] + look.wrap("  \(id) can't run here: \(why)", indent: 2) + [""])
      return .none
    }
    endFirstRun()
    endQuiz()
    if case .machine = lab.placement(of: exercise) { return try visit(exercise, "start \(id)") }
    // Whoever jumps goes on from there.
    try lab.walk().go(to: .exercise(module: exercise.module, id: id))
    if let attempt, attempt.exercise.id == id, !attempt.isClosed, try !attempt.isPassed() {
      warnedOf = nil
      say(TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: look))
      return enter(attempt)
    }
    let host = exercise.terminal == .spare ? try spareHost(for: exercise) : nil
    try lab.registerShell(session.shellPID)
    var attempt = try lab.start(id, host: host)
    if let host, !attempt.timeline.shells.contains(where: { $0.pid == host.session.shellPID }) {
      // It was open, but the terminal that it had is gone.
      attempt = try lab.retry(attempt, host: host).attempt
    }
    follow(attempt)
    let page = TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: look)
    say(try lookingAhead(to: exercise) + page)
    return enter(attempt, host)
  }

  /// A word to whoever begins a module before they have begun what it builds on.
  private func lookingAhead(to exercise: Exercise) throws -> [String] {
    let module = exercise.module
    let states = try lab.progressByExercise()
    let begun = Set(
      states.keys.filter { $0 != exercise.id }.compactMap { $0.split(separator: "/").first })
    let missing = try lab.course().module(module)?.prerequisites.filter { !begun.contains($0[...]) }
    guard let missing, !missing.isEmpty, !begun.contains(module[...]) else { return [] }
    return [""]
      + look.wrap(
        "  Looking ahead is fine. (\(module) builds on \(missing.joined(separator: " and ")).)",
        indent: 2)
  }

  /// Goes to where the exercise is worked on: its own terminal, or its bench.
  private func enter(_ attempt: Attempt, _ host: TypistHost? = nil) -> VerbOutcome {
    if let host {
      spare = host
      say(
        look.wrap(
          "  This exercise has a terminal of its own, which you may lose. exit leaves it.",
          indent: 2) + [""])
      return .switchSession(host.session)
    }
    return spare != nil || session.lastPrompt.directory == attempt.bench
      ? .none : .type("cd \(shellQuoted(attempt.shownBench))")
  }

  /// MODULE/EXERCISE for a name without its module, if only one module has it.
  func fullName(_ name: String) throws -> String {
    if name.contains("/") { return name }
    let found = try lab.library().exerciseIDs().filter { $0.hasSuffix("/\(name)") }
    return found.count == 1 ? found[0] : name
  }

  /// `start` alone: what is open, or how to name one.
  private func startWhat() throws {
    let open = try lab.openAttempts().map { "start \($0.exercise.id)" }
    let text =
      open.isEmpty
      ? "start takes an exercise, such as: start signals/term-first. map signals names them."
      : "start takes an exercise. Open: \(open.joined(separator: ", "))"
    say([""] + look.wrap("  \(text)", indent: 2) + [""])
  }

  private func endQuiz() {
    quiz?.end()
    quiz = nil
    tries = []
  }

  /// A terminal that the lab may type into and hang up.
  private func spareHost(for exercise: Exercise) throws -> TypistHost {
    try TypistHost(
      directory: try lab.prepareBench(of: exercise), environment: lab.shellEnvironment())
  }

  private func check() throws -> VerbOutcome {
    if try passOn({ ["check", $0] }) { return .none }
    let attempt = try openAttempt()
    let verdicts = try attempt.judge()
    say(CheckScreen.lines(attempt, verdicts: verdicts, look: look))
    if let trial = attempt.trialToOffer(verdicts) {
      say(
        look.wrap("  \(trial.say) When you are ready: trial \(trial.name)", indent: 2) + [""])
    }
    self.verdicts(are: verdicts, of: attempt)
    return .none
  }

  private func hint() throws -> VerbOutcome {
    if try passOn({ ["hint", $0] }) { return .none }
    let attempt = try openAttempt()
    guard asksFirst, try lab.hintsLeft(attempt) == 0, !attempt.exercise.solutions.isEmpty else {
      say(HintScreen.lines(try lab.hint(attempt), look: look))
      return .none
    }
    say(["", "  That were all hints."])
    return .askLine(prompt: "  Show how it can be solved? (y, or Enter: not yet) ") {
      [self] reply in
      guard let reply, reply.trimmed.lowercased().hasPrefix("y") else {
        say([""])
        return .none
      }
      do {
        say(HintScreen.lines(try lab.hint(attempt), look: look))
      } catch {
        say(["", "  \(error)", ""])
      }
      return .none
    }
  }

  private func answer(_ words: [String]) throws -> VerbOutcome {
    // A question that was answered doesn't stand in the way of an exercise that asks.
    if let quiz, !quiz.isAnswered || attempt?.isClosed ?? true {
      if words.isEmpty {
        say([""] + look.aside("answer \(QuizScreen.shape(quiz.quiz))") + [""])
      } else {
        say(QuizScreen.lines(try quiz.reply(words), look: look))
      }
      return .none
    }
    if !words.isEmpty, try passOn({ ["answer", "--exercise", $0, "--"] + words }) { return .none }
    let attempt = try openAttempt()
    if words.isEmpty {
      say(AnswerScreen.question(attempt, look: look))
      return .none
    }
    let outcome = try lab.answer(attempt, words: words)
    say(AnswerScreen.lines(attempt, outcome: outcome, look: look))
    // What was just said on the screen is no news at the next tick.
    follow(attempt)
    return .none
  }

  private func retry(_ id: String?) throws -> VerbOutcome {
    if let exercise = try exerciseToVisit(id) {
      return try visit(exercise, "retry \(exercise.id)")
    }
    let old: Attempt
    if let id {
      old = try lab.current(fullName(id), orLast: true)
    } else {
      old = try openAttempt(orLast: true)
    }
    let exercise = old.exercise
    let host = exercise.terminal == .spare ? try spareHost(for: exercise) : nil
    endQuiz()
    try lab.registerShell(session.shellPID)
    let fresh = try lab.retry(old, host: host)
    follow(fresh.attempt)
    say(RetryScreen.lines(fresh, look: look))
    if fresh.newNumbers || exercise.answers.contains(where: \.shownAsPID) {
      say(
        TaskScreen.lines(fresh.attempt, verdicts: try fresh.attempt.judge(), look: look)
          .droppingFirstBlank)
    }
    return enter(fresh.attempt, host)
  }

  private func trial(_ name: String?) throws -> VerbOutcome {
    if try passOn({ ["trial"] + (name.map { [$0] } ?? []) + ["--exercise", $0] }) { return .none }
    let attempt = try openAttempt()
    let trials = attempt.exercise.trials
    guard let name = name ?? (trials.count == 1 ? trials[0].name : nil) else {
      let names = trials.map(\.name).joined(separator: ", ")
      say(["", trials.isEmpty ? "  This exercise has no trial." : "  Which one? \(names)", ""])
      return .none
    }
    let needsTerminal = attempt.exercise.trial(name)?.needsTerminal ?? false
    guard spare != nil || !needsTerminal else {
      throw AttemptError(
        "the spare terminal of \(attempt.exercise.id) is gone: retry opens another",
        kind: .usage)
    }
    let ready = try lab.readyTrial(name, of: attempt)
    let text = ready.say.filled { attempt.value($0) }
    if !text.isEmpty { say([""] + look.wrap("  \(text)", indent: 2)) }
    try lab.trial(name, of: attempt, host: spare)
    // What types into it or hangs it up leaves no terminal to go on with.
    if needsTerminal { spare = nil }
    say(look.aside("That was the trial. check shows what came of it.") + [""])
    return .none
  }

  /// The exercise that is worked on: else that of the bench one is in, else the only open one.
  private func openAttempt(orLast: Bool = false) throws -> Attempt {
    if let attempt, !attempt.isClosed || orLast { return attempt }
    let found: Attempt
    if let here = try openExercise(in: session.lastPrompt.directory) {
      found = try lab.current(here)
    } else {
      let open = try lab.openAttempts().map(\.exercise.id)
      if open.count > 1 {
        throw AttemptError(
          "more than one exercise is open. Take one up: "
            + open.map { "start \($0)" }.joined(separator: ", "), kind: .usage)
      }
      if open.isEmpty && !orLast {
        throw AttemptError(
          "no exercise is open. next goes on; map shows what there is", kind: .usage)
      }
      found = try lab.current(open.first, orLast: orLast)
    }
    follow(found)
    return found
  }
}

extension [String] {
  /// Without an empty line at the beginning.
  var droppingFirstBlank: [String] { first == "" ? Array(dropFirst()) : self }
}

/// A word that bash reads as itself, with ~ left as it is.
func shellQuoted(_ text: String) -> String {
  let plain = text.utf8.allSatisfy { byte in
    byte >= 0x80
      || "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./~+,:@%"
        .utf8.contains(byte)
  }
  guard !plain else { return text }
  return "'" + text.replacing("'", with: "'\\''") + "'"
}
