internal import Record

/// The signal waits to be delivered: its bit in ShdPnd or SigPnd of /proc/PID/status.
package struct PendingPredicate: MaskPredicate {
  package static let key = "pending"
  package static let summary =
    "The signal waits to be delivered: its bit in ShdPnd or SigPnd of /proc/PID/status."
  static let field = FactField.pending
  static let verb = "pending:"
  static let negation = "not pending:"

  package var signal: Slot<Signal>

  static func mask(_ facts: ProcessFacts) -> UInt64? {
    facts.sharedPending.map { $0 | (facts.threadPending ?? 0) }
  }

  package static let examples = [
    PredicateExample("it waits", "pending: TERM", holds: true) {
      $0.see(42, at: 3) { $0.sharedPending = 0x4000 }
    },
    PredicateExample("nothing waits", "pending: TERM", holds: false),
  ]
}
