internal import Record

/// The very text, or the same number.
package struct EqualsMatch: MatchKind {
  package static let key = "equals"
  package static let otherKeys = ["tolerance"]
  package static let summary = "The same text; numbers may be written differently (5 and 5.0)."
  package static let usage = ["{equals: signal}", "{equals: \"{{nonce}}\"}"]
  package static let properties: [(String, JSON)] = [
    ("equals", String.schema), ("tolerance", String.schema),
  ]

  package var value: Slot<String>
  var tolerance: Tolerance?

  package init?(_ reader: KeyReader) {
    guard let node = reader.required("equals"), let value = Slot<String>(node, log: reader.log)
    else { return nil }
    self.value = value
    tolerance = Tolerance(reader)
  }

  package func outcome(_ text: String, _ scene: Scene) -> MatchOutcome {
    guard let wanted = value.value(scene.name) else {
      return MatchOutcome(nil, expected: value.template?.source ?? "?")
    }
    if let tolerance, let a = Double(text.trimmed), let b = Double(wanted) {
      return MatchOutcome(tolerance.accepts(a, for: b), expected: wanted)
    }
    return MatchOutcome(
      ReportedPredicate.same(text.trimmed, wanted.trimmed), expected: wanted)
  }

  package static let examples = [
    MatchExample("{equals: signal}", "signal", holds: true),
    MatchExample("{equals: 5}", "5.0", holds: true),
    MatchExample("{equals: \"{{nonce}}\"}", "n0nce", holds: true),
    MatchExample("{equals: signal}", "regular", holds: false),
    MatchExample("{equals: 100, tolerance: 5%}", "104", holds: true),
  ]
}

/// How far a number may be off: "5%" of what is right, or an absolute 1.
struct Tolerance: Sendable {
  var relative: Double
  var absolute: Double

  init?(_ reader: KeyReader) {
    guard let node = reader.value("tolerance") else { return nil }
    let text = node.text ?? ""
    let percent = text.hasSuffix("%")
    guard let number = Double(percent ? String(text.dropLast()) : text), number >= 0 else {
      reader.log.report("'\(text)' is not a tolerance such as 5% or 1", at: node.place)
      return nil
    }
    relative = percent ? number / 100 : 0
    absolute = percent ? 0 : number
  }

  func accepts(_ given: Double, for right: Double) -> Bool {
    abs(given - right) <= max(absolute, relative * abs(right)) + 1e-9
  }
}
