import Glibc
import LineEditor
import Shell
import Text

extension PromptLoop {
  // MARK: - From bash

  func take(_ event: SessionEvent) {
    switch event {
    case .output(let bytes): show(bytes)
    case .commandStarted: break
    case .promptReady(let report):
      if !command.isEmpty {
        let line = command.joined(separator: "\n")
        command = []
        delegate.shellCommandFinished(
          status: report.status, cwd: report.directory, line: line)
      }
      typedAhead += report.typeAhead
      if !editor.isActive { showPrompt() }
    case .continuation:
      if !editor.isActive { showPrompt() }
    case .ended(let waitStatus): ended(waitStatus)
    }
  }

  /// The learner's own bash, while a spare one is worked in: what its jobs write is kept for later.
  func takeFromMain(_ event: SessionEvent) {
    switch event {
    case .output(let bytes):
      let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
      if mainOutput.utf8.count < 100_000 { mainOutput += text }
    case .ended:
      // It can't be come back to: the spare one is all there is now.
      main = nil
    case .promptReady, .continuation, .commandStarted: break
    }
  }

  private func show(_ bytes: [UInt8]) {
    isBelowBlank = false
    guard editor.isActive else { return screen.write(bytes) }
    // A background job writes while the learner is typing: whole lines, above the prompt.
    if partial.isEmpty { partialSince = .now }
    partial += bytes
    guard let end = partial.lastIndex(of: 10) else { return }
    let lines = Array(partial[...end])
    partial = Array(partial[(end + 1)...])
    partialSince = .now
    notice(lines)
  }

  /// What has waited for the end of its line for a moment is shown without.
  func flushPartial() {
    guard !partial.isEmpty, let since = partialSince else { return }
    guard !editor.isActive || since + .milliseconds(150) < .now else { return }
    let bytes = partial
    partial = []
    if editor.isActive { notice(bytes) } else { screen.write(bytes) }
  }

  private func notice(_ bytes: [UInt8]) {
    editor.notice(String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n"))
  }

  /// Shows what is to be said above the prompt, with an empty line before and after it.
  func flushNotices() {
    if !mainOutput.isEmpty {
      notice(Array(mainOutput.utf8))
      mainOutput = ""
    }
    guard !pendingNotices.isEmpty else { return }
    var lines = pendingNotices[...]
    pendingNotices = []
    while lines.first == "" { lines.removeFirst() }
    while lines.last == "" { lines.removeLast() }
    guard !lines.isEmpty else { return }
    // What became true may count: `1/2` before the learner's own prompt.
    let prompt = question == nil && session.state == .prompt ? promptLine : nil
    editor.notice(
      (isBelowBlank ? "" : "\n") + lines.joined(separator: "\n") + "\n\n", prompt: prompt)
    isBelowBlank = true
  }

  private func ended(_ waitStatus: Int32) {
    if editor.isActive { editor.end() }
    modes?.cooked()
    screen.endOpenLine(width: width)
    let end = ShellEnd(waitStatus: waitStatus)
    if let own = main {
      let text =
        "That terminal's shell (\(session.shellPID)) \(end.text). This is your own again."
      say(text)
      screen.write("\n")
      returnToMain(own)
      delegate.spareEnded()
      if session.state == .running { modes?.raw() }
      return
    }
    if end.signal != nil {
      say("Your shell (\(session.shellPID)) \(end.text).")
    }
    leave(end.status)
  }

  private func say(_ text: String) {
    let lines = text.wrapped(to: max(1, Rule.pageWidth(in: width) - 2)).map { "  \($0)\n" }
    screen.write("\n" + lines.joined())
  }

  // MARK: - The prompt

  private var width: Int { TerminalSize(of: 1)?.columns ?? 80 }

  /// Puts the prompt on the screen: notices, the learner's own prompt after the lab's prefix, and
  /// what was typed ahead.
  func showPrompt() {
    flushPartial()
    let isContinuation = session.state == .continuation
    if !isContinuation { screen.endOpenLine(width: width) }
    modes?.cooked()
    if !isContinuation {
      if let verb = takeFirstVerb() { return perform(verb) }
      if let line = takeFirstLine() { return follow(.type(line)) }
      delegate.tick()
      pendingNotices += delegate.takeNotices()
      flushNotices()
    }
    let keys = typedAhead
    typedAhead = []
    if isContinuation {
      editor.begin(prompt: "> ", typedAhead: keys)
    } else {
      let above = ownPrompt.dropLast()
      if !above.isEmpty {
        let text = above.joined(separator: "\n").filter { $0 != "\u{1}" && $0 != "\u{2}" }
        screen.write(text + "\n")
      }
      editor.begin(prompt: promptLine, typedAhead: keys)
    }
    screen.noteLineStart()
    while let input = editor.takeInput() { take(input) }
  }

  /// The lines of the learner's own prompt.
  private var ownPrompt: [Substring] {
    let report = session.lastPrompt
    let own = report.prompt.isEmpty ? "\(report.directory)$ " : report.prompt
    return own.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The last line of it, after the lab's prefix.
  private var promptLine: String { delegate.promptPrefix() + (ownPrompt.last ?? "") }

  // MARK: - From the learner

  func take(_ input: LineEditor.Input) {
    screen.noteLineStart()
    isBelowBlank = false
    if question != nil {
      if case .line(let text) = input { return answerQuestion(text) }
      screen.write("\n")
      return answerQuestion(nil)
    }
    switch input {
    case .endOfInput where session.state == .continuation:
      modes?.raw()
      // It ends a here-document. Anywhere else bash 5.2 would complain and end itself at the next
      // line: give the command up instead.
      if command.contains(where: { $0.contains("<<") }) {
        session.endOfInput()
      } else {
        command = []
        session.interrupt()
      }
    case .endOfInput:
      // bash writes the word itself, and may have something to say about stopped jobs.
      sendToBash("exit")
    case .line(let line):
      editor.remember(line)
      if session.state == .prompt, delegate.verb(in: line) {
        perform(line)
      } else {
        if !line.allSatisfy({ $0 == " " }) || !command.isEmpty { command.append(line) }
        sendToBash(line)
      }
    }
  }

  func perform(_ line: String) {
    let outcome = delegate.perform(line)
    fflush(nil)
    screen.noteLineStart()
    isBelowBlank = true
    follow(outcome)
  }

  func answerQuestion(_ text: String?) {
    guard let handler = question else { return }
    question = nil
    follow(handler(text))
  }

  private func follow(_ outcome: VerbOutcome) {
    switch outcome {
    case .none:
      // So that bash says what became of its jobs. An empty line leaves `$?` alone.
      if session.state == .prompt { sendToBash("") }
    case .type(let line):
      let terminal = Terminal(descriptor: 1)
      let shown = Rule.ends(line, terminal.style.dim("typed for you"), in: terminal.width)
      screen.write(shown.joined(separator: "\n") + "\n\n")
      editor.remember(line)
      command = [line]
      sendToBash(line)
    case .switchSession(let spare):
      change(to: spare)
      if session.state == .running || session.state == .starting { modes?.raw() }
    case .askLine(let prompt, let handler):
      question = handler
      editor.begin(prompt: prompt)
    case .leave:
      sendToBash("exit")
    }
  }

  private func sendToBash(_ line: String) {
    modes?.raw()
    session.send(line: line)
  }

  // MARK: - Tab

  func complete(_ line: String) -> LineEditor.TabAnswer? {
    if line.allSatisfy({ $0 == " " }) {
      guard question == nil, session.state == .prompt else { return nil }
      return delegate.tabOnEmptyLine().map { LineEditor.TabAnswer(line: $0) }
    }
    guard question == nil, session.state == .prompt else { return nil }
    let head = line.lastIndex(of: " ").map { line[...$0] } ?? ""
    let text = String(line[head.endIndex...])
    if let words = delegate.completions(for: text, line: line, start: head.count) {
      return answer(head: String(head), text: text, words: words)
    }
    guard let found = session.complete(line) else { return nil }
    let own = head.isEmpty ? delegate.wordsBeginning(with: text) : []
    if own.isEmpty { return LineEditor.TabAnswer(line: found.line, candidates: found.candidates) }
    var words = found.candidates
    if words.isEmpty, found.line != line { words = [found.line.trimmedBlank] }
    return answer(head: "", text: text, words: Array(Set(words + own)).sorted())
  }

  /// As far as all words agree; a blank after the only one.
  private func answer(head: String, text: String, words: [String]) -> LineEditor.TabAnswer? {
    guard var common = words.first else { return nil }
    if words.count == 1 { return LineEditor.TabAnswer(line: head + common + " ") }
    for word in words.dropFirst() {
      while !word.hasPrefix(common) { common.removeLast() }
    }
    if common.count < text.count { common = text }
    return LineEditor.TabAnswer(line: head + common, candidates: words)
  }
}

extension String {
  /// Without the blank that bash puts after the only candidate.
  fileprivate var trimmedBlank: String { hasSuffix(" ") ? String(dropLast()) : self }
}

/// How a shell ended, by its wait status, waitpid(2).
struct ShellEnd {
  /// As a shell would give it: 128 + n after signal n.
  let status: Int32
  /// The signal that ended it, if one did.
  let signal: Int32?

  init(waitStatus: Int32) {
    let number = waitStatus & 0x7f
    signal = number == 0 ? nil : number
    status = number == 0 ? (waitStatus >> 8) & 0xff : 128 + number
  }

  /// Such as "was ended by signal 9 (KILL)".
  var text: String {
    guard let signal else { return status == 0 ? "has ended" : "has ended with status \(status)" }
    let names: [Int32: String] = [
      SIGHUP: "HUP", SIGINT: "INT", SIGQUIT: "QUIT", SIGABRT: "ABRT", SIGKILL: "KILL",
      SIGSEGV: "SEGV", SIGPIPE: "PIPE", SIGALRM: "ALRM", SIGTERM: "TERM",
    ]
    let name = names[signal].map { " (\($0))" } ?? ""
    return "was ended by signal \(signal)\(name)"
  }
}
