package import Record

/// What a workload reported last.
package struct LastReportedMatch: MatchKind {
  package static let key = "last-reported"
  package static let summary = "The value of a key in the last report of that event by the role."
  package static let usage = ["{last-reported: {of: job, event: epoch, key: epoch}}"]
  package static let properties: [(String, JSON)] = [
    (
      "last-reported",
      .keys(
        [
          ("of", .type("string")), ("event", .words(ReportedPredicate.events)),
          ("key", .type("string")),
        ],
        required: ["event"])
    )
  ]

  package var of: String?
  package var event: String
  package var detail: String

  package init?(_ reader: KeyReader) {
    guard let node = reader.required("last-reported") else { return nil }
    let inner = KeyReader(node, log: reader.log, what: "'last-reported'")
    of = inner.roles("of").first
    event = inner.text("event") ?? ""
    if !event.isEmpty, !ReportedPredicate.events.contains(event) {
      reader.log.report(
        "no workload reports '\(event)'"
          + Suggestion.ending(for: event, among: ReportedPredicate.events),
        at: inner.value("event")?.place ?? node.place)
    }
    detail = inner.plain("key") ?? event
    inner.finish()
    if event.isEmpty { return nil }
  }

  package var roles: [String] { of.map { [$0] } ?? [] }
  package var needsSubject: Bool { of == nil }
  package var watch: [String: Set<FactGroup>] { [of ?? "": [.stat]] }

  package func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
    let scene = scene.about(of.map { [$0] } ?? [])
    let reports = scene.subjects.flatMap { track in
      track.reports.filter { $0.event == event && $0.detail[detail] != nil }
        .map { (pid: track.pid, report: $0) }
    }
    guard let last = reports.max(by: { $0.report.at < $1.report.at }),
      let value = last.report.detail[detail]
    else { return MatchOutcome(false, expected: "the last \(detail) that was reported") }
    let line = Evidence(
      source: "events.jsonl of \(last.pid)", field: "\(event) \(detail)", value: value,
      at: last.report.at)
    return MatchOutcome(
      ReportedPredicate.same(text.trimmed, value), expected: "the last \(detail), \(value)",
      evidence: [line])
  }

  package static let examples = [
    MatchExample("{last-reported: {of: job, event: epoch, key: epoch}}", "24", holds: true) {
      $0.report(42, "epoch", ["epoch": "23"], at: 5)
      $0.report(42, "epoch", ["epoch": "24"], at: 6)
    },
    MatchExample("{last-reported: {of: job, event: epoch}}", "23", holds: false) {
      $0.report(42, "epoch", ["epoch": "24"], at: 6)
    },
  ]
}
