internal import ProcFS
package import Record

/// A field added up over all processes of a role.
package struct SumMatch: MatchKind {
  package static let key = "sum"
  package static let otherKeys = ["tolerance"]
  package static let summary = "A field, added up over the processes of a role."
  package static let usage = ["{sum: pss-mb, of: family, tolerance: 10%}"]
  package static let properties: [(String, JSON)] = [
    ("sum", FactField.schema), ("of", .type("string")), ("tolerance", String.schema),
  ]

  package var field: FactField
  package var of: String?
  var tolerance: Tolerance?

  package init?(_ reader: KeyReader) {
    guard let node = reader.required("sum"),
      let field = ContentReading.word(node, as: FactField.self, log: reader.log)
    else { return nil }
    self.field = field
    of = reader.roles("of").first
    tolerance = Tolerance(reader)
  }

  package var watch: [String: Set<FactGroup>] { [of ?? "": [field.group]] }
  package var roles: [String] { of.map { [$0] } ?? [] }
  package var needsSubject: Bool { of == nil }

  package func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
    let scene = scene.about(of.map { [$0] } ?? [])
    let words = "the sum of \(field.rawValue)"
    guard let given = Double(text.trimmed) else { return MatchOutcome(false, expected: words) }
    var sum = 0.0
    var lines: [Evidence] = []
    let moment = scene.given?.at ?? scene.now
    for track in scene.subjects where track.endedAt.map({ $0 > moment }) ?? true {
      guard let facts = scene.facts(of: track) else { return MatchOutcome(nil, expected: words) }
      guard let number = field.number(facts, track.identity) else {
        return MatchOutcome(nil, expected: words)
      }
      sum += number
      if let value = field.text(facts, track.identity) {
        lines.append(
          Evidence(
            source: field.source(track.pid), field: field.label, value: value, at: moment))
      }
    }
    if lines.isEmpty { return MatchOutcome(nil, expected: words) }
    let holds = tolerance?.accepts(given, for: sum) ?? (given == sum.rounded())
    return MatchOutcome(holds, expected: words, evidence: holds ? Array(lines.prefix(6)) : [])
  }

  package static let examples = [
    MatchExample(
      "{sum: pss-mb, of: job, tolerance: 10%}", "105", holds: true,
      starting: { $0.proportionalKiB = 100 * 1024 }),
    MatchExample(
      "{sum: pss-mb, of: job, tolerance: 10%}", "150", holds: false,
      starting: { $0.proportionalKiB = 100 * 1024 }),
  ]
}
