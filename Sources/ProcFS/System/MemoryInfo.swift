/// The machine's memory, kibibytes.
///
/// Interface: `/proc/meminfo`, described in proc_meminfo(5). In a container it is the host's.
public struct MemoryInfo: Sendable, Hashable {
  /// MemTotal.
  public var totalKiB: UInt64
  /// MemFree: used for nothing at all, so of little interest.
  public var freeKiB: UInt64
  /// MemAvailable: what programs could get without swapping.
  public var availableKiB: UInt64
  /// Buffers.
  public var buffersKiB: UInt64
  /// Cached.
  public var cachedKiB: UInt64
  /// SwapTotal.
  public var swapTotalKiB: UInt64
  /// SwapFree.
  public var swapFreeKiB: UInt64

  /// - Throws: `.malformed` if a line is missing.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    let names: [StaticString] = [
      "MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "SwapTotal", "SwapFree",
    ]
    let values = try keyedNumbers(bytes, names)
    totalKiB = values[0]
    freeKiB = values[1]
    availableKiB = values[2]
    buffersKiB = values[3]
    cachedKiB = values[4]
    swapTotalKiB = values[5]
    swapFreeKiB = values[6]
  }
}

extension ProcRoot {
  /// The memory now.
  public func memoryInfo() throws(ProcFSError) -> MemoryInfo {
    try read("meminfo") { (bytes) throws(ProcFSError) in try MemoryInfo(parsing: bytes) }
  }
}
