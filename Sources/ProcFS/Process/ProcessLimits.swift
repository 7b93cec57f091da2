/// Resource limits of a process.
///
/// Interface: `/proc/PID/limits`, described in proc_pid_limits(5) and getrlimit(2).
public struct ProcessLimits: Sendable, Hashable {
  /// One line of the table.
  public struct Limit: Sendable, Hashable {
    /// The kernel's name, such as "Max open files".
    public var name: String
    /// nil is unlimited.
    public var soft: UInt64?
    /// nil is unlimited.
    public var hard: UInt64?
    /// "bytes", "files", "us" …; empty where the kernel names none.
    public var unit: String
  }

  /// In the kernel's order.
  public var all: [Limit]

  /// The limit of this name.
  public subscript(name: String) -> Limit? { all.first { $0.name == name } }

  /// - Throws: `.malformed` if there is no head line, or a line's value is neither a number nor
  ///   "unlimited".
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    all = []
    var lines = LineCursor()
    guard let head = lines.next(bytes), matches(bytes, head.prefix(5), "Limit") else {
      throw ByteCursor(bytes).malformed(bytes, "the head line 'Limit  Soft Limit …'")
    }
    while let line = lines.next(bytes) {
      // Names hold single blanks; the first run of two ends them. Columns are 25 bytes wide.
      guard let end = Self.twoBlanks(bytes, line) else {
        throw ByteCursor(line).malformed(bytes, "a limit's name and two blanks")
      }
      var cursor = ByteCursor(end..<line.upperBound)
      let soft = try Self.value(bytes, &cursor)
      let hard = try Self.value(bytes, &cursor)
      cursor.skipBlanks(bytes)
      var unit = ""
      if !cursor.isAtEnd { unit = text(bytes, try cursor.word(bytes, "a unit")) }
      all.append(
        Limit(name: text(bytes, line.lowerBound..<end), soft: soft, hard: hard, unit: unit))
    }
  }

  private static func twoBlanks(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Int? {
    var index = line.lowerBound
    while index + 1 < line.upperBound {
      if bytes[index] == UInt8(ascii: " "), bytes[index + 1] == UInt8(ascii: " ") { return index }
      index += 1
    }
    return nil
  }

  private static func value(
    _ bytes: Span<UInt8>, _ cursor: inout ByteCursor
  ) throws(ProcFSError) -> UInt64? {
    let start = cursor.offset
    let word = try cursor.word(bytes, "a limit")
    if matches(bytes, word, "unlimited") { return nil }
    cursor.offset = start
    return try cursor.unsigned(bytes, "a number or 'unlimited'")
  }
}

extension Range<Int> {
  /// The first so many places of it.
  func prefix(_ count: Int) -> Range<Int> { lowerBound..<Swift.min(upperBound, lowerBound + count) }
}

extension ProcessDirectory {
  /// The limits now.
  public func limits() throws(ProcFSError) -> ProcessLimits {
    try read("limits") { (bytes) throws(ProcFSError) in try ProcessLimits(parsing: bytes) }
  }
}
