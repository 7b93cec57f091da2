public import ProcFS

/// One line of `attempts/<id>/journal.ndjson`.
public struct JournalRecord: Codable, Hashable, Sendable {
  /// 0, 1, 2, … without holes.
  public var sequence: Int
  public var boot: BootID
  /// CLOCK_BOOTTIME, nanoseconds.
  public var at: UInt64
  public var event: Event

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
