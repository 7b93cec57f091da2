/// What a process has read and written so far.
///
/// Interface: `/proc/PID/io`, described in proc_pid_io(5).
public struct ProcessIO: Sendable, Hashable {
  /// rchar: bytes asked of read(2) and the like, pipes and terminals included.
  public var readBytes: UInt64
  /// wchar.
  public var writtenBytes: UInt64
  /// syscr.
  public var readCalls: UInt64
  /// syscw.
  public var writeCalls: UInt64
  /// read_bytes: what a storage device had to give.
  public var storageReadBytes: UInt64
  /// write_bytes: what went, or will go, to a storage device.
  public var storageWrittenBytes: UInt64
  /// cancelled_write_bytes: written, then truncated before it reached the device.
  public var cancelledBytes: UInt64

  /// - Throws: `.malformed` if one of the seven lines is missing.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    let names: [StaticString] = [
      "rchar", "wchar", "syscr", "syscw", "read_bytes", "write_bytes", "cancelled_write_bytes",
    ]
    let values = try keyedNumbers(bytes, names)
    readBytes = values[0]
    writtenBytes = values[1]
    readCalls = values[2]
    writeCalls = values[3]
    storageReadBytes = values[4]
    storageWrittenBytes = values[5]
    cancelledBytes = values[6]
  }
}

/// The numbers of `NAME: NUMBER` lines, in the order of the names.
///
/// - Throws: `.malformed` if a name has no line.
func keyedNumbers(
  _ bytes: Span<UInt8>, _ names: [StaticString]
) throws(ProcFSError) -> [UInt64] {
  var found = [UInt64?](repeating: nil, count: names.count)
  var lines = LineCursor()
  while let line = lines.next(bytes) {
    guard let colon = firstIndex(of: UInt8(ascii: ":"), bytes, line) else { continue }
    for (index, name) in names.enumerated() where found[index] == nil {
      guard matches(bytes, line.lowerBound..<colon, name) else { continue }
      var cursor = ByteCursor(colon + 1..<line.upperBound)
      found[index] = try cursor.unsigned(bytes, "a number")
    }
  }
  var values: [UInt64] = []
  for (index, name) in names.enumerated() {
    guard let value = found[index] else {
      var cursor = ByteCursor(bytes)
      cursor.offset = bytes.count
      throw cursor.malformed(bytes, name)
    }
    values.append(value)
  }
  return values
}

extension ProcessDirectory {
  /// The counters now; `.denied` for another user's process.
  public func io() throws(ProcFSError) -> ProcessIO {
    try read("io") { (bytes) throws(ProcFSError) in try ProcessIO(parsing: bytes) }
  }
}
