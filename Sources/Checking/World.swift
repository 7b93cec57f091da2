internal import ProcFS
public import Record

/// Everything that judging looks at: the record, the bench's files as they are, and the time.
public struct World: Sendable {
  /// What was recorded.
  public var timeline: Timeline
  /// What was found for each request of `Check.files`.
  public var files: [FileFacts]
  /// CLOCK_BOOTTIME now, nanoseconds.
  public var now: UInt64
  /// Wall clock minus CLOCK_BOOTTIME, nanoseconds.
  public var wallOffset: Int64
  /// The attempt is being reported or stopped: reasons marked `finally` count.
  public var finalising: Bool
  /// Checks that passed at some time before: they stay passed.
  public var passedBefore: Set<String>

  /// A world as of `now`.
  public init(
    timeline: Timeline, files: [FileFacts] = [], now: UInt64, wallOffset: Int64 = 0,
    finalising: Bool = false, passedBefore: Set<String> = []
  ) {
    self.timeline = timeline
    self.files = files
    self.now = now
    self.wallOffset = wallOffset
    self.finalising = finalising
    self.passedBefore = passedBefore
  }
}
