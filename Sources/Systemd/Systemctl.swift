internal import Glibc

/// Asks one manager, and has it do things: systemctl(1), run to its end.
///
/// Nothing here asks for a password, pages, or colours; nothing takes longer than its limit.
public struct Systemctl: Sendable {
  /// Whom to ask.
  public let manager: Manager
  /// What systemctl gets for an environment.
  public let environment: [String: String]
  /// How long a question may take.
  public static let patience = Duration.seconds(10)

  /// Asks the caller's own manager, or the system's.
  ///
  /// - Parameter environment: What systemctl gets, complete; nil is what it needs of the caller's own.
  public init(_ manager: Manager, environment: [String: String]? = nil) {
    self.manager = manager
    self.environment = environment ?? manager.environment()
  }

  /// argv of a systemctl with these words.
  public func words(_ words: [String]) -> [String] {
    ["systemctl"] + manager.option + ["--no-pager", "--no-ask-password"] + words
  }

  /// argv of a look at several units: what it prints, `UnitProperties.blocks` reads.
  public func showWords(_ units: [UnitName], _ properties: Set<String>) -> [String] {
    words(Self.show(units, properties))
  }

  private static func show(_ units: [UnitName], _ properties: Set<String>) -> [String] {
    ["show", "-p", properties.sorted().joined(separator: ","), "--"] + units.map(\.text)
  }

  /// Runs it to its end, whatever its status.
  ///
  /// - Throws: `.absent`, `.spawn`, or `.late`.
  public func run(
    _ words: [String], limit: Duration = patience
  ) throws(SystemdError) -> CommandRun.Outcome {
    let run = try CommandRun(self.words(words), environment: environment, limit: limit)
    guard let outcome = run.wait(), !outcome.isLate else {
      throw SystemdError(.late, command: run.command, text: "not done within \(limit)")
    }
    return outcome
  }

  /// Runs it, and expects status 0.
  @discardableResult
  private func must(
    _ words: [String], limit: Duration = patience
  ) throws(SystemdError) -> CommandRun.Outcome {
    let outcome = try run(words, limit: limit)
    guard outcome.status == 0 else {
      throw SystemdError(
        .status(outcome.status), command: self.words(words).joined(separator: " "),
        text: outcome.complaint)
    }
    return outcome
  }

  // MARK: - Asking

  /// Whether the manager answers at all: its state ("running", "degraded", …), or nil.
  ///
  /// Interface: systemctl(1), is-system-running.
  public func state() -> String? {
    guard let outcome = try? run(["is-system-running"]) else { return nil }
    let word = String(decoding: outcome.output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let states = ["initializing", "starting", "running", "degraded", "maintenance", "stopping"]
    return states.contains(word) ? word : nil
  }

  /// Properties of several units, by name; templates, which can't be shown, are left out.
  ///
  /// - Throws: `SystemdError`; `.malformed` where the answer has not one block a unit.
  public func show(
    _ units: [UnitName], _ properties: Set<String>
  ) throws(SystemdError) -> [UnitName: UnitProperties] {
    let units = units.filter { !$0.isTemplate }
    guard !units.isEmpty else { return [:] }
    let properties = properties.union(["Id", "LoadState"])
    let outcome = try must(Self.show(units, properties))
    return try Self.match(units, outcome.output, properties)
  }

  /// Properties of every unit that is loaded and whose name fits a pattern, in no order.
  ///
  /// - Parameter patterns: As a shell's; instances of templates are found only by them.
  public func loaded(
    _ patterns: [String], _ properties: Set<String>
  ) throws(SystemdError) -> [UnitProperties] {
    let outcome = try must(
      ["show", "-p", properties.sorted().joined(separator: ","), "--"] + patterns)
    return UnitProperties.blocks(parsing: outcome.output.span, asked: properties)
  }

  /// Which block of a show is whose: they come in the order in which the units were asked for.
  public static func match(
    _ units: [UnitName], _ output: [UInt8], _ properties: Set<String>
  ) throws(SystemdError) -> [UnitName: UnitProperties] {
    let blocks = UnitProperties.blocks(parsing: output.span, asked: properties)
    guard blocks.count == units.count else {
      throw SystemdError(
        .malformed, command: "systemctl show",
        text: "\(blocks.count) blocks for \(units.count) units")
    }
    return Dictionary(zip(units, blocks), uniquingKeysWith: { first, _ in first })
  }

  /// The unit as it stands in its files, drop-ins and all; nil where there are none.
  public func cat(_ unit: UnitName) throws(SystemdError) -> [UInt8]? {
    let outcome = try run(["cat", "--", unit.text])
    return outcome.status == 0 ? outcome.output : nil
  }

  /// Properties of the manager itself, such as ControlGroup and UnitPath.
  public func ownProperties(_ names: Set<String>) throws(SystemdError) -> UnitProperties {
    let outcome = try must(["show", "-p", names.sorted().joined(separator: ",")])
    return UnitProperties.blocks(parsing: outcome.output.span, asked: names).first
      ?? UnitProperties()
  }

  /// The folders that it looks for units in.
  public func folders() throws(SystemdError) -> UnitFolders {
    let path = try ownProperties(["UnitPath"])["UnitPath"] ?? ""
    return UnitFolders(searchPath: path.split(separator: " ").map { String($0) }, manager)
  }

  // MARK: - Doing

  /// What can be done to units.
  public enum Verb: String, CaseIterable, Sendable {
    case start, stop, restart, reload, kill, enable, disable, thaw
    case resetFailed = "reset-failed"
  }

  /// Does it, and waits for its jobs, whatever comes of them.
  ///
  /// - Throws: `.absent`, `.spawn`, or `.late`.
  public func run(
    _ verb: Verb, _ units: [UnitName], options: [String] = [], limit: Duration = .seconds(30)
  ) throws(SystemdError) -> CommandRun.Outcome {
    try run([verb.rawValue] + options + ["--"] + units.map(\.text), limit: limit)
  }

  /// Has it read all unit files again.
  public func daemonReload() throws(SystemdError) {
    try must(["daemon-reload"], limit: .seconds(30))
  }
}
