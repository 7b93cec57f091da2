import ArgumentParser
import Attempts
import Course
import Glibc
import Record

struct AnswerCommand: LabSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "answer",
    abstract: "Give an answer that an exercise, or the page you are at, asks for.",
    usage: "lab answer [--exercise E] [NAME=]ANSWER …",
    discussion: """
      lab answer 4242
      lab answer loaders="41 42"
      lab answer labels="41=R 42=S"
      """)
  @OptionGroup var common: CommonOptions
  @OptionGroup var which: ExerciseOption
  @Argument(help: "A PID, a number, a word; several with blanks between.") var words: [String] = []

  func execute() throws -> Int32 {
    let lab = try common.lab()
    // An open exercise needs no course: it has its own copy.
    if which.exercise == nil, let quiz = try? lab.quizHere() { return try answer(quiz, lab) }
    let passed = try PassOn.run(which.exercise, lab: lab) { id in
      ["answer", "--exercise", id, "--"] + words
    }
    if let passed { return passed }
    let attempt = try lab.current(which.exercise)
    let outcome = try lab.answer(attempt, words: words)
    guard let verdict = outcome.verdict else {
      throw AttemptError(outcome.note, kind: .usage)
    }
    try emit(AnswerScreen.lines(attempt, outcome: outcome, look: .standard))
    return verdict.verdict == .passed ? 0 : 1
  }

  private func answer(_ quiz: Quiz, _ lab: Lab) throws -> Int32 {
    guard case .options(let options, _) = quiz.form else {
      throw AttemptError(
        "the question on this page has processes of its own: answer it at the lab's prompt: lab",
        kind: .usage)
    }
    let keys = options.map(\.key)
    guard words.count == 1, keys.contains(words[0].lowercased()) else {
      throw AttemptError(
        "answer with one of \(keys.joined(separator: ", ")); lab task shows the question",
        kind: .usage)
    }
    let outcome = try QuizRound(quiz, lab: lab, shell: getppid()).reply(words)
    try emit(QuizScreen.lines(outcome, look: .standard))
    return outcome.correct ? 0 : 1
  }
}
