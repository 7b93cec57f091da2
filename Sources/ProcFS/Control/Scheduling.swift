internal import CLinux
internal import Glibc

/// How the kernel shares the CPUs and the disk out to one task; described in sched(7).
///
/// All of it belongs to threads: a process's threads may differ, and its PID names the first.
public struct Scheduling: Sendable, Hashable {
  /// SCHED_OTHER, SCHED_FIFO …; described in sched_setscheduler(2).
  public enum Policy: Sendable, Hashable {
    case other, fifo, roundRobin, batch, idle, deadline
    case unknown(Int32)
  }

  /// The policy, without the flag for children.
  public var policy: Policy
  /// Whether children get the usual policy again (SCHED_RESET_ON_FORK).
  public var resetsOnFork: Bool
  /// 1 to 99 for `fifo` and `roundRobin`, else 0.
  public var realTimePriority: Int32
  /// -20 to 19; getpriority(2).
  public var nice: Int32
  /// The CPUs that it may run on, ascending.
  public var cpus: [Int32]
  /// For the disk; ioprio_set(2).
  public var ioPriority: IOPriority

  /// Asks the kernel about a task of this machine.
  ///
  /// - Parameter task: A PID or a thread's id. It is a bare number here: compare identities before
  ///   and after where it matters.
  /// - Throws: `.vanished` if there is none.
  public init(ofTask task: Int32) throws(ProcFSError) {
    let policy = lab_sched_policy(task)
    guard policy >= 0 else { throw systemError(errno, "sched_getscheduler \(task)") }
    let priority = lab_sched_priority(task)
    guard priority >= 0 else { throw systemError(errno, "sched_getparam \(task)") }
    var nice: Int32 = 0
    guard lab_nice(task, &nice) == 0 else { throw systemError(errno, "getpriority \(task)") }
    // Room for 8,192 CPUs, the most that the kernel can be built for.
    var words = [UInt64](repeating: 0, count: 128)
    let filled = lab_sched_affinity(task, &words, Int32(words.count))
    guard filled >= 0 else { throw systemError(errno, "sched_getaffinity \(task)") }
    self.policy = Policy(number: policy & ~Self.resetFlag)
    resetsOnFork = policy & Self.resetFlag != 0
    realTimePriority = priority
    self.nice = nice
    cpus = Self.places(of: words)
    ioPriority = try IOPriority(ofTask: task)
  }

  /// SCHED_RESET_ON_FORK.
  private static let resetFlag: Int32 = 0x4000_0000

  private static func places(of words: [UInt64]) -> [Int32] {
    var places: [Int32] = []
    for (index, word) in words.enumerated() where word != 0 {
      for bit in 0..<64 where word >> UInt64(bit) & 1 == 1 {
        places.append(Int32(index * 64 + bit))
      }
    }
    return places
  }
}

extension Scheduling.Policy: CustomStringConvertible {
  /// The policy of a kernel's number, such as field 41 of `/proc/PID/stat`.
  public init(number: Int32) {
    self =
      switch number {
      case 0: .other
      case 1: .fifo
      case 2: .roundRobin
      case 3: .batch
      case 5: .idle
      case 6: .deadline
      default: .unknown(number)
      }
  }

  /// The kernel's number, as sched_setscheduler(2) takes it.
  public var number: Int32 {
    switch self {
    case .other: 0
    case .fifo: 1
    case .roundRobin: 2
    case .batch: 3
    case .idle: 5
    case .deadline: 6
    case .unknown(let number): number
    }
  }

  /// As chrt(1) names it.
  public var description: String {
    switch self {
    case .other: "SCHED_OTHER"
    case .fifo: "SCHED_FIFO"
    case .roundRobin: "SCHED_RR"
    case .batch: "SCHED_BATCH"
    case .idle: "SCHED_IDLE"
    case .deadline: "SCHED_DEADLINE"
    case .unknown(let number): "policy \(number)"
    }
  }
}
