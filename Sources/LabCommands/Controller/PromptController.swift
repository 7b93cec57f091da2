import Attempts
import CLinux
import Checking
import Course
import FoundationEssentials
import Glibc
import Progress
import Record
import Shell
import Text

/// What stands behind the prompt: it answers lab words, watches the open exercise, and says what
/// became true.
final class PromptController: PromptDelegate {
  let lab: Lab
  let look: Look
  /// The learner's own shell behind the prompt.
  var session: BashSession
  /// The open exercise that the learner is at.
  var attempt: Attempt?
  /// A spare terminal that a trial may hang up, while an exercise is worked on in one.
  var spare: TypistHost?
  var firstRun: FirstRun?
  /// The quiz on the page that is shown, if any.
  var quiz: QuizRound?
  /// The `try` lines of the page that is shown; Tab types the first one that was not run yet.
  var tries: [String] = []
  /// Lessons that are read here although their lines belong into a practice machine: it was said why.
  var readHere: Set<String> = []
  /// How much of the attempt's record the notices know of.
  private var toldRecords = 0
  /// Whether a lab word may ask back: not where lines are piped in.
  var asksFirst = true
  private var live = LiveNotices()
  private var verdicts: [CheckVerdict] = []
  private var queue: [[String]] = []
  private var lastJudged: UInt64 = 0
  private var lastLooked: UInt64 = 0
  private var adviceGiven: Set<String> = []
  /// The open exercise that `next` has warned of; once more goes on without it.
  var warnedOf: String?
  private var directory = ""
  private var jobs = JobWatch()
  private var stoppedJobs: Set<Int32> = []
  private var isRegistered = false

  init(lab: Lab, session: BashSession, look: Look) {
    self.lab = lab
    self.session = session
    self.look = look
  }

  // MARK: - The attempt

  /// Makes an attempt the one that the prompt watches.
  func follow(_ attempt: Attempt) {
    self.attempt = attempt
    warnedOf = nil
    verdicts(are: (try? attempt.judge()) ?? [], of: attempt)
    lastJudged = lab_boottime()
    // What is started below this shell is the learner's.
    if !isRegistered, !attempt.isClosed {
      isRegistered = (try? lab.registerShell(session.shellPID)) != nil
    }
  }

  func unfollow() {
    attempt = nil
    verdicts = []
    warnedOf = nil
  }

  /// What a lab word has just shown is no news at the next tick.
  func verdicts(are verdicts: [CheckVerdict], of attempt: Attempt) {
    self.verdicts = verdicts
    toldRecords = attempt.recordCount
    live.begin(verdicts, timelineReceipts: attempt.receiptsByLearner().count)
  }

  // MARK: - PromptDelegate

  func verb(in line: String) -> Bool {
    guard LabWord(line: line) != nil else { return false }
    let name = String(line.trimmed.split(separator: " ")[0])
    guard name != "lab", name != "help", theirs(name) else { return true }
    if adviceGiven.insert(name).inserted {
      say(
        [""]
          + look.wrap(
            "  '\(name)' is a command of yours here, so it runs. The lab's: lab \(name)", indent: 2)
          + [""])
    }
    return false
  }

  /// Whether the learner has a command of that name of their own.
  private func theirs(_ name: String) -> Bool {
    findProgram(name, path: lab.environment["PATH"] ?? "") != nil
  }

  func perform(_ line: String) -> VerbOutcome {
    guard let word = LabWord(line: line) else { return .none }
    do {
      return try perform(word)
    } catch {
      say([""] + look.wrap("  \(look.sentence("\(error)"))", indent: 2) + [""])
      return .none
    }
  }

  func promptPrefix() -> String {
    guard let attempt, !attempt.isClosed, !verdicts.isEmpty else { return "lab " }
    let passed = verdicts.count { $0.verdict == .passed }
    return "\(passed)/\(verdicts.count) "
  }

  func completions(for text: String, line: String, start: Int) -> [String]? {
    if start == 0 { return nil }
    var words = line.split(separator: " ").map(String.init)
    if line.hasSuffix(" ") { words.append("") }
    if words.first == "lab" { words.removeFirst() }
    guard words.count == 2 else { return nil }
    let candidates: [String]
    switch words[0] {
    case "start", "retry": candidates = (try? lab.library().exerciseIDs()) ?? []
    case "map": candidates = (try? lab.course().modules.map(\.id)) ?? []
    case "lesson":
      candidates = (try? lab.course().modules.flatMap(\.lessons).map(\.placeName)) ?? []
    case "card": candidates = (try? lab.library().cards) ?? []
    case "answer": candidates = attempt?.exercise.answers.map(\.name) ?? []
    case "trial": candidates = attempt?.exercise.trials.map(\.name) ?? []
    default: return nil
    }
    return candidates.filter { $0.hasPrefix(text) }
  }

  /// Lab words that begin as the learner typed: offered beside bash's own candidates.
  func wordsBeginning(with text: String) -> [String] {
    LabWord.verbs.filter { $0.hasPrefix(text) }
  }

  func tabOnEmptyLine() -> String? { firstRun?.tryLine ?? tries.first }

  func tick() {
    let now = lab_boottime()
    if var run = firstRun {
      let lines = run.notices(now: now, look: look)
      if !lines.isEmpty { queue.append(lines) }
      firstRun = run
      if run.isDone { endFirstRun() }
    }
    guard let attempt, !attempt.isClosed else { return }
    if now - lastLooked > 1_000_000_000 {
      lastLooked = now
      try? lab.keepSupervised(attempt)
    }
    // New records are judged at once; files, and what has to last, only once a second.
    attempt.hasNews()
    let isDue = now - lastJudged > 1_000_000_000 && attempt.changesSilently
    guard attempt.recordCount != toldRecords || isDue else { return }
    lastJudged = now
    if attempt.isClosed { return endedElsewhere(attempt) }
    guard let judged = try? attempt.judge(samplesFirst: false) else { return }
    toldRecords = attempt.recordCount
    verdicts = judged
    queue += live.lines(attempt, verdicts: judged, shell: session.shellPID, look: look)
  }

  /// Another window stopped the exercise, or set it up afresh.
  private func endedElsewhere(_ attempt: Attempt) {
    let wasPassed = verdicts.allSatisfy { $0.verdict == .passed }
    unfollow()
    let id = attempt.exercise.id
    if wasPassed { return }
    if let fresh = try? lab.current(id), fresh.id != attempt.id, !fresh.isClosed {
      follow(fresh)
      queue.append(look.wrap("  \(look.ellipsis)  \(id) was set up afresh elsewhere.", indent: 5))
    } else {
      queue.append(
        look.wrap(
          "  \(look.ellipsis)  \(id) was ended elsewhere. start \(id) sets it up again.", indent: 5)
      )
    }
  }

  /// In the bench of another open exercise, that one is meant.
  private func moved(to directory: String) {
    guard directory != self.directory else { return }
    self.directory = directory
    guard spare == nil, let found = try? openExercise(in: directory), found != attempt?.exercise.id,
      let other = try? lab.current(found)
    else { return }
    follow(other)
  }

  /// The exercise whose bench holds a directory, if it is open.
  func openExercise(in directory: String) throws -> String? {
    let learner = try lab.learner().learner.id
    return try lab.store().openAttempts(learner: learner).last { open in
      directory == open.bench || directory.hasPrefix(open.bench + "/")
    }?.exercise
  }

  /// The learner has done, or gone past, the first minute: the next start greets them.
  func endFirstRun() {
    guard firstRun != nil else { return }
    firstRun = nil
    try? lab.store().setValue("yes", for: "first-run")
  }

  func takeNotices() -> [String] {
    defer { queue = [] }
    return queue.flatMap { $0 }
  }

  func shellCommandFinished(status: Int32, cwd: String, line: String) {
    tries.removeAll { $0 == line.trimmed }
    // In a pipe or a list, the status is that of another command.
    if status == 127 || line.contains(where: { "|;&".contains($0) }),
      let advice = LabWord.advice(line: line),
      !theirs(String(line.trimmed.split(separator: " ")[0]))
    {
      queue.append(look.wrap("  " + advice, indent: 2))
    }
    if line.trimmed == "reset", attempt != nil {
      queue.append(
        look.wrap("  (That reset the terminal. To set the exercise up afresh: retry)", indent: 2)
          .map { look.dim($0) })
    }
    moved(to: cwd)
    jobs.look(at: session.shellPID)
    stoppedJobs = jobs.stopped()
  }

  func spareEnded() { spare = nil }

  func willLeave() {
    spare = nil
    if let store = try? lab.store() { jobs.leave(store: store, stopped: stoppedJobs) }
  }

  func say(_ lines: [String]) { LabCommands.show(lines) }
}

/// Prints lines to standard output, at once.
func show(_ lines: [String]) {
  var bytes = Array((lines.joined(separator: "\n") + "\n").utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    if written < 0 && (errno == EAGAIN || errno == EINTR) { continue }
    if written <= 0 { return }
    bytes = bytes.dropFirst(written)
  }
}

/// What `print` holds back goes out now.
func flushOutput() { fflush(nil) }
