/// What a sampler reads of a process; each group costs its own system calls.
public enum FactGroup: Hashable, Sendable {
  /// `/proc/PID/stat`: always sampled.
  case stat
  /// Signal masks, pending signals, uid, tracer, resident size.
  case status
  /// Descriptors 0, 1 and 2 with their flags.
  case descriptors
  /// comm, exe, cwd and arguments: they change at exec.
  case image
  /// Everything in `ProcessFacts` that a snapshot can read; taken at registration and for answers.
  case everything
  /// `smaps_rollup`; expensive.
  case memory
  /// How each thread is scheduled: nice value, policy, CPUs, I/O priority; and the autogroup's nice.
  case scheduling
  /// Resource limits.
  case limits
  /// `oom_score` and `oom_score_adj`.
  case oom
  /// CPU time: reads nothing more than `stat`, but is listed once a second though nothing else
  /// changed, at the same moment for all that ask for it.
  case cpuTime
  /// `/proc/PID/cgroup`.
  case cgroup
  /// One variable of `/proc/PID/environ`, by its name. Those that begin with LAB_ come with any of
  /// them, and with `everything`; no other is ever recorded unless it was asked for by name, since an
  /// environment holds secrets.
  case variable(String)

  /// Whether it is one variable of the environment.
  public var isVariable: Bool {
    if case .variable = self { true } else { false }
  }

  /// Whether it is what somebody must act to change, and costs a dozen calls.
  public var isSettled: Bool {
    switch self {
    case .image, .descriptors, .scheduling, .limits, .oom, .cgroup, .variable: true
    case .stat, .status, .everything, .memory, .cpuTime: false
    }
  }
}

/// As a record writes it: one word, and the name behind `variable:`.
extension FactGroup: Codable {
  private static let variablePrefix = "variable:"

  /// The word.
  public var word: String {
    switch self {
    case .stat: "stat"
    case .status: "status"
    case .descriptors: "descriptors"
    case .image: "image"
    case .everything: "everything"
    case .memory: "memory"
    case .scheduling: "scheduling"
    case .limits: "limits"
    case .oom: "oom"
    case .cpuTime: "cpuTime"
    case .cgroup: "cgroup"
    case .variable(let name): Self.variablePrefix + name
    }
  }

  /// nil where no group goes by this word.
  public init?(word: String) {
    if word.hasPrefix(Self.variablePrefix) {
      self = .variable(String(word.dropFirst(Self.variablePrefix.count)))
    } else if let group = Self.allCases.first(where: { $0.word == word }) {
      self = group
    } else {
      return nil
    }
  }

  /// As its word.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(word)
  }

  /// From its word; an unknown one is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let word = try container.decode(String.self)
    guard let group = FactGroup(word: word) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "no group of facts goes by '\(word)'")
    }
    self = group
  }
}

extension FactGroup: CaseIterable {
  /// All but the variables, of which there is no end.
  public static let allCases: [FactGroup] = [
    .stat, .status, .descriptors, .image, .everything, .memory, .scheduling, .limits, .oom,
    .cpuTime, .cgroup,
  ]
}
