internal import Record

/// The process has a handler for the signal: its bit in SigCgt of /proc/PID/status.
package struct CatchesPredicate: MaskPredicate {
  package static let key = "catches"
  package static let summary =
    "The process has a handler for the signal: its bit in SigCgt of /proc/PID/status."
  static let field = FactField.caught
  static let verb = "catches"
  static let negation = "doesn't catch"

  package var signal: Slot<Signal>

  static func mask(_ facts: ProcessFacts) -> UInt64? { facts.caught }

  package static let examples = [
    PredicateExample("a handler", "catches: TERM", holds: true),
    PredicateExample("none", "catches: USR1", holds: false),
  ]
}
