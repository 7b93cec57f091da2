internal import Record

/// The process ignores the signal: its bit in SigIgn of /proc/PID/status.
public struct IgnoresPredicate: MaskPredicate {
  public static let key = "ignores"
  public static let summary = "The process ignores the signal: its bit in SigIgn of /proc/PID/status."
  static let field = FactField.ignored
  static let verb = "ignores"
  static let negation = "doesn't ignore"

  public var signal: Slot<Signal>

  static func mask(_ facts: ProcessFacts) -> UInt64? { facts.ignored }

  public static let examples = [
    PredicateExample("nohup", "ignores: HUP", holds: true, starting: { $0.ignored = 1 }),
    PredicateExample("bit n is signal n + 1", "ignores: HUP", holds: false, starting: { $0.ignored = 2 }),
  ]
}
