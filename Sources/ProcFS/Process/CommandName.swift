/// A task's short name, at most 15 bytes that need not be text, held without an allocation.
///
/// Interface: `/proc/PID/comm` and field 2 of `/proc/PID/stat`, described in proc_pid_comm(5).
/// Kernel workers may show longer names, up to 63 bytes; those are cut to 64.
public struct CommandName: Sendable, CustomStringConvertible {
  private var bytes = InlineArray<64, UInt8>(repeating: 0)
  /// How many bytes it has.
  public private(set) var count = 0

  /// - Parameter range: The name's place in `source`; what exceeds 64 bytes is dropped.
  init(_ source: Span<UInt8>, _ range: Range<Int>) {
    count = min(range.count, 64)
    for index in 0..<count { bytes[index] = source[range.lowerBound + index] }
  }

  /// The bytes of `/proc/PID/comm`: the name, then a newline.
  public init(parsing source: Span<UInt8>) throws(ProcFSError) {
    guard source.count > 0, source[source.count - 1] == UInt8(ascii: "\n") else {
      var cursor = ByteCursor(source)
      cursor.offset = source.count
      throw cursor.malformed(source, "a newline at the end")
    }
    self.init(source, 0..<source.count - 1)
  }

  /// The byte at a place below `count`; 0 beyond it.
  public subscript(index: Int) -> UInt8 { index < count && index >= 0 ? bytes[index] : 0 }

  /// As text; bytes that are not UTF-8 become U+FFFD.
  public var description: String {
    String(decoding: (0..<count).map { bytes[$0] }, as: UTF8.self)
  }

  /// Whether the name is exactly this text, without making a string.
  public static func == (name: CommandName, text: StaticString) -> Bool {
    guard name.count == text.utf8CodeUnitCount else { return false }
    for index in 0..<name.count where name.bytes[index] != text.utf8Start[index] { return false }
    return true
  }
}

extension ProcessDirectory {
  /// The short name, from `comm`.
  public func comm() throws(ProcFSError) -> CommandName {
    try read("comm") { (bytes) throws(ProcFSError) in try CommandName(parsing: bytes) }
  }
}
