/// What the CPUs did since the boot, and when that was.
///
/// Interface: `/proc/stat`, described in proc_stat(5).
public struct SystemStat: Sendable, Hashable {
  /// Clock ticks of one CPU, or of all.
  public struct CPU: Sendable, Hashable {
    /// nil for the sum over all.
    public var number: Int32?
    /// user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice; as many as the
    /// kernel knows, and four at least.
    public var ticks: [UInt64]

    /// Ticks in which it did something: all but idle and iowait. Guests count in user already.
    public var busyTicks: UInt64 {
      ticks.prefix(8).enumerated().reduce(0) { sum, part in
        part.offset == 3 || part.offset == 4 ? sum : sum &+ part.element
      }
    }
    /// All ticks.
    public var totalTicks: UInt64 { ticks.prefix(8).reduce(0, &+) }
  }

  /// The sum, then each CPU that is on line.
  public var cpus: [CPU]
  /// When the machine booted: seconds since 1970.
  public var bootTimeSeconds: UInt64
  /// Processes and threads made since the boot.
  public var created: UInt64?
  /// Tasks that run or could.
  public var running: UInt64?
  /// Tasks that wait for the disk.
  public var blocked: UInt64?

  /// - Throws: `.malformed` without a `cpu` and a `btime` line.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    cpus = []
    var bootTime: UInt64?
    var lines = LineCursor()
    while let line = lines.next(bytes) {
      var cursor = ByteCursor(line)
      guard let key = try? cursor.word(bytes, "a key") else { continue }
      if matches(bytes, key.prefix(3), "cpu") {
        cpus.append(try Self.cpu(bytes, key, &cursor))
      } else if matches(bytes, key, "btime") {
        bootTime = try cursor.unsigned(bytes, "seconds since 1970")
      } else if matches(bytes, key, "processes") {
        created = try cursor.unsigned(bytes, "a count")
      } else if matches(bytes, key, "procs_running") {
        running = try cursor.unsigned(bytes, "a count")
      } else if matches(bytes, key, "procs_blocked") {
        blocked = try cursor.unsigned(bytes, "a count")
      }
    }
    guard let bootTime, !cpus.isEmpty else {
      var cursor = ByteCursor(bytes)
      cursor.offset = bytes.count
      throw cursor.malformed(bytes, "the lines 'cpu' and 'btime'")
    }
    bootTimeSeconds = bootTime
  }

  private static func cpu(
    _ bytes: Span<UInt8>, _ key: Range<Int>, _ cursor: inout ByteCursor
  ) throws(ProcFSError) -> CPU {
    var number: Int32?
    if key.count > 3 {
      var digits = ByteCursor(key.lowerBound + 3..<key.upperBound)
      number = try digits.int32(bytes, "a CPU's number")
    }
    var ticks: [UInt64] = []
    cursor.skipBlanks(bytes)
    while !cursor.isAtEnd {
      ticks.append(try cursor.unsigned(bytes, "clock ticks"))
      cursor.skipBlanks(bytes)
    }
    guard ticks.count >= 4 else { throw cursor.malformed(bytes, "four numbers of ticks at least") }
    return CPU(number: number, ticks: ticks)
  }
}

extension ProcRoot {
  /// The counters now.
  public func systemStat() throws(ProcFSError) -> SystemStat {
    try read("stat") { (bytes) throws(ProcFSError) in try SystemStat(parsing: bytes) }
  }
}
