internal import ProcFS
internal import Record

/// The state seen most often in the burst of samples that was taken when the answer came.
package struct MajorityMatch: MatchKind {
  package static let key = "majority"
  package static let summary =
    "The state letter seen most often in the burst of samples taken when the answer was given."
  package static let usage = ["{majority: state}"]
  package static let properties: [(String, JSON)] = [
    ("majority", .words(["state"])), ("of", .type("string")),
  ]

  package enum What: String, CaseIterable, Sendable { case state }
  package var of: String?

  package init?(_ reader: KeyReader) {
    guard let node = reader.required("majority"),
      ContentReading.word(node, as: What.self, log: reader.log) != nil
    else { return nil }
    of = reader.roles("of").first
  }

  package var roles: [String] { of.map { [$0] } ?? [] }
  package var needsSubject: Bool { of == nil }

  package func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
    let scene = scene.about(of.map { [$0] } ?? [])
    let words = "the state that it is in"
    guard let track = scene.subjects.first, let facts = scene.facts(of: track) else {
      return MatchOutcome(nil, expected: words)
    }
    let counts = facts.stateCounts ?? facts.state.map { [$0: 1] } ?? [:]
    guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
      return MatchOutcome(nil, expected: words)
    }
    let all = counts.values.reduce(0, +)
    let line = Evidence(
      source: "/proc/\(track.pid)/stat", field: "field 3",
      value: all > 1 ? "\(most.key) in \(most.value) of \(all) samples" : most.key,
      at: scene.given?.at ?? scene.now)
    return MatchOutcome(text.trimmed == most.key, expected: words, evidence: [line])
  }

  package static let examples = [
    MatchExample(
      "{majority: state}", "R", holds: true, starting: { $0.stateCounts = ["R": 18, "S": 2] }),
    MatchExample(
      "{majority: state}", "S", holds: false, starting: { $0.stateCounts = ["R": 18, "S": 2] }),
    MatchExample("{majority: state}", "S", holds: true),
  ]
}
