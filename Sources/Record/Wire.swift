public import ProcFS

/// What the lab asks of its supervisor: one JSON object a line over a unix socket, answered in order.
public enum SupervisorRequest: Codable, Sendable {
  /// Who is there; starts nothing.
  case hello
  /// Begin an attempt: create the journal at `journal`, write `begun`.
  case open(OpenAttempt)
  /// Take up an attempt whose journal exists (the supervisor was restarted): adopt what still lives.
  case adopt(OpenAttempt)
  /// Start a workload or a command for a role, exactly as asked.
  case spawn(attempt: String, spec: SpawnSpec)
  /// Signal a process that this attempt knows, through its pidfd.
  case signal(attempt: String, process: ProcessIdentity, signal: Int32)
  /// Write an event that the client observed (answers, trials, what it typed) to the journal.
  case note(attempt: String, event: Event)
  /// Write `ready`; from here on signals count as the learner's.
  case ready(attempt: String)
  /// Take a sample now, look at the attempt's units, and reply when both are in the journal.
  case sync(attempt: String)
  /// A shell of the learner's: for this attempt, or for every attempt when nil.
  case shell(pid: Int32, attempt: String?)
  /// End every process that the attempt started or adopted, children first; write `closed`; forget it.
  case close(attempt: String, reason: String)
  /// The processes of an attempt that still live.
  case living(attempt: String)
  /// End when nothing is watched any more; at once if nothing is.
  case retire
}

/// What the supervisor answers.
public enum SupervisorReply: Codable, Sendable {
  /// Who answers.
  case hello(process: ProcessIdentity, version: String, attempts: [String])
  /// It was done.
  case done
  /// It was started.
  case spawned(process: ProcessIdentity)
  /// Who still lives.
  case processes([RoleMember])
  /// What ended by `close`: for the learner to read.
  case closed(ended: [RoleMember])
  /// It could not be done, and why, in one line.
  case failed(String)
}

/// A process with the role that it has.
public struct RoleMember: Codable, Hashable, Sendable {
  /// The name of the role.
  public var role: String
  /// Which process.
  public var process: ProcessIdentity
  /// Its name, `/proc/PID/comm`.
  public var comm: String

  /// All members, as they are.
  public init(role: String, process: ProcessIdentity, comm: String) {
    self.role = role
    self.process = process
    self.comm = comm
  }
}

/// What a supervisor needs to know about an attempt. It knows nothing of checks.
public struct OpenAttempt: Codable, Hashable, Sendable {
  /// What becomes the first line of the journal.
  public var header: AttemptHeader
  /// Absolute path of the journal to append to.
  public var journal: String
  /// How each role finds its processes.
  public var roles: [RoleRule]
  /// Units and control groups to look at.
  public var looks: LookPlan

  /// All members, as they are.
  public init(
    header: AttemptHeader, journal: String, roles: [RoleRule], looks: LookPlan = LookPlan()
  ) {
    self.header = header
    self.journal = journal
    self.roles = roles
    self.looks = looks
  }
}

/// A process to start, exactly as asked.
public struct SpawnSpec: Codable, Hashable, Sendable {
  /// The name of the role.
  public var role: String
  /// The file to run, absolute.
  public var executable: String
  /// With argv[0].
  public var arguments: [String]
  /// Complete: nothing is inherited.
  public var environment: [String: String]
  /// Where it starts.
  public var directory: String
  /// Paths for descriptors 0, 1, 2; nil is /dev/null. 1 and 2 are opened with O_APPEND|O_CREAT.
  public var standardInput: String?
  /// See `standardInput`.
  public var standardOutput: String?
  /// See `standardInput`.
  public var standardError: String?
  /// A session of its own; else a process group of its own if `newGroup`, else the supervisor's.
  public var newSession: Bool
  /// A process group of its own.
  public var newGroup: Bool
  /// A pty of the supervisor's is its controlling terminal and descriptors 0 to 2 (a pager).
  public var ownTerminal: Bool
  /// -20 to 19, nice(2); nil leaves it.
  public var nice: Int32?
  /// A bit a CPU, 0 to 63; nil leaves it.
  public var affinity: UInt64?
  /// The kernel's number, sched_setscheduler(2); nil leaves it.
  public var policy: Int32?
  /// 1 to 99 for SCHED_FIFO and SCHED_RR, else 0.
  public var realTimePriority: Int32
  /// class << 13 | level, ioprio_set(2); nil leaves it.
  public var ioPriority: Int32?
  /// -1000 to 1000, `/proc/PID/oom_score_adj`; nil leaves it.
  public var oomAdjustment: Int32?
  /// By the names of `/proc/PID/limits`.
  public var limits: [String: LimitFacts]
  /// Signal n at bit n - 1: ignored from the start.
  public var ignoredSignals: UInt64
  /// Signal n at bit n - 1: blocked from the start.
  public var blockedSignals: UInt64
  /// Wait for the workload's registration (at most two seconds) before the reply.
  public var awaitRegistration: Bool
  /// Once it has registered, its first thread alone gets this nice value: setpriority(2); nil
  /// leaves it.
  public var firstThreadNice: Int32?
  /// What is started inside its session, before it; their own `newSession` and companions don't
  /// count.
  public var companions: [SpawnSpec]

  /// All members, as they are.
  public init(
    role: String, executable: String, arguments: [String], environment: [String: String],
    directory: String
  ) {
    self.role = role
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    newSession = true
    newGroup = false
    ownTerminal = false
    limits = [:]
    ignoredSignals = 0
    blockedSignals = 0
    awaitRegistration = true
    realTimePriority = 0
    companions = []
  }
}
