internal import Record

/// The process ignores the signal: its bit in SigIgn of /proc/PID/status.
package struct IgnoresPredicate: MaskPredicate {
  package static let key = "ignores"
  package static let summary =
    "The process ignores the signal: its bit in SigIgn of /proc/PID/status."
  static let field = FactField.ignored
  static let verb = "ignores"
  static let negation = "doesn't ignore"

  package var signal: Slot<Signal>

  static func mask(_ facts: ProcessFacts) -> UInt64? { facts.ignored }

  package static let examples = [
    PredicateExample("nohup", "ignores: HUP", holds: true, starting: { $0.ignored = 1 }),
    PredicateExample(
      "bit n is signal n + 1", "ignores: HUP", holds: false, starting: { $0.ignored = 2 }),
  ]
}
