/// The memory of a process, with shared pages divided by those who share them.
///
/// Interface: `/proc/PID/smaps_rollup`, described in proc_pid_smaps(5). The kernel walks all page
/// tables for it: not for sampling.
public struct MemoryRollup: Sendable, Hashable {
  /// Rss, kibibytes.
  public var residentKiB: UInt64
  /// Pss, kibibytes: the sum over all processes is what they use together.
  public var proportionalKiB: UInt64
  /// Private_Clean and Private_Dirty, kibibytes: what would be free after its end.
  public var privateKiB: UInt64
  /// Swap, kibibytes.
  public var swapKiB: UInt64

  /// - Throws: `.malformed` if a line is missing.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    let values = try keyedNumbers(
      bytes, ["Rss", "Pss", "Private_Clean", "Private_Dirty", "Swap"])
    residentKiB = values[0]
    proportionalKiB = values[1]
    privateKiB = values[2].addingReportingOverflow(values[3]).partialValue
    swapKiB = values[4]
  }
}

extension ProcessDirectory {
  /// The memory now; `.denied` for another user's process.
  public func memoryRollup() throws(ProcFSError) -> MemoryRollup {
    try read("smaps_rollup") { (bytes) throws(ProcFSError) in try MemoryRollup(parsing: bytes) }
  }
}
