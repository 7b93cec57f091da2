internal import ProcFS
package import Record

/// The number is a thread's id, not a process's.
package struct ThreadOfMatch: MatchKind {
  package static let key = "thread-of"
  package static let summary =
    "The number (of a list: one of them) is the id of a thread of the role, beside its main thread."
  package static let usage = ["{thread-of: loaders}"]
  package static let properties: [(String, JSON)] = [("thread-of", .type("string"))]

  package var role: String
  package var roles: [String] { [role] }

  package init?(_ reader: KeyReader) {
    guard let role = reader.roles("thread-of").first else { return nil }
    self.role = role
  }

  package var watch: [String: Set<FactGroup>] { [role: [.everything]] }

  package func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
    let numbers = text.split { $0 == " " || $0 == "\n" }.compactMap { Int32($0) }
    let known = scene.processes(of: role).compactMap { track in
      scene.facts(of: track).map { (pid: track.pid, threads: $0.threadIDs ?? []) }
    }
    for number in numbers {
      guard let owner = known.first(where: { $0.threads.contains(number) }) else { continue }
      let line = Evidence(
        source: "/proc/\(number)/status", field: "Tgid", value: "\(owner.pid)",
        at: scene.given?.at ?? scene.now)
      return MatchOutcome(true, expected: "a thread", evidence: [line])
    }
    return MatchOutcome(false, expected: "a thread")
  }

  package static let examples = [
    MatchExample("{thread-of: job}", "42 77", holds: true, starting: { $0.threadIDs = [77] }),
    MatchExample("{thread-of: job}", "42", holds: false, starting: { $0.threadIDs = [77] }),
  ]
}
