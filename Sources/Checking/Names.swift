internal import Record

/// The values of `{{names}}`: parameters and what the journal knows of roles.
public struct Names: Sendable {
  /// Suffixes of `ROLE.…`.
  public static let roleFields = [
    "pid", "group", "run", "comm", "signal", "code", "state", "nice", "cpus",
  ]
  /// Names that need no declaration, beside parameters and roles.
  public static let builtIn = [
    "run", "nonce", "bench", "last.epoch", "bin", "socket", "unit-folder",
  ]
  /// Suffixes of `UNIT.…`, beside properties of systemctl show, which begin with a capital letter.
  public static let unitFields = UnitNames.fields
  /// Names that stand only where an answer is judged.
  public static let answerFields = [
    "answer.text", "answer.pid", "answer.bad", "answer.comm", "answer.exe", "answer.state",
    "answer.argument.run", "answer.tgid",
  ]

  /// What the journal knows.
  public var timeline: Timeline
  /// Values that come first, such as drawn parameters before any journal exists.
  public var given: [String: String]

  /// Names of a journal, of given values, or of both.
  public init(timeline: Timeline = Timeline(), given: [String: String] = [:]) {
    self.timeline = timeline
    self.given = given
  }

  /// The value of one name; nil if there is none (yet).
  public func value(_ name: String) -> String? {
    if let value = given[name] { return value }
    let header = timeline.header
    switch name {
    case "run": return header?.run
    case "nonce": return header?.nonce
    case "bench": return header?.bench
    case "last.epoch": return lastReported(event: "epoch", key: "epoch")
    default: break
    }
    if let value = header?.parameters[name] ?? header?.names?[name] { return value }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    if let unit = header?.names?["\(name[..<dot]).unit"] {
      let field = String(name[name.index(after: dot)...])
      return timeline.unit(unit)?.latest(field == "group" ? "ControlGroup" : field)
    }
    return roleValue(String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  func roleValue(_ role: String, _ field: String) -> String? {
    let tracks = timeline.processes(of: role).compactMap {
      timeline.track($0) ?? ProcessTrack(identity: $0, since: 0)
    }
    // Where a role has had several processes one after the other, the living ones are meant.
    let living = tracks.filter { $0.endedAt == nil }
    let asksForTheEnd = field == "signal" || field == "code"
    let meant = living.isEmpty || asksForTheEnd ? tracks : living
    let values = meant.compactMap { track -> String? in
      switch field {
      case "pid": return "\(track.pid)"
      case "group": return track.latest?.group.map { "\($0)" }
      case "run": return track.run
      case "comm": return track.latest?.comm
      case "state": return track.latest?.state
      case "nice": return track.latest?.nice.map { "\($0)" }
      case "cpus": return track.latest?.tasks?.first { $0.id == track.pid }?.cpus
      case "signal":
        guard case .signalled(let signal, _) = track.ending?.cause else { return nil }
        return "\(signal) (\(Signal(number: signal).name))"
      case "code":
        guard case .exited(let code) = track.ending?.cause else { return nil }
        return "\(code)"
      default: return nil
      }
    }
    var seen: Set<String> = []
    let distinct = values.filter { seen.insert($0).inserted }
    return distinct.isEmpty ? nil : distinct.joined(separator: " ")
  }

  /// What the last report of this event said, whoever made it.
  func lastReported(event: String, key: String) -> String? {
    timeline.tracks.values
      .flatMap { track in track.reports.filter { $0.event == event && $0.detail[key] != nil } }
      .max { $0.at < $1.at }?.detail[key]
  }
}

extension ProcessTrack {
  /// Its `--run`, as it registered or as its arguments say.
  public var run: String? {
    if let run = registration?.run { return run }
    return moments.lazy.compactMap { $0.facts.arguments }.first.flatMap {
      value(after: "--run", in: $0)
    }
      ?? spawnedWith.flatMap { value(after: "--run", in: $0) }
  }

  func value(after option: String, in arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() {
      if argument == option, index + 1 < arguments.count { return arguments[index + 1] }
      if argument.hasPrefix(option + "=") { return String(argument.dropFirst(option.count + 1)) }
    }
    return nil
  }
}
