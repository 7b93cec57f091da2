internal import Record

/// The process blocks the signal: its bit in SigBlk of /proc/PID/status.
package struct BlocksPredicate: MaskPredicate {
  package static let key = "blocks"
  package static let summary =
    "The process blocks the signal: its bit in SigBlk of /proc/PID/status."
  static let field = FactField.blocked
  static let verb = "blocks"
  static let negation = "doesn't block"

  package var signal: Slot<Signal>

  static func mask(_ facts: ProcessFacts) -> UInt64? { facts.blocked }

  package static let examples = [
    PredicateExample("blocked", "blocks: CHLD", holds: true, starting: { $0.blocked = 0x10000 }),
    PredicateExample("not blocked", "blocks: CHLD", holds: false),
  ]
}
