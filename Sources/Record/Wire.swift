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
  /// Take a sample now and reply when it is in the journal.
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

public enum SupervisorReply: Codable, Sendable {
  case hello(process: ProcessIdentity, version: String, attempts: [String])
  case done
  case spawned(process: ProcessIdentity)
  case processes([RoleMember])
  /// What ended by `close`: for the learner to read.
  case closed(ended: [RoleMember])
  case failed(String)
}

public struct RoleMember: Codable, Hashable, Sendable {
  public var role: String
  public var process: ProcessIdentity
  public var comm: String

  public init(role: String, process: ProcessIdentity, comm: String) {
    self.role = role
    self.process = process
    self.comm = comm
  }
}

/// What a supervisor needs to know about an attempt. It knows nothing of checks.
public struct OpenAttempt: Codable, Hashable, Sendable {
  public var header: AttemptHeader
  /// Absolute path of the journal to append to.
  public var journal: String
  public var roles: [RoleRule]

  public init(header: AttemptHeader, journal: String, roles: [RoleRule]) {
    self.header = header
    self.journal = journal
    self.roles = roles
  }
}

/// A process to start, exactly as asked.
public struct SpawnSpec: Codable, Hashable, Sendable {
  public var role: String
  /// The file to run, absolute.
  public var executable: String
  /// With argv[0].
  public var arguments: [String]
  /// Complete: nothing is inherited.
  public var environment: [String: String]
  public var directory: String
  /// Paths for descriptors 0, 1, 2; nil is /dev/null. 1 and 2 are opened with O_APPEND|O_CREAT.
  public var standardInput: String?
  public var standardOutput: String?
  public var standardError: String?
  /// A session of its own; else a process group of its own if `newGroup`, else the supervisor's.
  public var newSession: Bool
  public var newGroup: Bool
  /// A pty of the supervisor's is its controlling terminal and descriptors 0 to 2 (a pager).
  public var ownTerminal: Bool
  public var nice: Int32?
  public var affinity: UInt64?
  public var limits: [String: LimitFacts]
  public var ignoredSignals: UInt64
  public var blockedSignals: UInt64
  /// Wait for the workload's registration (at most two seconds) before the reply.
  public var awaitRegistration: Bool

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
  }
}
