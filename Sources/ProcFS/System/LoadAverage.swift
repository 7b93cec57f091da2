/// How many tasks ran or waited for the disk, on average.
///
/// Interface: `/proc/loadavg`, described in proc_loadavg(5).
public struct LoadAverage: Sendable, Hashable {
  /// Over the last minute, in hundredths.
  public var oneMinute: UInt64
  /// In hundredths.
  public var fiveMinutes: UInt64
  /// In hundredths.
  public var fifteenMinutes: UInt64
  /// Tasks that run or could.
  public var runnable: UInt64
  /// All tasks, threads included.
  public var tasks: UInt64
  /// The PID given last.
  public var lastPID: Int32

  /// - Throws: `.malformed` unless the five fields are there.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    var cursor = ByteCursor(bytes)
    oneMinute = try Self.hundredths(bytes, &cursor)
    fiveMinutes = try Self.hundredths(bytes, &cursor)
    fifteenMinutes = try Self.hundredths(bytes, &cursor)
    runnable = try cursor.unsigned(bytes, "the runnable tasks")
    try cursor.expect(UInt8(ascii: "/"), bytes, "'/' between runnable and all tasks")
    tasks = try cursor.unsigned(bytes, "the tasks")
    lastPID = try cursor.int32(bytes, "the last PID")
  }

  private static func hundredths(
    _ bytes: Span<UInt8>, _ cursor: inout ByteCursor
  ) throws(ProcFSError) -> UInt64 {
    let value = try cursor.seconds(bytes, "a load average").components
    return UInt64(clamping: value.seconds) * 100
      + UInt64(clamping: value.attoseconds / 10_000_000_000_000_000)
  }
}

extension ProcRoot {
  /// The load now.
  public func loadAverage() throws(ProcFSError) -> LoadAverage {
    try read("loadavg") { (bytes) throws(ProcFSError) in try LoadAverage(parsing: bytes) }
  }
}
