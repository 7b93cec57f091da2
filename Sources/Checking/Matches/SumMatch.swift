internal import ProcFS
public import Record

/// A field added up over all processes of a role.
public struct SumMatch: MatchKind {
  public static let key = "sum"
  public static let otherKeys = ["tolerance"]
  public static let summary = "A field, added up over the processes of a role."
  public static let usage = ["{sum: pss-mb, of: family, tolerance: 10%}"]
  public static let properties: [(String, JSON)] = [
    ("sum", FactField.schema), ("of", .type("string")), ("tolerance", String.schema),
  ]

  public var field: FactField
  public var of: String?
  var tolerance: Tolerance?

  public init?(_ reader: KeyReader) {
    guard let node = reader.required("sum"),
      let field = ContentReading.word(node, as: FactField.self, log: reader.log)
    else { return nil }
    self.field = field
    of = reader.roles("of").first
    tolerance = Tolerance(reader)
  }

  public var watch: [String: Set<FactGroup>] { [of ?? "": [field.group]] }
  public var roles: [String] { of.map { [$0] } ?? [] }
  public var needsSubject: Bool { of == nil }

  public func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
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

  public static let examples = [
    MatchExample(
      "{sum: pss-mb, of: job, tolerance: 10%}", "105", holds: true,
      starting: { $0.proportionalKiB = 100 * 1024 }),
    MatchExample(
      "{sum: pss-mb, of: job, tolerance: 10%}", "150", holds: false,
      starting: { $0.proportionalKiB = 100 * 1024 }),
  ]
}
