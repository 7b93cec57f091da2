import Glibc
import Shell

/// The prompt without a terminal: lines from standard input, lab words to the delegate, the others
/// to bash, everything in plain text.
final class PlainLoop {
  private let session: BashSession
  private unowned let delegate: any PromptDelegate
  private var screen = ScreenWriter()
  private var hasEnded = false
  private var status: Int32 = 0

  /// A loop over a bash whose terminal nobody sees.
  init(session: BashSession, delegate: any PromptDelegate) {
    self.session = session
    self.delegate = delegate
  }

  /// Runs until the end of input or of bash.
  ///
  /// - Returns: the last command's status, or bash's own if it ended.
  func run() -> Int32 {
    Glibc.signal(SIGPIPE, SIG_IGN)
    waitForBash()
    while !hasEnded, let line = readLine() {
      if session.state == .prompt, delegate.verb(in: line) {
        follow(delegate.perform(line))
      } else {
        session.send(line: line)
        waitForBash()
        if !hasEnded, session.state == .prompt {
          let report = session.lastPrompt
          delegate.shellCommandFinished(
            status: report.status, cwd: report.directory, line: line)
        }
      }
      tick()
    }
    if !hasEnded {
      status = session.lastPrompt.status
      session.hangUp()
      var descriptor = pollfd(fd: session.pidFD, events: Int16(POLLIN), revents: 0)
      poll(&descriptor, 1, 1000)
      _ = session.readEvents()
    }
    delegate.willLeave()
    return status
  }

  private func follow(_ outcome: VerbOutcome) {
    fflush(nil)
    switch outcome {
    case .none, .switchSession: break
    case .type(let line):
      screen.write("  \(line)\n")
      session.send(line: line)
      waitForBash()
    case .askLine(let prompt, let handler):
      screen.write(prompt + "\n")
      follow(handler(readLine()))
    case .leave:
      session.send(line: "exit")
      waitForBash()
    }
  }

  private func tick() {
    delegate.tick()
    for line in delegate.takeNotices() { screen.write(line + "\n") }
  }

  /// Passes on what bash writes until it waits for a line, or has ended.
  private func waitForBash() {
    while !hasEnded {
      for event in session.readEvents() {
        switch event {
        case .output(let bytes):
          screen.write(Array(bytes.filter { $0 != 13 }))
        case .ended(let waitStatus):
          hasEnded = true
          status = ShellEnd(waitStatus: waitStatus).status
        case .promptReady, .continuation, .commandStarted: break
        }
      }
      if session.state == .prompt || session.state == .continuation { return }
      var descriptors = [
        pollfd(
          fd: session.masterFD,
          events: Int16(POLLIN) | (session.wantsWrite ? Int16(POLLOUT) : 0), revents: 0),
        pollfd(fd: session.pidFD, events: Int16(POLLIN), revents: 0),
      ]
      let limit = min(session.timeout ?? .milliseconds(100), .milliseconds(100))
      if poll(&descriptors, 2, BashSession.milliseconds(of: limit)) == 0 { delegate.tick() }
    }
  }
}
