/// The group of a session whose members share CPU time with the other sessions as one.
///
/// Interface: `/proc/PID/autogroup`, described in sched(7), "The autogroup feature". It shows a group
/// also where `/proc/sys/kernel/sched_autogroup_enabled` is 0 and groups mean nothing.
public struct ProcessAutogroup: Sendable, Hashable {
  /// Its number.
  public var number: UInt64
  /// -20 to 19: how the whole group shares with other groups.
  public var nice: Int32

  /// - Throws: `.malformed` if it is not `/autogroup-NUMBER nice N`.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    var cursor = ByteCursor(bytes)
    let head = cursor.offset..<min(bytes.count, 11)
    guard matches(bytes, head, "/autogroup-") else {
      throw cursor.malformed(bytes, "'/autogroup-'")
    }
    cursor.offset = head.upperBound
    number = try cursor.unsigned(bytes, "the group's number")
    let word = try cursor.word(bytes, "'nice'")
    guard matches(bytes, word, "nice") else {
      cursor.offset = word.lowerBound
      throw cursor.malformed(bytes, "'nice'")
    }
    nice = try cursor.int32(bytes, "a nice value")
  }
}

extension ProcessDirectory {
  /// The autogroup now.
  ///
  /// - Throws: `.absent` where the kernel has no autogroups.
  public func autogroup() throws(ProcFSError) -> ProcessAutogroup {
    try read("autogroup") { (bytes) throws(ProcFSError) in try ProcessAutogroup(parsing: bytes) }
  }
}
