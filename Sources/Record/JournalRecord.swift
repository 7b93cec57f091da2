public import ProcFS

/// One line of `attempts/<id>/journal.ndjson`.
public struct JournalRecord: Codable, Hashable, Sendable {
  /// 0, 1, 2, … without holes.
  public var sequence: Int
  /// The boot in which it was written.
  public var boot: BootID
  /// CLOCK_BOOTTIME, nanoseconds.
  public var at: UInt64
  /// What happened.
  public var event: Event

  /// All members, as they are.
  public init(sequence: Int, boot: BootID, at: UInt64, event: Event) {
    self.sequence = sequence
    self.boot = boot
    self.at = at
    self.event = event
  }

  enum CodingKeys: String, CodingKey {
    case sequence = "n"
    case boot, at, event
  }
}
