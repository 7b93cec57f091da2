package import Record

/// The workload reported an event of its own.
package struct ReportedPredicate: ProcessPredicateKind {
  package static let key = "reported"
  package static let summary = """
    The workload reported that event, with these details, since the attempt was ready; after: \
    CHECK counts only what came later than that check was met.
    """
  package static let usage = [
    "reported: {event: reloaded, lr: \"0.002\"}", "reported: {event: epoch, after: held}",
  ]
  package static let schema: JSON? = .object([
    ("type", .text("object")),
    ("properties", .object([("event", .words(Self.events)), ("after", .type("string"))])),
    ("additionalProperties", String.schema), ("required", .list([.text("event")])),
  ])

  static let events = [
    "started", "epoch", "checkpoint", "signal", "reloaded", "reload_failed", "dumped", "resumed",
    "resume_from", "loader_lost", "loader_started", "reaped", "saving", "exiting", "asked", "code",
    "note", "cpu_limit", "refused", "limit", "forked", "waiting", "locked",
    "limiting", "released", "target_gone", "ready", "stopping", "listening",
    "accept_failed", "accept_resumed", "port_in_use", "draining", "worker_lost", "worker_started",
  ]

  package var event: String
  package var details: [String: Slot<String>]
  package var after: String?

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'reported'")
    event = reader.text("event") ?? ""
    if !event.isEmpty, !Self.events.contains(event) {
      log.report(
        "no workload reports '\(event)'\(Suggestion.ending(for: event, among: Self.events))",
        at: reader.value("event")?.place ?? argument.place)
    }
    if let node = reader.value("after"), let check = node.text {
      log.refer(to: .check, check, at: node.place)
      after = check
    }
    details = [:]
    for key in reader.keys where key != "event" && key != "after" {
      details[key] = reader.slot(key)
    }
    if event.isEmpty { return nil }
  }

  package var basis: Basis { .record }

  private func matching(_ track: ProcessTrack, _ scene: Scene) -> [ProcessTrack.Report] {
    var start = scene.start
    if let after {
      guard let met = scene.metAt[after] else { return [] }
      start = max(start, met + 1)
    }
    return track.reports.filter { report in
      report.event == event && report.at >= start
        && details.allSatisfy { key, wanted in
          guard let value = wanted.value(scene.name), let said = report.detail[key] else {
            return false
          }
          return Self.same(said, value)
        }
    }
  }

  /// "2" is 2.0 to a workload that counts in floating point.
  static func same(_ first: String, _ second: String) -> Bool {
    if first == second { return true }
    guard let a = Double(first), let b = Double(second) else { return false }
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    .events(matching(track, scene).map(\.at), since: track.since)
      .doubted(from: scene.timeline.unheard(track, since: scene.start))
  }

  package func reach(of track: ProcessTrack, _ scene: Scene) -> Reach {
    let had = !matching(track, scene).isEmpty
    let living = track.endedAt == nil
    return Reach(canHold: had || living, canFail: !had, canOccur: living)
  }

  package func expected(_ scene: Scene) -> String {
    let said = details.sorted { $0.key < $1.key }
      .map { ", \($0.key) \($0.value.value(scene.name) ?? "?")" }.joined()
    return "its report \"\(event)\"\(said)"
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    guard let last = track.reports.last(where: { $0.event == event && $0.at >= scene.start }) else {
      return "no report \"\(event)\""
    }
    let said = last.detail.filter { details[$0.key] != nil }.sorted { $0.key < $1.key }
      .map { ", \($0.key) \($0.value)" }.joined()
    return "its report \"\(event)\"\(said)"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    guard let report = matching(track, scene).first(where: { $0.at <= moment }) else { return [] }
    let said = report.detail.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return [
      Evidence(
        source: "events.jsonl of \(track.pid)", field: event,
        value: said.joined(separator: " "), at: report.at)
    ]
  }

  package static let examples = [
    PredicateExample("it said so", "reported: {event: reloaded, lr: 0.5}", holds: true) {
      $0.report(42, "reloaded", ["lr": "0.50", "generation": "2"], at: 5)
    },
    PredicateExample("another value", "reported: {event: reloaded, lr: 0.5}", holds: false) {
      $0.report(42, "reloaded", ["lr": "0.1"], at: 5)
    },
    PredicateExample("nothing said", "reported: {event: dumped}", holds: false),
    PredicateExample("before set-up was over", "reported: {event: epoch}", holds: false) {
      $0.report(42, "epoch", ["epoch": "3"], at: 1.5)
    },
  ]
}
