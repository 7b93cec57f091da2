import Shell

/// Who stands behind the prompt: knows the lab's words and what there is to say.
protocol PromptDelegate: AnyObject {
  /// Whether this whole line is the lab's; asked at the primary prompt only.
  func verb(in line: String) -> Bool
  /// Does what a line of the lab asks; what there is to read is printed by then.
  func perform(_ line: String) -> VerbOutcome
  /// What stands before the learner's own prompt, such as `lab ` or `0/2 `.
  func promptPrefix() -> String
  /// Words that `text`, which begins at `start` of `line`, could become; nil leaves it to bash.
  func completions(for text: String, line: String, start: Int) -> [String]?
  /// Lab words that begin so; offered beside bash's commands as the first word of a line.
  func wordsBeginning(with text: String) -> [String]
  /// What Tab types on an empty line.
  func tabOnEmptyLine() -> String?
  /// Called at most ten times a second, at the prompt and while commands run.
  func tick()
  /// Lines to show above the prompt, each once.
  func takeNotices() -> [String]
  /// A line of the learner has run in bash and the prompt is back.
  func shellCommandFinished(status: Int32, cwd: String, line: String)
  /// A spare terminal has ended, and the learner's own shell is at the prompt again.
  func spareEnded()
  /// The prompt is about to end, whatever the reason.
  func willLeave()
}

extension PromptDelegate {
  func wordsBeginning(with text: String) -> [String] { [] }
  func spareEnded() {}
}

/// What a lab word asks the prompt to do next.
enum VerbOutcome {
  /// Nothing: the prompt comes back.
  case none
  /// Types a line for the learner, in their sight, and runs it in bash.
  case type(String)
  /// Works in this bash until it ends, then in the learner's own again.
  case switchSession(BashSession)
  /// Asks for one line; nil came if the learner declined (Ctrl-C, Ctrl-D).
  case askLine(prompt: String, handler: (String?) -> VerbOutcome)
  /// Leaves, as `exit` does: bash may warn of stopped jobs.
  case leave
}
