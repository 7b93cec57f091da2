/// The numbers that the kernel tells cheapest of a process, or of one thread.
///
/// Interface: `/proc/PID/stat`, described in proc_pid_stat(5); the numbers of fields are the page's.
public struct ProcessStat: Sendable {
  /// Field 1.
  public var pid: Int32
  /// Field 2, which stands in parentheses and may itself hold any byte, parentheses too.
  public var comm: CommandName
  /// Field 3.
  public var state: ProcessState
  /// Field 4.
  public var parent: Int32
  /// Field 5, the process group.
  public var group: Int32
  /// Field 6.
  public var session: Int32
  /// Field 7, the device number of the controlling terminal; 0 is none.
  public var terminal: Int32
  /// Field 8, the foreground group of that terminal; -1 is none.
  public var foregroundGroup: Int32
  /// Field 9, the PF_* bits of the kernel's `sched.h`.
  public var kernelFlags: UInt64
  /// Field 10, page faults that needed no disk.
  public var minorFaults: UInt64
  /// Field 12, page faults that needed the disk.
  public var majorFaults: UInt64
  /// Field 14, clock ticks in user mode.
  public var userTicks: UInt64
  /// Field 15, clock ticks in the kernel.
  public var systemTicks: UInt64
  /// Field 16, clock ticks in user mode of children that were waited for.
  public var childrenUserTicks: Int64
  /// Field 17, clock ticks in the kernel of children that were waited for.
  public var childrenSystemTicks: Int64
  /// Field 18, the kernel's priority.
  public var priority: Int32
  /// Field 19, -20 to 19.
  public var nice: Int32
  /// Field 20.
  public var threads: Int32
  /// Field 22, clock ticks after boot.
  public var startTimeTicks: UInt64
  /// Field 23.
  public var virtualBytes: UInt64
  /// Field 24, in pages; `status` says it in kibibytes, and more exactly.
  public var residentPages: Int64
  /// Field 39, the CPU that it ran on last.
  public var processor: Int32
  /// Field 40: 1 to 99 under SCHED_FIFO and SCHED_RR, else 0.
  public var realTimePriority: Int32
  /// Field 41, described in sched(7).
  public var policy: Scheduling.Policy

  /// Fields 14 and 15 together, clock ticks.
  public var cpuTicks: UInt64 { userTicks &+ systemTicks }

  /// - Throws: `.malformed` if one of the first 41 fields is missing, or one of these is no number.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    var cursor = ByteCursor(bytes)
    pid = try cursor.int32(bytes, "the PID (field 1)")
    try cursor.expect(UInt8(ascii: " "), bytes, "a blank after the PID")
    try cursor.expect(UInt8(ascii: "("), bytes, "'(' before comm (field 2)")
    // comm may hold ')' itself; nothing after field 2 can.
    var close = bytes.count - 1
    while close >= cursor.offset, bytes[close] != UInt8(ascii: ")") { close -= 1 }
    guard close >= cursor.offset else { throw cursor.malformed(bytes, "')' after comm (field 2)") }
    comm = CommandName(bytes, cursor.offset..<close)
    cursor.offset = close + 1
    let letter = try cursor.word(bytes, "the state (field 3)")
    guard letter.count == 1 else {
      cursor.offset = letter.lowerBound
      throw cursor.malformed(bytes, "one letter of state (field 3)")
    }
    state = ProcessState(rawValue: bytes[letter.lowerBound])
    parent = try cursor.int32(bytes, "the parent (field 4)")
    group = try cursor.int32(bytes, "the group (field 5)")
    session = try cursor.int32(bytes, "the session (field 6)")
    terminal = try cursor.int32(bytes, "the terminal (field 7)")
    foregroundGroup = try cursor.int32(bytes, "the foreground group (field 8)")
    kernelFlags = try cursor.unsigned(bytes, "flags (field 9)")
    minorFaults = try cursor.unsigned(bytes, "minor faults (field 10)")
    try cursor.skipField(bytes)
    majorFaults = try cursor.unsigned(bytes, "major faults (field 12)")
    try cursor.skipField(bytes)
    userTicks = try cursor.unsigned(bytes, "user time (field 14)")
    systemTicks = try cursor.unsigned(bytes, "system time (field 15)")
    childrenUserTicks = try cursor.signed(bytes, "children's user time (field 16)")
    childrenSystemTicks = try cursor.signed(bytes, "children's system time (field 17)")
    priority = try cursor.int32(bytes, "the priority (field 18)")
    nice = try cursor.int32(bytes, "nice (field 19)")
    threads = try cursor.int32(bytes, "the number of threads (field 20)")
    try cursor.skipField(bytes)
    startTimeTicks = try cursor.unsigned(bytes, "the start time (field 22)")
    virtualBytes = try cursor.unsigned(bytes, "the virtual size (field 23)")
    residentPages = try cursor.signed(bytes, "the resident set (field 24)")
    for _ in 25...38 { try cursor.skipField(bytes) }
    processor = try cursor.int32(bytes, "the CPU (field 39)")
    realTimePriority = try cursor.int32(bytes, "the real-time priority (field 40)")
    policy = Scheduling.Policy(number: try cursor.int32(bytes, "the policy (field 41)"))
  }
}

extension ProcessDirectory {
  /// What `stat` says now.
  public func stat() throws(ProcFSError) -> ProcessStat {
    try read("stat") { (bytes) throws(ProcFSError) in try ProcessStat(parsing: bytes) }
  }

  /// What `stat` of one of its threads says now.
  public func stat(thread: Int32) throws(ProcFSError) -> ProcessStat {
    try read("task/\(thread)/stat") { (bytes) throws(ProcFSError) in
      try ProcessStat(parsing: bytes)
    }
  }
}
