/// How long the machine runs.
///
/// Interface: `/proc/uptime`, described in proc_uptime(5).
public struct Uptime: Sendable, Hashable {
  /// Suspended time included.
  public var sinceBoot: Duration
  /// Summed over all CPUs.
  public var idle: Duration

  /// - Throws: `.malformed` unless there are two decimal fractions.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    var cursor = ByteCursor(bytes)
    sinceBoot = try cursor.seconds(bytes, "seconds since boot")
    idle = try cursor.seconds(bytes, "idle seconds")
  }
}

extension ProcRoot {
  /// The uptime now.
  public func uptime() throws(ProcFSError) -> Uptime {
    try read("uptime") { (bytes) throws(ProcFSError) in try Uptime(parsing: bytes) }
  }
}
