public import Shell

/// A terminal that the lab types into and may hang up: verify's, and the prompt's spare one.
public final class TypistHost: TerminalHost {
  let typist: Typist
  /// The bash in it, for a prompt to take over.
  public var session: BashSession { typist.session }

  init(typist: Typist) {
    self.typist = typist
  }

  /// Opens a terminal with a bash in a directory.
  ///
  /// - Parameter environment: `NAME=value`; complete.
  public init(directory: String, environment: [String]) throws {
    typist = try Typist(directory: directory, environment: environment)
  }

  /// The bash in it.
  public func shellPID(spare: Bool) -> Int32 { typist.shellPID }

  /// Types a line, and waits for the prompt or for a program that stays.
  public func type(_ line: String) throws {
    typist.type(line)
    settle()
  }

  /// Presses keys, and waits likewise.
  public func keys(_ notation: String) throws {
    typist.keys(notation)
    settle()
  }

  /// Closes the terminal.
  public func hangUp() { typist.hangUp() }

  /// Waits for the prompt, however long a command stays in front.
  ///
  /// - Returns: Whether it came in time, or bash has ended.
  func waitForPrompt(limit: Duration) -> Bool {
    let typist = typist
    return typist.pump(deadline: limit) { Self.isAtPrompt(typist) }
  }

  /// Waits until bash is back at its prompt, or another process group has the terminal.
  func settle(limit: Duration = .seconds(20)) {
    var foreground = ContinuousClock.now
    let typist = typist
    typist.pump(deadline: limit) {
      if Self.isAtPrompt(typist) { return true }
      guard let group = typist.foregroundGroup(), group != typist.shellPID else {
        foreground = .now
        return false
      }
      // A command that ends at once is no foreground program; one that stays is.
      return ContinuousClock.now - foreground > .milliseconds(700)
    }
  }

  /// Whether bash waits for a line, or won't any more.
  private static func isAtPrompt(_ typist: Typist) -> Bool {
    switch typist.session.state {
    case .prompt, .continuation, .ended: true
    default: false
    }
  }
}
