internal import ProcFS
package import Record

/// The PID is that of a role's process.
package struct ProcessMatch: MatchKind {
  package static let key = "process"
  package static let otherKeys = ["all"]
  package static let summary = """
    The PID is that of a process of the role, or of one of the roles. Of a list one is enough; with \
    all: true it must be exactly the role's processes, in any order.
    """
  package static let usage = [
    "{process: job}", "{process: [a, b]}", "{process: loaders, all: true}",
  ]
  package static let properties: [(String, JSON)] = [
    ("process", .oneOrList(.type("string"))), ("all", Bool.schema),
  ]

  package var roles: [String]
  package var all: Bool

  package init?(_ reader: KeyReader) {
    roles = reader.roles("process")
    all = reader.plain("all") ?? false
    if roles.isEmpty { return nil }
  }

  package var watch: [String: Set<FactGroup>] {
    Dictionary(roles.map { ($0, [.stat]) }, uniquingKeysWith: { $1 })
  }

  package func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
    let words = text.split { $0 == " " || $0 == "\n" }.compactMap { Int32($0) }
    return outcome(pids: words, scene)
  }

  package func outcome(pids: [Int32], _ scene: Scene) -> MatchOutcome {
    let wanted = Set(
      roles.flatMap { scene.processes(of: $0) }.filter { lived($0, scene) }.map(\.pid))
    let expected = all ? "exactly the PIDs asked for" : "the PID asked for"
    guard !wanted.isEmpty else { return MatchOutcome(nil, expected: expected) }
    let given = Set(pids)
    let holds = all ? given == wanted : !given.isDisjoint(with: wanted)
    let shown = pids.filter { holds ? wanted.contains($0) : true }.prefix(4)
    return MatchOutcome(
      holds, expected: expected, evidence: shown.flatMap { Self.facts(of: $0, scene) })
  }

  /// Whether it was there when the answer was given.
  private func lived(_ track: ProcessTrack, _ scene: Scene) -> Bool {
    guard let given = scene.given, let ended = track.endedAt else { return true }
    return ended >= given.at
  }

  /// What the given PID is: the two lines that tell.
  static func facts(of pid: Int32, _ scene: Scene) -> [Evidence] {
    guard let given = scene.given, let facts = given.answer.facts["\(pid)"] else { return [] }
    var lines: [Evidence] = []
    if let comm = facts.comm {
      lines.append(Evidence(source: "/proc/\(pid)/comm", field: "", value: comm, at: given.at))
    }
    if let arguments = facts.arguments, !arguments.isEmpty {
      lines.append(
        Evidence(
          source: "/proc/\(pid)/cmdline", field: "", value: arguments.joined(separator: " "),
          at: given.at))
    }
    return lines
  }

  package static let examples = [
    MatchExample("{process: job}", "42", holds: true),
    MatchExample("{process: job}", "43", holds: false),
    MatchExample("{process: [job, other]}", "43", holds: true) { $0.bind("other", 43) },
    MatchExample("{process: [job, other], all: true}", "43 42", holds: true) {
      $0.bind("other", 43)
    },
    MatchExample("{process: [job, other], all: true}", "43", holds: false) {
      $0.bind("other", 43)
    },
  ]
}
