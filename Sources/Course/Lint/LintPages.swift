internal import Checking

/// What must fit on a screen, and what each page must offer.
enum LintPages {
  static func check(_ exercise: Exercise, _ log: ContentLog) {
    let folder = "Exercises/\(exercise.id)"
    let task = lines(of: exercise.task)
    if task > Lint.taskLines {
      log.report(
        "\(task) lines at \(Lint.columns) columns; a task has at most \(Lint.taskLines)",
        at: SourcePlace(file: "\(folder)/task.md"))
    }
    if exercise.task.allSatisfy(\.isWhitespace) {
      log.report("the task is empty", at: SourcePlace(file: "\(folder)/task.md"))
    }
    for (index, hint) in exercise.hints.enumerated() where lines(of: hint) > Lint.pageLines {
      log.report(
        "hint \(index + 1) has \(lines(of: hint)) lines at \(Lint.columns) columns; a page has "
          + "\(Lint.pageLines)",
        at: SourcePlace(file: "\(folder)/hints.md"))
    }
  }

  static func check(_ course: Course, _ log: ContentLog) {
    var quizzes: [String: SourcePlace] = [:]
    for lesson in course.modules.flatMap(\.lessons) {
      for (index, page) in lesson.pages.enumerated() {
        let place = SourcePlace(file: lesson.path, line: page.line)
        var count = lines(of: page.markdown)
        if let quiz = page.quiz {
          count += 1 + lines(of: quiz.ask.source)
          if case .options(let options, _) = quiz.form { count += options.count }
          if let other = quizzes[quiz.id] {
            log.report("the quiz id '\(quiz.id)' is taken, \(other)", at: quiz.place)
          }
          quizzes[quiz.id] = quiz.place
        }
        if count > Lint.pageLines {
          log.report(
            "page \(index + 1) has \(count) lines at \(Lint.columns) columns; a page has "
              + "\(Lint.pageLines)",
            at: place)
        }
        if page.tries.isEmpty {
          log.report("page \(index + 1) has nothing to try: a ```try block", at: place)
        }
        if !lesson.requires.contains(.userManager), page.tries.contains(where: needsManager) {
          log.report(
            "page \(index + 1) speaks to the user's systemd: the lesson begins with "
              + "requires: [user-manager]", at: place)
        }
      }
    }
  }

  /// Whether a line is for the learner's own systemd, which not every machine has.
  private static func needsManager(_ line: String) -> Bool {
    line.contains(/\b(systemctl|systemd-run|journalctl)\b.*--user\b/)
  }

  /// Lines at the usual width, each source line wrapped by itself; fences take none.
  static func lines(of text: String) -> Int {
    let filled = Template(text).filled { name in
      // About as wide as what will stand there.
      name.hasSuffix(".pid") || name.hasSuffix(".group") ? "42107" : "bert-k7q"
    }
    var lines = filled.split(separator: "\n", omittingEmptySubsequences: false)
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    return lines.reduce(0) { sum, line in
      if line.hasPrefix("```") { return sum }
      return sum + max(1, (line.count + Lint.columns - 1) / Lint.columns)
    }
  }
}
