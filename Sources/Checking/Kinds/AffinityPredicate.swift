package import ProcFS
package import Record

/// The CPUs that it may run on; see sched_setaffinity(2).
package struct AffinityPredicate: ThreadPredicateKind {
  package static let key = "affinity"
  package static let summary = """
    It may run on exactly these CPUs (Cpus_allowed_list of /proc/PID/status), or on those of another \
    role's processes; with threads: all, every thread (/proc/PID/task/*/status).
    """
  package static let usage = [
    "affinity: 1", "affinity: {cpus: \"0-1\", threads: all}", "affinity: {same-as: job}",
  ]
  package static let schema: JSON? = .anyOf([
    CPUList.schema,
    .keys([("cpus", CPUList.schema), ("same-as", .type("string")), ThreadScope.schema]),
  ])

  let cpus: Slot<CPUList>?
  let role: String?
  package var threads: ThreadScope?

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard argument.map != nil else {
      cpus = Slot<CPUList>(argument, log: log)
      role = nil
      if cpus == nil { return nil }
      return
    }
    let reader = KeyReader(argument, log: log, what: "'affinity'")
    cpus = reader.slot("cpus")
    role = reader.roles("same-as").first
    threads = reader.word("threads", as: ThreadScope.self)
    reader.finish()
    guard (cpus == nil) != (role == nil) else {
      log.report("cpus: or same-as: ROLE is expected, one of them", at: argument.place)
      return nil
    }
  }

  package var otherRoles: [String] { role.map { [$0] } ?? [] }
  package var watchOthers: [String: Set<FactGroup>] {
    role.map { [$0: [.stat, .scheduling]] } ?? [:]
  }

  /// What is asked for; of another role, what its processes have in common.
  private func wanted(_ scene: Scene) -> CPUList? {
    guard let role else { return cpus?.value(scene.name) }
    let lists = Set(
      scene.processes(of: role).compactMap { track in
        track.latest?.tasks?.first { $0.id == track.pid }?.cpus
      })
    return lists.count == 1 ? lists.first.flatMap { CPUList($0) } : nil
  }

  func fits(_ thread: ThreadFacts, _ scene: Scene) -> Bool? {
    guard let wanted = wanted(scene), let own = thread.cpus.flatMap({ CPUList($0) }) else {
      return nil
    }
    return own == wanted
  }

  func words(_ thread: ThreadFacts) -> String { Self.words(thread.cpus ?? "?") }

  /// "CPU 1" or "CPUs 0-3".
  private static func words(_ list: String) -> String {
    list.allSatisfy(\.isNumber) ? "CPU \(list)" : "CPUs \(list)"
  }

  package func expected(_ scene: Scene) -> String {
    let list = wanted(scene).map { "\($0)" } ?? "?"
    return "on \(Self.words(list))\(scopeWords)\(role.map { ", as \(scene.called($0)) is" } ?? "")"
  }

  func evidence(_ thread: ThreadFacts, of track: ProcessTrack, at moment: UInt64) -> [Evidence] {
    guard let list = thread.cpus else { return [] }
    return [
      Evidence(
        source: track.file("status", of: thread), field: "Cpus_allowed_list", value: list,
        at: moment)
    ]
  }

  private static func on(_ first: String, _ second: String) -> [ThreadFacts] {
    [
      ThreadFacts(id: 42, nice: 0, cpus: first), ThreadFacts(id: 43, nice: 0, cpus: second),
    ]
  }

  package static let examples = [
    PredicateExample("one", "affinity: 1", holds: true, starting: { $0.tasks = on("1", "0-1") }),
    PredicateExample(
      "written differently", "affinity: \"0,1\"", holds: true,
      starting: { $0.tasks = on("0-1", "0-1") }),
    PredicateExample(
      "every thread", "affinity: {cpus: 1, threads: all}", holds: true,
      starting: { $0.tasks = on("1", "1") }),
    PredicateExample(
      "the other threads stayed", "affinity: {cpus: 1, threads: all}", holds: false,
      starting: { $0.tasks = on("1", "0-1") }),
    PredicateExample(
      "on the same CPU", "affinity: {same-as: rival}", holds: true,
      starting: { $0.tasks = on("1", "1") }
    ) {
      $0.bind("rival", 44) { $0.tasks = [ThreadFacts(id: 44, nice: 0, cpus: "1")] }
    },
    PredicateExample(
      "on another", "affinity: {same-as: rival}", holds: false,
      starting: { $0.tasks = on("1", "1") }
    ) {
      $0.bind("rival", 44) { $0.tasks = [ThreadFacts(id: 44, nice: 0, cpus: "0")] }
    },
  ]
}

extension CPUList: ContentValue {
  /// Reads the written form.
  package init?(content text: String) { self.init(text) }
  /// What an author is told to write.
  package static var wording: String { "CPU numbers such as 0 or 0-1" }
  /// The written form for editors.
  package static var schema: JSON { .type("string", "integer") }
}
