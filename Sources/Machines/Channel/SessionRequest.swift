/// A command to be run in a machine.
public struct SessionRequest: Codable, Hashable, Sendable {
  /// Whose command it is.
  public enum User: String, Codable, Hashable, Sendable {
    /// The ordinary user of the machine, in a login session of their own.
    case learner
    /// The machine's root.
    case root
  }

  /// A terminal's size; the terminal itself is made inside.
  public struct Terminal: Codable, Hashable, Sendable {
    /// Characters a line.
    public var columns: UInt16
    /// Lines.
    public var rows: UInt16

    /// All members, as they are.
    public init(columns: UInt16, rows: UInt16) {
      self.columns = columns
      self.rows = rows
    }
  }

  /// The program, found on the machine's PATH unless it has a slash, and its arguments.
  public var arguments: [String]
  /// Added to what a login gives: HOME, USER, PATH, XDG_RUNTIME_DIR, …
  public var environment: [String: String]
  /// Where it is run; nil is the user's home.
  public var directory: String?
  /// Whose command it is.
  public var user: User
  /// Whether a learner's command gets a login session (session scope, limits, motd-free), as a person
  /// who logs in does; the lab's own questions go without.
  public var login: Bool
  /// A terminal for it; nil gives it three pipes.
  public var terminal: Terminal?

  /// All members, as they are.
  public init(
    _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
    user: User = .learner, login: Bool = true, terminal: Terminal? = nil
  ) {
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.user = user
    self.login = login
    self.terminal = terminal
  }
}

/// How a session's command ended.
public struct SessionEnding: Codable, Hashable, Sendable {
  /// Its exit status.
  public var code: Int32?
  /// The signal that ended it.
  public var signal: Int32?
  /// Why it was not started at all.
  public var error: String?

  /// All members, as they are.
  public init(code: Int32? = nil, signal: Int32? = nil, error: String? = nil) {
    self.code = code
    self.signal = signal
    self.error = error
  }

  /// As a shell gives it: 128 + n after signal n, 127 where nothing was started.
  public var status: Int32 { code ?? signal.map { 128 + $0 } ?? 127 }
}

/// What a command wrote, and how it ended.
public struct SessionResult: Hashable, Sendable {
  /// Standard output, or what its terminal showed.
  public var output: [UInt8]
  /// Standard error; empty with a terminal.
  public var errorOutput: [UInt8]
  /// How it ended.
  public var ending: SessionEnding

  /// As a shell gives it.
  public var status: Int32 { ending.status }
  /// The output as text.
  public var text: String { String(decoding: output, as: UTF8.self) }
  /// Standard error as text.
  public var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}
