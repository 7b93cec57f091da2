internal import Glibc

/// Where the lab keeps what it knows: computed from the environment, nothing is made or opened.
public struct StatePaths: Hashable, Sendable {
  /// The state directory: `$LAB_STATE`, else `$XDG_STATE_HOME/lab`, else `~/.local/state/lab`.
  public let state: String
  /// Where the supervisor listens: `$LAB_SOCK`; for the default state directory
  /// `$XDG_RUNTIME_DIR/lab/lab.sock`, else `/tmp/lab-<uid>/lab.sock`; for another one, in it.
  public let socket: String
  /// Where benches are made: `$LAB_BENCH`, else `~/lab`; nil where neither is known.
  public let benches: String?

  /// Held with flock(2) by the supervisor of this state directory.
  public var lock: String { "\(state)/supervisor.lock" }
  /// What a supervisor had to say.
  public var log: String { "\(state)/supervisor.log" }
  /// SQLite: attempts, verdicts, hints, answers.
  public var database: String { "\(state)/lab.sqlite" }
  /// Holds a folder for each attempt.
  public var attempts: String { "\(state)/attempts" }

  /// The longest path that a socket is given; sun_path of unix(7) holds 108 bytes.
  static let longestSocketPath = 100

  /// Where the files of one attempt are.
  public struct Attempt: Hashable, Sendable {
    /// Holds all of them.
    public let directory: String
    /// What the supervisor writes.
    public var journal: String { "\(directory)/journal.ndjson" }
    /// A copy of the exercise, so that editing a course breaks no open attempt.
    public var exercise: String { "\(directory)/exercise" }
  }

  /// The files of an attempt.
  public func attempt(_ id: String) -> Attempt {
    Attempt(directory: "\(attempts)/\(id)")
  }

  /// Reads the process's own environment.
  ///
  /// - Parameter state: A state directory that was named on the command line.
  /// - Throws: `SupervisionError` with code `environment`.
  public static func current(state: String? = nil) throws(SupervisionError) -> StatePaths {
    var values: [String: String] = [:]
    for name in ["LAB_STATE", "LAB_SOCK", "LAB_BENCH", "HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"]
    {
      if let value = getenv(name) { values[name] = String(cString: value) }
    }
    return try StatePaths(
      environment: values, state: state, uid: getuid(), workingDirectory: workingDirectory(),
      homeOfRecord: homeOfRecord())
  }

  /// The home directory that passwd(5) has for this user; nil for a user who is not in the file.
  ///
  /// The file is read as it is: getpwuid(3) needs shared libraries at run time, and the release has
  /// none.
  public static func homeOfRecord() -> String? {
    let descriptor = open("/etc/passwd", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while text.count < 1 << 20 {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      text += buffer.prefix(count)
    }
    let own = "\(getuid())"
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      if fields.count >= 6, fields[2] == own { return fields[5] }
    }
    return nil
  }

  /// - Parameters:
  ///   - environment: Empty values count as absent.
  ///   - state: A state directory that goes before the environment's.
  ///   - uid: Whose socket it is.
  ///   - workingDirectory: What relative paths begin at.
  ///   - homeOfRecord: The user's own home; nil takes HOME for it.
  /// - Throws: `SupervisionError` with code `environment`, where HOME is needed and missing.
  public init(
    environment: [String: String], state: String? = nil, uid: UInt32,
    workingDirectory: String = "/", homeOfRecord: String? = nil
  ) throws(SupervisionError) {
    func value(_ name: String) -> String? {
      guard let value = environment[name], !value.isEmpty else { return nil }
      return value
    }
    func absolute(_ path: String) -> String {
      var path = path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)"
      while path.count > 1, path.hasSuffix("/") { path.removeLast() }
      return path
    }
    // The XDG base directory specification has relative paths ignored.
    func directory(_ name: String) -> String? {
      value(name).flatMap { $0.hasPrefix("/") ? absolute($0) : nil }
    }
    let home = directory("HOME")
    let usual =
      directory("XDG_STATE_HOME").map { "\($0)/lab" } ?? home.map { "\($0)/.local/state/lab" }
    if let named = state ?? value("LAB_STATE") {
      self.state = absolute(named)
    } else if let usual {
      self.state = usual
    } else {
      throw SupervisionError(
        .environment,
        "HOME is not set: set it, or name a state directory in LAB_STATE")
    }
    benches = value("LAB_BENCH").map(absolute) ?? home.map { "\($0)/lab" }
    let temporary = "/tmp/lab-\(uid)"
    // Another HOME than the user's own is another lab, whose supervisor has a socket of its own.
    let isOwnHome = homeOfRecord == nil || directory("HOME") == homeOfRecord
    if let named = value("LAB_SOCK") {
      socket = absolute(named)
    } else if self.state == usual, isOwnHome {
      socket = directory("XDG_RUNTIME_DIR").map { "\($0)/lab/lab.sock" } ?? "\(temporary)/lab.sock"
    } else {
      let inside = "\(self.state)/lab.sock"
      socket =
        inside.utf8.count <= StatePaths.longestSocketPath
        ? inside : "\(temporary)/\(StatePaths.hash(self.state)).sock"
    }
    guard socket.utf8.count <= StatePaths.longestSocketPath else {
      throw SupervisionError(
        .environment,
        "the socket's path is longer than \(StatePaths.longestSocketPath) bytes: \(socket)")
    }
  }

  /// FNV-1a, 64 bits, in hexadecimal: the same in every run, unlike `Hasher`.
  private static func hash(_ text: String) -> String {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(value, radix: 16)
  }

  private static func workingDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }
}
