internal import Record

/// The process has a handler for the signal: its bit in SigCgt of /proc/PID/status.
public struct CatchesPredicate: MaskPredicate {
  public static let key = "catches"
  public static let summary = "The process has a handler for the signal: its bit in SigCgt of /proc/PID/status."
  static let field = FactField.caught
  static let verb = "catches"
  static let negation = "doesn't catch"

  public var signal: Slot<Signal>

  static func mask(_ facts: ProcessFacts) -> UInt64? { facts.caught }

  public static let examples = [
    PredicateExample("a handler", "catches: TERM", holds: true),
    PredicateExample("none", "catches: USR1", holds: false),
  ]
}
