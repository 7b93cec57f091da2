import Glibc
import LineEditor
import Shell
import Text

/// The one prompt: lab words go to the delegate, every other line to the learner's own bash.
///
/// While bash waits, readline has the screen; while a command runs, every key and every byte goes
/// straight through, so that editors and pagers work as they always do. bash keeps its jobs, its
/// history, its `$?` and its prompt.
final class PromptLoop {
  /// The bash that gets the lines: the learner's own, or a spare one.
  private(set) var session: BashSession
  /// Whether the window was closed (or the lab ended by SIGTERM) rather than the shell left.
  private(set) var wasHungUp = false

  /// The learner's own bash, while a spare one is worked in.
  var main: BashSession?
  let editor: LineEditor
  unowned let delegate: any PromptDelegate
  let modes: ScreenModes?
  var screen = ScreenWriter()
  /// Lines of notices, written above the next prompt.
  var pendingNotices: [String] = []
  /// What the learner's own shell's jobs wrote while a spare terminal is worked in.
  var mainOutput = ""
  /// Whether the line above the prompt is empty.
  var isBelowBlank = false
  /// What a background job wrote without the end of its line yet.
  var partial: [UInt8] = []
  var partialSince: ContinuousClock.Instant?
  /// Keys that were typed while a command ran.
  var typedAhead: [UInt8] = []
  /// The learner's command so far, line by line.
  var command: [String] = []
  /// Answers the next line in place of bash.
  var question: ((String?) -> VerbOutcome)?
  private var firstVerb: String?
  private var firstLine: String?
  private var nextTick = ContinuousClock.now
  /// When something last came: a key, a byte of bash's, news of the exercise.
  private var lastActive = ContinuousClock.now
  private var status: Int32 = 0
  private var isDone = false

  /// A prompt over a bash; its terminal should have the window's size and settings.
  init(session: BashSession, editor: LineEditor, delegate: any PromptDelegate) {
    self.session = session
    self.editor = editor
    self.delegate = delegate
    modes = ScreenModes()
  }

  /// A line of the lab that is done before the first prompt.
  func begin(with verb: String) { firstVerb = verb }

  /// A line that is typed for the learner at the first prompt.
  func begin(typing line: String) { firstLine = line }

  /// Runs until the learner's shell ends or the window closes.
  ///
  /// - Returns: the shell's exit status, as a shell would give it: 128 + n after signal n.
  func run() -> Int32 {
    let signals = SignalQueue()
    editor.onTab = { [unowned self] in complete($0) }
    modes?.raw()
    while !isDone {
      wait(signals)
    }
    if editor.isActive { editor.end() }
    if !wasHungUp { modes?.cooked() }
    editor.saveHistory()
    editor.onTab = nil
    delegate.willLeave()
    signals.end()
    return status
  }

  // MARK: - Waiting

  private func wait(_ signals: SignalQueue) {
    let takesKeys = editor.isActive || session.takesKeys
    let bash = Int16(POLLIN) | (session.wantsWrite ? Int16(POLLOUT) : 0)
    let input = Int16(POLLIN)
    var descriptors = [
      pollfd(fd: takesKeys && !session.wantsWrite ? 0 : -1, events: input, revents: 0),
      pollfd(fd: signals.descriptor, events: input, revents: 0),
      pollfd(fd: session.masterFD, events: bash, revents: 0),
      pollfd(fd: session.pidFD, events: input, revents: 0),
      pollfd(fd: main?.masterFD ?? -1, events: input, revents: 0),
      pollfd(fd: main?.pidFD ?? -1, events: input, revents: 0),
    ]
    let untilTick = max(.zero, nextTick - .now)
    let limit = min(untilTick, session.timeout ?? untilTick)
    let count = poll(&descriptors, nfds_t(descriptors.count), BashSession.milliseconds(of: limit))
    if count < 0 && errno != EINTR { return leave(129) }
    if count > 0 { lastActive = .now }

    // Nobody has bash's terminal open, but bash lives: the descriptor is always ready.
    if descriptors[2].revents == Int16(POLLHUP) { usleep(10_000) }
    if descriptors[1].revents != 0 { for signal in signals.take() { take(signal) } }
    if isDone { return }
    for event in session.readEvents() { take(event) }
    if isDone { return }
    if let main { for event in main.readEvents() { takeFromMain(event) } }
    if descriptors[0].revents != 0, !isDone { takeKeys(descriptors[0].revents) }
    flushPartial()
    tick()
    // A trial, or anything else that typed into the session, may have left it at its prompt.
    if !isDone, !editor.isActive, session.state == .prompt || session.state == .continuation {
      showPrompt()
    }
  }

  private func tick() {
    guard nextTick <= .now, !isDone else { return }
    // Where nothing happens for a while, a third of the looks will do: they are what watching costs.
    nextTick = .now + .milliseconds(ContinuousClock.now - lastActive > .seconds(3) ? 300 : 100)
    delegate.tick()
    let news = delegate.takeNotices()
    if !news.isEmpty { lastActive = .now }
    pendingNotices += news
    if editor.isActive { flushNotices() }
  }

  private func take(_ signal: Int32) {
    switch signal {
    case SIGWINCH:
      editor.resize()
      if let size = TerminalSize(of: 0) { session.resize(size) }
    case SIGINT where editor.isActive:
      if question != nil {
        editor.cancel()
        answerQuestion(nil)
      } else if session.state == .continuation {
        editor.cancel(mark: "")
        command = []
        modes?.raw()
        session.interrupt()
      } else {
        editor.interrupt()
      }
    case SIGCONT:
      if editor.isActive { editor.resume() } else { modes?.raw() }
    case SIGHUP, SIGTERM: hangUp()
    default: break
    }
  }

  private func takeKeys(_ events: Int16) {
    if editor.isActive {
      if events & Int16(POLLIN) == 0 { return hangUp() }
      editor.readKey()
      while let input = editor.takeInput() { take(input) }
      return
    }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(0, &buffer, buffer.count)
    if count > 0 {
      session.sendRaw(buffer.prefix(count))
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      hangUp()
    }
  }

  // MARK: - The end

  /// The window was closed: so is bash's terminal, and bash tells its jobs.
  private func hangUp() {
    wasHungUp = true
    for each in [session, main].compactMap({ $0 }) {
      each.hangUp()
      var descriptor = pollfd(fd: each.pidFD, events: Int16(POLLIN), revents: 0)
      poll(&descriptor, 1, 1000)
      _ = each.readEvents()
    }
    leave(129)
  }

  func leave(_ status: Int32) {
    self.status = status
    isDone = true
  }

  /// Works in another bash; the present one waits if it is the learner's own.
  func change(to spare: BashSession) {
    if main == nil { main = session }
    session = spare
    if let size = TerminalSize(of: 0) { spare.resize(size) }
    command = []
  }

  /// Back from a spare bash to the learner's own.
  func returnToMain(_ own: BashSession) {
    session = own
    main = nil
    command = []
    if let size = TerminalSize(of: 0) { own.resize(size) }
  }

  /// The verb that was to come before the first prompt, once.
  func takeFirstVerb() -> String? {
    defer { firstVerb = nil }
    return firstVerb
  }

  /// The line that was to be typed at the first prompt, once.
  func takeFirstLine() -> String? {
    defer { firstLine = nil }
    return firstLine
  }
}
