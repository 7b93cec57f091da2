/// What a unit, and its manager about it, wrote to the journal; journalctl(1).
public struct UnitJournal: Sendable {
  /// Whose journal.
  public let manager: Manager
  /// Most lines that are looked at: the newest.
  public static let lineLimit = 2000

  /// Looks at the caller's own journal, or the system's.
  public init(_ manager: Manager) { self.manager = manager }

  /// argv of a journalctl that prints the messages of a unit alone, oldest first.
  ///
  /// - Parameter since: Seconds since 1970.
  public func words(_ unit: UnitName, since: Double) -> [String] {
    [
      // The unit: its own lines, and those that its manager wrote about it. A user's unit is told by
      // the user's number; --user would look into that user's own files alone, and root, like every
      // account below 1000, has none: its lines are in the machine's.
      "journalctl", manager == .user ? "--user-unit=\(unit)" : "--unit=\(unit)", "--no-pager",
      "--quiet", "--output=cat", "--lines=\(Self.lineLimit)", "--since=@\(Int64(max(0, since)))",
    ]
  }

  /// Its messages since a moment, one a line.
  ///
  /// - Throws: `SystemdError`; `.status` where the journal may not be read.
  public func lines(_ unit: UnitName, since: Double) throws(SystemdError) -> [String] {
    let run = try CommandRun(
      words(unit, since: since), environment: manager.environment(), limit: Systemctl.patience)
    guard let outcome = run.wait(), !outcome.isLate else {
      throw SystemdError(.late, command: run.command, text: "not done in time")
    }
    guard outcome.status == 0 else {
      throw SystemdError(
        .status(outcome.status), command: run.command, text: outcome.complaint)
    }
    return Self.lines(parsing: outcome.output)
  }

  /// The lines of what it printed, without empty ones.
  public static func lines(parsing output: [UInt8]) -> [String] {
    output.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}
