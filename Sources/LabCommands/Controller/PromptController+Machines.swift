import Attempts
import Course
import Glibc
import Machines

extension PromptController {
  /// Goes into the practice machine where an exercise runs, and comes back when its prompt is left.
  ///
  /// - Parameter line: What the lab inside begins with.
  func visit(_ exercise: Exercise, _ line: String) throws -> VerbOutcome {
    unfollow()
    // Without a terminal there is nobody to go in: the words are done inside, one by one.
    guard asksFirst else { return try visitPlainly(exercise, line) }
    _ = try goIn(MachineVisit(lab: lab, matter: exercise, look: look), line)
    return .none
  }

  /// Shows the page that the learner is at where its lines can be tried: in a practice machine.
  ///
  /// - Returns: false where it didn't come to that, and the page is to be read here.
  func visit(_ lesson: Lesson) -> Bool {
    guard asksFirst, !readHere.contains(lesson.path),
      case .machine = lab.placement(of: lesson)
    else { return false }
    unfollow()
    do {
      if try goIn(MachineVisit(lab: lab, matter: lesson, look: look), "task") { return true }
    } catch {
      // A lesson can be read all the same.
      say([""] + look.wrap("  \(look.sentence("\(error)"))", indent: 2))
    }
    readHere.insert(lesson.path)
    return false
  }

  /// - Returns: false where nobody went in.
  private func goIn(_ visit: MachineVisit<some Placeable>, _ line: String) throws -> Bool {
    switch try visit.run(line, say: say) {
    case .left: return true
    case .refused: return false
    case .hungUp:
      // The window is gone: this prompt learns it in its own way.
      kill(getpid(), SIGHUP)
      return true
    }
  }

  private func visitPlainly(_ exercise: Exercise, _ line: String) throws -> VerbOutcome {
    guard case .machine(let kind, let why, let first) = lab.placement(of: exercise) else {
      return .none
    }
    if let first {
      throw AttemptError("\(exercise.id) runs in a practice machine; first: \(first)")
    }
    say(look.wrap("  \(exercise.id) runs in a practice machine: \(why)", indent: 2))
    let stay = try lab.enter(kind, for: exercise, version: LabMain.version) { _ in }
    flushOutput()
    _ = try PassOn.run(line.split(separator: " ").map(String.init), in: stay)
    try stay.bringBack()
    return .none
  }

  /// Has the lab inside do a word, where the exercise that is meant lives in a practice machine.
  ///
  /// - Returns: false where it is for this lab.
  func passOn(_ words: (String) -> [String]) throws -> Bool {
    if let attempt, !attempt.isClosed { return false }
    // An exercise that is open here comes first.
    guard try lab.openAttempts().isEmpty, let away = try lab.openInMachines().last else {
      return false
    }
    flushOutput()
    return try PassOn.run(away.exercise, lab: lab, words) != nil
  }

  /// The exercise that `retry` means, if it runs in a practice machine.
  func exerciseToVisit(_ name: String?) throws -> Exercise? {
    var id = try name.map(fullName)
    if id == nil {
      guard attempt == nil, try lab.openAttempts().isEmpty else { return nil }
      id = try lab.openInMachines().last?.exercise
    }
    guard let id, let exercise = try? lab.exercise(id),
      case .machine = lab.placement(of: exercise)
    else { return nil }
    return exercise
  }
}
