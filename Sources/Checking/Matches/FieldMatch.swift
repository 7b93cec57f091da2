internal import ProcFS
package import Record

/// A field that the kernel shows of a process.
package struct FieldMatch: MatchKind {
  package static let key = "field"
  package static let otherKeys = ["tolerance", "signal", "offset"]
  package static let summary = """
    A field of a process: of: ROLE, else the subject; with tolerance: 5% or 1. field: disposition \
    with signal: SIG is one of default, ignored, caught, blocked; offset: 1 looks at the \
    neighbouring bit.
    """
  package static let usage = [
    "{field: ppid, of: job}", "{field: rss-kb, tolerance: 5%}",
    "{field: disposition, signal: \"{{sig}}\"}",
  ]
  package static let properties: [(String, JSON)] = [
    ("field", FactField.schema), ("of", .type("string")), ("tolerance", String.schema),
    ("signal", Signal.schema), ("offset", Int.schema),
  ]

  package var field: FactField
  package var of: String?
  var tolerance: Tolerance?
  package var signal: Slot<Signal>?
  package var offset: Slot<Int>?

  package init?(_ reader: KeyReader) {
    guard let node = reader.required("field"),
      let field = ContentReading.word(node, as: FactField.self, log: reader.log)
    else {
      _ = (reader.value("of"), reader.value("tolerance"), reader.value("signal"))
      return nil
    }
    self.field = field
    of = reader.roles("of").first
    tolerance = Tolerance(reader)
    signal = reader.slot("signal")
    offset = reader.slot("offset")
    if field == .disposition, signal == nil {
      reader.log.report("disposition needs signal: SIG", at: node.place)
    }
  }

  package var watch: [String: Set<FactGroup>] { [of ?? "": [field.group]] }
  package var roles: [String] { of.map { [$0] } ?? [] }
  package var needsSubject: Bool { of == nil }

  package func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
    let scene = scene.about(of.map { [$0] } ?? [])
    let words = "the \(field.rawValue)"
    let tracks = scene.subjects
    guard !tracks.isEmpty else { return MatchOutcome(nil, expected: words) }
    var known = false
    for track in tracks {
      guard let facts = scene.facts(of: track) else { continue }
      switch matches(text.trimmed, facts, track, scene) {
      case true:
        return MatchOutcome(true, expected: words, evidence: evidence(facts, track, scene))
      case false: known = true
      default: break
      }
    }
    return MatchOutcome(known ? false : nil, expected: words)
  }

  private func matches(_ text: String, _ facts: ProcessFacts, _ track: ProcessTrack, _ scene: Scene)
    -> Bool?
  {
    if field == .disposition { return disposition(facts, scene).map { $0 == text.lowercased() } }
    if let right = field.number(facts, track.identity) {
      guard let given = Double(text) else { return false }
      if let tolerance { return tolerance.accepts(given, for: right) }
      return given == right.rounded()
    }
    return field.text(facts, track.identity).map { field.agrees(text, with: $0) }
  }

  /// What the masks say about the signal; blocked says most, as it holds back all the others.
  private func disposition(_ facts: ProcessFacts, _ scene: Scene) -> String? {
    guard let signal = signal?.value(scene.name), let blocked = facts.blocked,
      let ignored = facts.ignored, let caught = facts.caught
    else { return nil }
    let number = signal.number + Int32(offset?.value(scene.name) ?? 0)
    guard (1...64).contains(number) else { return nil }
    let bit = Signal(number: number).bit
    if blocked & bit != 0 { return "blocked" }
    if ignored & bit != 0 { return "ignored" }
    return caught & bit != 0 ? "caught" : "default"
  }

  private func evidence(_ facts: ProcessFacts, _ track: ProcessTrack, _ scene: Scene) -> [Evidence]
  {
    let at = scene.given?.at ?? track.moments.last?.at ?? track.since
    let fields: [FactField] = field == .disposition ? [.ignored, .caught, .blocked] : [field]
    return fields.compactMap { field in
      field.text(facts, track.identity).map {
        Evidence(source: field.source(track.pid), field: field.label, value: $0, at: at)
      }
    }
  }

  package static let examples = [
    MatchExample("{field: ppid, of: job}", "10", holds: true),
    MatchExample("{field: comm}", "lab-train", holds: true),
    MatchExample("{field: comm}", "bash", holds: false),
    MatchExample(
      "{field: rss-kb, tolerance: 5%}", "1040", holds: true, starting: { $0.residentKiB = 1000 }),
    MatchExample(
      "{field: rss-kb, tolerance: 5%}", "1100", holds: false, starting: { $0.residentKiB = 1000 }),
    MatchExample("{field: disposition, signal: TERM}", "caught", holds: true),
    MatchExample("{field: disposition, signal: ALRM, offset: 1}", "caught", holds: true),
    MatchExample("{field: disposition, signal: HUP}", "ignored", holds: false),
    MatchExample("{field: start-ticks}", "420", holds: true),
    MatchExample(
      "{field: nice-zero-threads}", "2", holds: true,
      starting: {
        $0.tasks = [
          ThreadFacts(id: 42, nice: 5), ThreadFacts(id: 43, nice: 0), ThreadFacts(id: 44, nice: 0),
        ]
      }),
    MatchExample(
      "{field: open-files-soft}", "300", holds: true,
      starting: { $0.limits = ["Max open files": LimitFacts(soft: 300, hard: nil)] }),
    MatchExample(
      "{field: open-files-hard}", "unlimited", holds: true,
      starting: { $0.limits = ["Max open files": LimitFacts(soft: 300, hard: nil)] }),
    MatchExample(
      "{field: policy}", "sched_batch", holds: true,
      starting: { $0.tasks = [ThreadFacts(id: 42, nice: 0, policy: 3)] }),
    MatchExample(
      "{field: policy}", "idle", holds: false,
      starting: { $0.tasks = [ThreadFacts(id: 42, nice: 0, policy: 3)] }),
    MatchExample(
      "{field: affinity}", "0,1", holds: true,
      starting: { $0.tasks = [ThreadFacts(id: 42, nice: 0, cpus: "0-1")] }),
    MatchExample("{field: oom-adj}", "-5", holds: true, starting: { $0.oomAdjustment = -5 }),
    MatchExample(
      "{field: oom-score, tolerance: 5}", "670", holds: true, starting: { $0.oomScore = 667 }),
    MatchExample("{field: cgroup}", "0::/a/b", holds: true, starting: { $0.cgroup = "/a/b" }),
  ]
}
