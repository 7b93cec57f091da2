/// What was read about one process at one moment; a field that was not read, or could not be, is nil.
///
/// As a sample it holds what changed; `merge` lays it over what was known before. Each property names
/// the kernel's field it comes from, and `FactField.source` gives that name to evidence.
public struct ProcessFacts: Codable, Hashable, Sendable {
  // /proc/PID/stat, described in proc_pid_stat(5)
  /// Field 2, without the parentheses; at most 15 bytes.
  public var comm: String?
  /// Field 3: one letter of RSDTtZXI.
  public var state: String?
  /// Field 4.
  public var parent: Int32?
  /// Field 5, the process group.
  public var group: Int32?
  /// Field 6.
  public var session: Int32?
  /// Field 7, the controlling terminal's device number; 0 is none.
  public var terminal: Int32?
  /// Field 8, the foreground process group of that terminal; -1 is none.
  public var foregroundGroup: Int32?
  /// Fields 14 + 15, clock ticks of CPU time in user and system mode.
  public var cpuTicks: UInt64?
  /// Field 19.
  public var nice: Int32?
  /// Field 20.
  public var threads: Int32?
  /// Field 23, bytes.
  public var virtualBytes: UInt64?

  // /proc/PID/status, described in proc_pid_status(5); masks have signal n at bit n - 1
  /// SigPnd: waiting for the main thread.
  public var threadPending: UInt64?
  /// ShdPnd: waiting for the process.
  public var sharedPending: UInt64?
  /// SigBlk.
  public var blocked: UInt64?
  /// SigIgn.
  public var ignored: UInt64?
  /// SigCgt.
  public var caught: UInt64?
  /// Real user id.
  public var uid: UInt32?
  /// TracerPid; 0 is none.
  public var tracer: Int32?
  /// VmRSS, kibibytes.
  public var residentKiB: UInt64?

  // Links, lists and tables of /proc/PID
  /// Where `/proc/PID/exe` leads.
  public var exe: String?
  /// Where `/proc/PID/cwd` leads.
  public var cwd: String?
  /// `/proc/PID/cmdline`, split at its NUL bytes.
  public var arguments: [String]?
  /// `/proc/PID/environ` as it was at exec; only keys that begin with LAB_ or that a check asks for.
  public var environment: [String: String]?
  /// Descriptors 0, 1 and 2, and all others in a full snapshot, at most 64.
  public var descriptors: [DescriptorFacts]?
  /// Entries of `/proc/PID/fd`.
  public var descriptorCount: Int?
  /// Resource limits by the kernel's name, such as "Max open files".
  public var limits: [String: LimitFacts]?
  /// Pss of `/proc/PID/smaps_rollup`, kibibytes.
  public var proportionalKiB: UInt64?
  /// `/proc/PID/cgroup`, as it is.
  public var cgroup: String?
  /// Thread ids other than the PID.
  public var threadIDs: [Int32]?
  /// How each of its threads is scheduled, the first thread among them.
  public var tasks: [ThreadFacts]?
  /// The nice value in `/proc/PID/autogroup`.
  public var autogroupNice: Int32?
  /// `/proc/PID/oom_score`.
  public var oomScore: Int32?
  /// `/proc/PID/oom_score_adj`.
  public var oomAdjustment: Int32?
  /// State letters seen in a burst of samples, with how often each was seen.
  public var stateCounts: [String: Int]?
  /// Why a field could not be read: field name to errno name, such as "environ": "EACCES".
  public var unreadable: [String: String]?

  /// All members, as they are.
  public init() {}

  /// Lays what `newer` knows over what is known here.
  public mutating func merge(_ newer: ProcessFacts) {
    comm = newer.comm ?? comm
    state = newer.state ?? state
    parent = newer.parent ?? parent
    group = newer.group ?? group
    session = newer.session ?? session
    terminal = newer.terminal ?? terminal
    foregroundGroup = newer.foregroundGroup ?? foregroundGroup
    cpuTicks = newer.cpuTicks ?? cpuTicks
    nice = newer.nice ?? nice
    threads = newer.threads ?? threads
    virtualBytes = newer.virtualBytes ?? virtualBytes
    threadPending = newer.threadPending ?? threadPending
    sharedPending = newer.sharedPending ?? sharedPending
    blocked = newer.blocked ?? blocked
    ignored = newer.ignored ?? ignored
    caught = newer.caught ?? caught
    uid = newer.uid ?? uid
    tracer = newer.tracer ?? tracer
    residentKiB = newer.residentKiB ?? residentKiB
    exe = newer.exe ?? exe
    cwd = newer.cwd ?? cwd
    arguments = newer.arguments ?? arguments
    environment = newer.environment ?? environment
    descriptors = newer.descriptors ?? descriptors
    descriptorCount = newer.descriptorCount ?? descriptorCount
    limits = newer.limits ?? limits
    proportionalKiB = newer.proportionalKiB ?? proportionalKiB
    cgroup = newer.cgroup ?? cgroup
    threadIDs = newer.threadIDs ?? threadIDs
    tasks = newer.tasks ?? tasks
    autogroupNice = newer.autogroupNice ?? autogroupNice
    oomScore = newer.oomScore ?? oomScore
    oomAdjustment = newer.oomAdjustment ?? oomAdjustment
    stateCounts = newer.stateCounts ?? stateCounts
    unreadable = newer.unreadable ?? unreadable
  }
}

/// One open descriptor: `/proc/PID/fd/N` and `/proc/PID/fdinfo/N`, described in proc_pid_fd(5).
public struct DescriptorFacts: Codable, Hashable, Sendable {
  /// The descriptor.
  public var number: Int32
  /// Where the link leads, such as "/dev/null" or "pipe:[4242]".
  public var target: String
  /// The open flags of fdinfo, as octal digits say them; O_APPEND is 0o2000.
  public var flags: UInt32?

  /// All members, as they are.
  public init(number: Int32, target: String, flags: UInt32?) {
    self.number = number
    self.target = target
    self.flags = flags
  }
}

/// How one thread is scheduled; all of it belongs to threads, not to processes: sched(7).
public struct ThreadFacts: Codable, Hashable, Sendable {
  /// The thread's id; that of the first thread is the PID.
  public var id: Int32
  /// Field 19 of `/proc/PID/task/TID/stat`.
  public var nice: Int32
  /// Field 40: 1 to 99 under SCHED_FIFO and SCHED_RR, else 0.
  public var realTimePriority: Int32
  /// Field 41, the kernel's number.
  public var policy: Int32
  /// Cpus_allowed_list of `/proc/PID/task/TID/status`, as the kernel writes it: "0-3,5".
  public var cpus: String?
  /// What ioprio_get(2) returned: class << 13 | level.
  public var ioPriority: Int32?

  /// All members, as they are.
  public init(
    id: Int32, nice: Int32, realTimePriority: Int32 = 0, policy: Int32 = 0, cpus: String? = nil,
    ioPriority: Int32? = nil
  ) {
    self.id = id
    self.nice = nice
    self.realTimePriority = realTimePriority
    self.policy = policy
    self.cpus = cpus
    self.ioPriority = ioPriority
  }
}

/// A line of `/proc/PID/limits`; nil is unlimited.
public struct LimitFacts: Codable, Hashable, Sendable {
  /// What holds now; nil is unlimited.
  public var soft: UInt64?
  /// What soft may be raised to; nil is unlimited.
  public var hard: UInt64?

  /// All members, as they are.
  public init(soft: UInt64?, hard: UInt64?) {
    self.soft = soft
    self.hard = hard
  }
}
