import Attempts
import Checking
import Course
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
      say(HelpScreen.lines)
    case .card(let name):
      say(try CardScreen.lines(lab, name: name, look: look))
    case .retry(let id): return try retry(id)
    case .start(let id): return try start(id)
    case .trial(let name): return try trial(name)
    }
    return .none
  }

  // MARK: - The way through the course

  private func next() throws -> VerbOutcome {
    endFirstRun()
    let walk = try lab.walk()
    // An exercise that is open comes before the next page.
    if let attempt, !attempt.isClosed, case .exercise(_, let id) = try walk.current(),
      id == attempt.exercise.id, try !attempt.isPassed()
    {
      say(
        ["", "  \(id) is still open. task shows it; next once more goes on without it."]
          + [""])
      unfollow()
      return .none
    }
    return try show(place: try walk.next(), walk: walk)
  }

  private func back() throws -> VerbOutcome {
    let walk = try lab.walk()
    guard let place = try walk.previous() else {
      say(["", "  This is the beginning.", ""])
      return .none
    }
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
      say(["", "  That was the last page. map shows what is still open.", ""])
      return .none
    }
  }

  func showPage(module: String, name: String, number: Int) throws {
    let lesson = try lab.lesson(module: module, name: name)
    guard lesson.pages.indices.contains(number - 1) else { return }
    let page = lesson.pages[number - 1]
    quiz?.end()
    quiz = try page.quiz.map { try QuizRound($0, lab: lab, shell: session.shellPID) }
    let values = shellValues(session.shellPID)
    tries = page.tries.map { PageScreen.fill($0, values) }
    let round = quiz
    say(
      PageScreen.lines(
        page, of: lesson, number: number,
        values: { name in round?.value(name) ?? values(name) }, look: look))
  }

  private func task() throws -> VerbOutcome {
    if let attempt, !attempt.isClosed {
      say(TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: look))
      return .none
    }
    let walk = try lab.walk()
    if case .page(let module, let name, let number) = try walk.current() {
      try showPage(module: module, name: name, number: number)
    } else if firstRun != nil {
      say(FirstRun.welcome(name: "", look: look))
    } else {
      say(["", "  Nothing is open. next goes on; map shows what there is.", ""])
    }
    return .none
  }

  // MARK: - An exercise

  func start(_ id: String) throws -> VerbOutcome {
    let exercise = try lab.exercise(id)
    if let why = lab.obstacle(to: exercise) {
      say([""] + look.wrap("  \(id) can't run here: \(why)", indent: 2) + [""])
      return .none
    }
    quiz?.end()
    quiz = nil
    tries = []
    endFirstRun()
    let host = exercise.terminal == .spare ? try spareHost(for: exercise) : nil
    try lab.registerShell(session.shellPID)
    let attempt = try lab.start(id, host: host)
    follow(attempt)
    say(TaskScreen.lines(attempt, verdicts: try attempt.judge(), look: look))
    if let host {
      spare = host
      say(look.wrap("  This exercise has a terminal of its own, which you may lose.", indent: 2))
      return .switchSession(host.session)
    }
    return session.lastPrompt.directory == attempt.bench
      ? .none : .type("cd \(shellQuoted(attempt.shownBench))")
  }

  /// A terminal that the lab may type into and hang up.
  private func spareHost(for exercise: Exercise) throws -> TypistHost {
    try TypistHost(
      directory: try lab.prepareBench(of: exercise), environment: lab.shellEnvironment())
  }

  private func check() throws -> VerbOutcome {
    let attempt = try openAttempt()
    let verdicts = try attempt.judge()
    say(CheckScreen.lines(attempt, verdicts: verdicts, look: look))
    if let trial = attempt.trialToOffer(verdicts) {
      say(
        look.wrap("  \(trial.say) When you are ready: trial \(trial.name)", indent: 2) + [""])
    }
    return .none
  }

  private func hint() throws -> VerbOutcome {
    let attempt = try openAttempt()
    say(HintScreen.lines(try lab.hint(attempt), look: look))
    return .none
  }

  private func answer(_ words: [String]) throws -> VerbOutcome {
    if let quiz {
      say(QuizScreen.lines(try quiz.reply(words), look: look))
      return .none
    }
    let attempt = try openAttempt()
    let outcome = try lab.answer(attempt, words: words)
    say(AnswerScreen.lines(attempt, outcome: outcome, look: look))
    // What was just said on the screen is no news at the next tick.
    follow(attempt)
    return .none
  }

  private func retry(_ id: String?) throws -> VerbOutcome {
    let old: Attempt
    if let id { old = try lab.current(id, orLast: true) } else { old = try openAttempt(orLast: true) }
    let exercise = old.exercise
    let host = exercise.terminal == .spare ? try spareHost(for: exercise) : nil
    let fresh = try lab.retry(old, host: host)
    follow(fresh.attempt)
    say(RetryScreen.lines(fresh, look: look))
    if let host {
      spare = host
      return .switchSession(host.session)
    }
    return session.lastPrompt.directory == fresh.attempt.bench
      ? .none : .type("cd \(shellQuoted(fresh.attempt.shownBench))")
  }

  private func trial(_ name: String?) throws -> VerbOutcome {
    let attempt = try openAttempt()
    let trials = attempt.exercise.trials
    guard let name = name ?? (trials.count == 1 ? trials[0].name : nil) else {
      let names = trials.map(\.name).joined(separator: ", ")
      say(["", trials.isEmpty ? "  This exercise has no trial." : "  Which one? \(names)", ""])
      return .none
    }
    guard let spare else {
      throw AttemptError(
        "the spare terminal of \(attempt.exercise.id) is gone: retry opens another",
        kind: .usage)
    }
    say(look.wrap("  \(trials.first { $0.name == name }?.say.filled { attempt.value($0) } ?? "")", indent: 2))
    try lab.trial(name, of: attempt, host: spare)
    self.spare = nil
    return .none
  }

  private func openAttempt(orLast: Bool = false) throws -> Attempt {
    if let attempt, !attempt.isClosed || orLast { return attempt }
    let found = try lab.current(nil, orLast: orLast)
    follow(found)
    return found
  }
}

/// A word that bash reads as itself, with ~ left as it is.
func shellQuoted(_ text: String) -> String {
  let plain = text.utf8.allSatisfy { byte in
    byte >= 0x80 || "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./~+,:@%"
      .utf8.contains(byte)
  }
  guard !plain else { return text }
  return "'" + text.replacing("'", with: "'\\''") + "'"
}
