/// Identity, memory and signal masks of a process.
///
/// Interface: `/proc/PID/status`, described in proc_pid_status(5). A zombie has no memory lines.
/// Reading it costs twice what `stat` costs.
public struct ProcessStatus: Sendable, Equatable {
  /// Tgid: the PID, when read of a thread too.
  public var threadGroup: Int32
  /// Pid: a thread's own id, when read of a thread.
  public var pid: Int32
  /// PPid.
  public var parent: Int32
  /// TracerPid; 0 is none.
  public var tracer: Int32
  /// Uid.
  public var uid: OwnerIDs
  /// Gid.
  public var gid: OwnerIDs
  /// Threads.
  public var threads: Int32
  /// NSpid: the PID in each nested PID namespace, outermost first; empty on kernels before 4.1.
  public var namespacePIDs: [Int32]
  /// VmPeak, kibibytes.
  public var peakVirtualKiB: UInt64?
  /// VmSize, kibibytes.
  public var virtualKiB: UInt64?
  /// VmHWM, kibibytes.
  public var peakResidentKiB: UInt64?
  /// VmRSS, kibibytes.
  public var residentKiB: UInt64?
  /// VmSwap, kibibytes.
  public var swapKiB: UInt64?
  /// SigPnd: pending for this thread.
  public var threadPending: SignalSet
  /// ShdPnd: pending for the whole process.
  public var sharedPending: SignalSet
  /// SigBlk.
  public var blocked: SignalSet
  /// SigIgn.
  public var ignored: SignalSet
  /// SigCgt.
  public var caught: SignalSet
  /// CapEff.
  public var effectiveCapabilities: UInt64
  /// Cpus_allowed_list: the CPUs that it may run on; nil if the kernel names none that make sense.
  public var allowedCPUs: CPUList?
  /// How often it gave the CPU up by waiting.
  public var voluntarySwitches: UInt64?
  /// How often the CPU was taken from it.
  public var involuntarySwitches: UInt64?

  /// The four ids of a Uid or Gid line.
  public struct OwnerIDs: Sendable, Hashable {
    /// Who started it.
    public var real: UInt32
    /// Whose rights it has.
    public var effective: UInt32
    /// Whose rights it may take again.
    public var saved: UInt32
    /// Whose rights count for files.
    public var fileSystem: UInt32
  }

  /// - Throws: `.malformed` if a line that every process has is missing, or a value is no number.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    var lines = LineCursor()
    var threadGroup: Int32?
    var pid: Int32?
    var parent: Int32?
    var uid: OwnerIDs?
    var gid: OwnerIDs?
    var masks = 0
    self.tracer = 0
    self.threads = 0
    self.namespacePIDs = []
    self.threadPending = []
    self.sharedPending = []
    self.blocked = []
    self.ignored = []
    self.caught = []
    self.effectiveCapabilities = 0
    while let line = lines.next(bytes) {
      guard let colon = firstIndex(of: UInt8(ascii: ":"), bytes, line) else { continue }
      let key = line.lowerBound..<colon
      var cursor = ByteCursor(colon + 1..<line.upperBound)
      func has(_ name: StaticString) -> Bool { matches(bytes, key, name) }
      switch key.count {
      case 3:
        if has("Pid") { pid = try cursor.int32(bytes, "a PID") }
        if has("Uid") { uid = try Self.ids(bytes, &cursor) }
        if has("Gid") { gid = try Self.ids(bytes, &cursor) }
      case 4:
        if has("Tgid") { threadGroup = try cursor.int32(bytes, "a PID") }
        if has("PPid") { parent = try cursor.int32(bytes, "a PID") }
      case 5:
        if has("NSpid") {
          cursor.skipBlanks(bytes)
          while !cursor.isAtEnd {
            namespacePIDs.append(try cursor.int32(bytes, "a PID"))
            cursor.skipBlanks(bytes)
          }
        }
        if has("VmHWM") { peakResidentKiB = try cursor.unsigned(bytes, "kibibytes") }
        if has("VmRSS") { residentKiB = try cursor.unsigned(bytes, "kibibytes") }
      case 6:
        if has("VmPeak") { peakVirtualKiB = try cursor.unsigned(bytes, "kibibytes") }
        if has("VmSize") { virtualKiB = try cursor.unsigned(bytes, "kibibytes") }
        if has("VmSwap") { swapKiB = try cursor.unsigned(bytes, "kibibytes") }
        if has("CapEff") { effectiveCapabilities = try Self.mask(bytes, &cursor) }
        if has("SigPnd") { threadPending = try Self.signals(bytes, &cursor, &masks) }
        if has("ShdPnd") { sharedPending = try Self.signals(bytes, &cursor, &masks) }
        if has("SigBlk") { blocked = try Self.signals(bytes, &cursor, &masks) }
        if has("SigIgn") { ignored = try Self.signals(bytes, &cursor, &masks) }
        if has("SigCgt") { caught = try Self.signals(bytes, &cursor, &masks) }
      case 7:
        if has("Threads") { threads = try cursor.int32(bytes, "a count") }
      case 9:
        if has("TracerPid") { tracer = try cursor.int32(bytes, "a PID") }
      case 17:
        if has("Cpus_allowed_list") {
          cursor.skipBlanks(bytes)
          allowedCPUs = CPUList(text(bytes, cursor.offset..<line.upperBound))
        }
      case 23:
        if has("voluntary_ctxt_switches") {
          voluntarySwitches = try cursor.unsigned(bytes, "a count")
        }
      case 26:
        if has("nonvoluntary_ctxt_switches") {
          involuntarySwitches = try cursor.unsigned(bytes, "a count")
        }
      default: continue
      }
    }
    guard let threadGroup, let pid, let parent, let uid, let gid, masks == 5 else {
      var cursor = ByteCursor(bytes)
      cursor.offset = bytes.count
      throw cursor.malformed(bytes, "Tgid, Pid, PPid, Uid, Gid and five signal masks")
    }
    self.threadGroup = threadGroup
    self.pid = pid
    self.parent = parent
    self.uid = uid
    self.gid = gid
  }

  private static func ids(
    _ bytes: Span<UInt8>, _ cursor: inout ByteCursor
  ) throws(ProcFSError) -> OwnerIDs {
    OwnerIDs(
      real: try cursor.uint32(bytes, "a real id"),
      effective: try cursor.uint32(bytes, "an effective id"),
      saved: try cursor.uint32(bytes, "a saved id"),
      fileSystem: try cursor.uint32(bytes, "a file system id"))
  }

  private static func signals(
    _ bytes: Span<UInt8>, _ cursor: inout ByteCursor, _ found: inout Int
  ) throws(ProcFSError) -> SignalSet {
    found += 1
    return SignalSet(rawValue: try mask(bytes, &cursor))
  }

  private static func mask(
    _ bytes: Span<UInt8>, _ cursor: inout ByteCursor
  ) throws(ProcFSError) -> UInt64 {
    try cursor.digits(bytes, radix: 16, "16 hexadecimal digits")
  }
}

extension ProcessDirectory {
  /// What `status` says now.
  public func status() throws(ProcFSError) -> ProcessStatus {
    try read("status") { (bytes) throws(ProcFSError) in try ProcessStatus(parsing: bytes) }
  }

  /// What `status` of one of its threads says now.
  public func status(thread: Int32) throws(ProcFSError) -> ProcessStatus {
    try read("task/\(thread)/status") { (bytes) throws(ProcFSError) in
      try ProcessStatus(parsing: bytes)
    }
  }
}
