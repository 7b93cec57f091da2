public import ProcFS

/// What was observed or done, never what it is worth. One case a line of the journal.
public enum Event: Codable, Hashable, Sendable {
  /// The first line: what this attempt is.
  case begun(AttemptHeader)
  /// A process took a role.
  case bound(role: String, process: ProcessIdentity, facts: ProcessFacts)
  /// A workload, or a shell through `lab here`, made itself known.
  case registered(Registration)
  /// Set-up is over: the learner acts from here on.
  case ready
  /// Sampled facts of a bound or registered process changed; holds the changed fields, and always
  /// `cpuTicks` as of this moment.
  case observed(process: ProcessIdentity, facts: ProcessFacts)
  /// A unit or a control group looks otherwise than before: the values that changed, all of them at
  /// the first look.
  case looked(Subject, values: [String: String])
  /// A workload says that a signal reached it.
  case received(SignalReceipt)
  /// A workload says what it did; `detail` holds what it said with it.
  case reported(process: ProcessIdentity, event: String, detail: [String: String])
  /// A process came to its end.
  case ended(process: ProcessIdentity, ending: Ending)
  /// The lab itself did something to the learner's processes or files.
  case acted(LabAction)
  /// The learner gave an answer.
  case answered(Answer)
  /// A trial that the learner asked for begins.
  case trialBegan(name: String)
  /// It is over.
  case trialEnded(name: String)
  /// No sample was taken between these two times (CLOCK_BOOTTIME, nanoseconds).
  case gap(from: UInt64, to: UInt64)
  /// The supervisor began to write again after it had died.
  case resumed(supervisor: ProcessIdentity)
  /// A fact flipped more than five times a second: how often since the last such line.
  case flickered(process: ProcessIdentity, field: String, times: Int)
  /// The attempt is over: retried, stopped, interrupted, or expired.
  case closed(reason: String)
}

/// What an attempt is: enough to judge its journal elsewhere.
public struct AttemptHeader: Codable, Hashable, Sendable {
  /// The id of the attempt.
  public var attempt: String
  /// Such as "signals/term-first".
  public var exercise: String
  /// The id of the learner, or of nobody in particular.
  public var learner: String
  /// The random run name and the nonce that workloads carry in LAB_ID.
  public var run: String
  /// What workloads carry in LAB_ID: files and events show it, so that no older ones pass.
  public var nonce: String
  /// Absolute path of the working directory.
  public var bench: String
  /// The drawn parameters, by name.
  public var parameters: [String: String]
  /// 0 is graded; later ones draw other numbers.
  public var round: Int
  /// Seconds since 1970, as the clock said.
  public var wallTime: Double
  /// Real user id of the learner.
  public var uid: UInt32
  /// The supervisor that began the record.
  public var supervisor: ProcessIdentity
  /// The process that adopts orphans here.
  public var reaper: ProcessIdentity?
  /// Whether the reaper was seen to reap within five seconds.
  public var reaperReaps: Bool
  /// sysconf(_SC_CLK_TCK).
  public var clockTicksPerSecond: UInt64
  /// Of the lab that began it.
  public var labVersion: String
  /// What further names of templates stand for, such as "server.unit"; nil in older records.
  public var names: [String: String]?

  /// All members, as they are.
  public init(
    attempt: String, exercise: String, learner: String, run: String, nonce: String, bench: String,
    parameters: [String: String], round: Int, wallTime: Double, uid: UInt32,
    supervisor: ProcessIdentity, reaper: ProcessIdentity?, reaperReaps: Bool,
    clockTicksPerSecond: UInt64, labVersion: String, names: [String: String]? = nil
  ) {
    self.attempt = attempt
    self.exercise = exercise
    self.learner = learner
    self.run = run
    self.nonce = nonce
    self.bench = bench
    self.parameters = parameters
    self.round = round
    self.wallTime = wallTime
    self.uid = uid
    self.supervisor = supervisor
    self.reaper = reaper
    self.reaperReaps = reaperReaps
    self.clockTicksPerSecond = clockTicksPerSecond
    self.labVersion = labVersion
    self.names = names
  }
}

/// A process that made itself known over the supervisor's socket.
public struct Registration: Codable, Hashable, Sendable {
  /// Who registers.
  public enum Who: String, Codable, Hashable, Sendable {
    /// lab-workload, its `/proc/PID/exe` compared.
    case workload
    /// A shell: the prompt's inner bash, or one that ran `lab here`.
    case shell
  }

  /// The process it is about.
  public var process: ProcessIdentity
  /// A workload or a shell.
  public var who: Who
  /// The workload's kind (trainer, burner, …); nil for a shell.
  public var kind: String?
  /// The run name that workloads get in LAB_RUN, such as "bert-k7q".
  public var run: String?
  /// Whether the lab spawned it.
  public var byLab: Bool
  /// Whether one of its ancestors is a registered shell.
  public var belowShell: Bool
  /// Everything that could be read while it waited for the answer.
  public var facts: ProcessFacts

  /// All members, as they are.
  public init(
    process: ProcessIdentity, who: Who, kind: String?, run: String?, byLab: Bool, belowShell: Bool,
    facts: ProcessFacts
  ) {
    self.process = process
    self.who = who
    self.kind = kind
    self.run = run
    self.byLab = byLab
    self.belowShell = belowShell
    self.facts = facts
  }
}

/// A signal, as siginfo told the workload that caught it.
public struct SignalReceipt: Codable, Hashable, Sendable {
  /// The process it is about.
  public var process: ProcessIdentity
  /// Its number, signal(7).
  public var signal: Int32
  /// si_pid: 0 when the kernel made the signal (Ctrl-C, hang-up).
  public var senderPID: Int32
  /// si_uid.
  public var senderUID: UInt32
  /// The sender's comm, if it could still be read.
  public var senderComm: String?
  /// si_code is SI_KERNEL.
  public var fromKernel: Bool
  /// The journal holds such a signal of the lab's own, sent just before.
  public var byLab: Bool

  /// All members, as they are.
  public init(
    process: ProcessIdentity, signal: Int32, senderPID: Int32, senderUID: UInt32,
    senderComm: String?, fromKernel: Bool, byLab: Bool
  ) {
    self.process = process
    self.signal = signal
    self.senderPID = senderPID
    self.senderUID = senderUID
    self.senderComm = senderComm
    self.fromKernel = fromKernel
    self.byLab = byLab
  }
}

/// Something that the lab itself did.
public enum LabAction: Codable, Hashable, Sendable {
  /// Started a process for a role.
  case spawned(role: String, process: ProcessIdentity, arguments: [String])
  /// Sent a signal.
  case signalled(process: ProcessIdentity, signal: Int32)
  /// Typed into a terminal.
  case typed(text: String)
  /// Closed the terminal of a shell.
  case hungUp(shell: ProcessIdentity)
  /// Wrote a file of the bench, or of a unit; its bytes' SHA-256 in hexadecimal digits.
  case wrote(path: String, sha256: String? = nil)
  /// Ran a program to its end.
  case ran(arguments: [String], status: Int32)
  /// Connected to a port of this machine so many times, and this many were taken.
  case connected(port: Int, times: Int, opened: Int)
  /// Ends, from here on, what is left: nothing that follows is the learner's doing.
  case closing(reason: String)
}

/// An answer as it was given, with the machine as it was then.
public struct Answer: Codable, Hashable, Sendable {
  /// Which question of the exercise.
  public var name: String
  /// As typed: the text, or "41 42", or "41=R 42=S".
  public var text: String
  /// Facts of the role processes and of every PID that the answer names, by PID in decimal digits.
  public var facts: [String: ProcessFacts]

  /// All members, as they are.
  public init(name: String, text: String, facts: [String: ProcessFacts]) {
    self.name = name
    self.text = text
    self.facts = facts
  }
}
