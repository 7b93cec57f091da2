/// One value of a control group's files, by the name that content, evidence and the record give it:
/// the file's name, and behind another dot the entry's.
///
/// The files are described in the kernel's cgroup-v2.rst.
public struct CgroupKey: Hashable, Sendable {
  /// What kind of value it is; comparing and listing go by it.
  public enum Kind: Sendable {
    /// "QUOTA PERIOD".
    case bandwidth
    /// Bytes, or "max"; of a group and those above it the smallest counts.
    case sizeLimit
    /// A number, or "max"; the smallest counts.
    case numberLimit
    /// Bytes that are kept for the group; or bytes that are used.
    case size
    case number
    /// Only ever grows, while the group lives.
    case counter
    /// Hundredths count.
    case percent
    /// 0 or 1.
    case flag
    /// A set of words.
    case words
  }

  /// Such as "memory.events.oom_kill".
  public let name: String
  /// Such as "memory.events".
  public let file: String
  /// Such as "oom_kill"; nil where the file has one value.
  public let entry: String?
  /// What kind of value it is.
  public let kind: Kind
  /// It changes while nobody does anything: listed once a second at most.
  public let isRestless: Bool

  private init(_ file: String, _ entry: String?, _ kind: Kind, restless: Bool = false) {
    name = entry.map { "\(file).\($0)" } ?? file
    self.file = file
    self.entry = entry
    self.kind = kind
    isRestless = restless
  }

  /// Those that the lab knows, in the order of the reference.
  public static let all: [CgroupKey] =
    [
      CgroupKey("cpu.max", nil, .bandwidth), CgroupKey("cpu.weight", nil, .number),
    ]
    + [
      "usage_usec", "user_usec", "system_usec", "nr_periods", "nr_throttled", "throttled_usec",
    ].map { CgroupKey("cpu.stat", $0, .counter, restless: true) }
    + ["memory.max", "memory.high", "memory.swap.max"].map { CgroupKey($0, nil, .sizeLimit) }
    + ["memory.low", "memory.min"].map { CgroupKey($0, nil, .size) }
    + ["memory.current", "memory.swap.current"].map { CgroupKey($0, nil, .size, restless: true) }
    + ["low", "high", "max", "oom", "oom_kill", "oom_group_kill"].map {
      CgroupKey("memory.events", $0, .counter, restless: ["low", "high", "max"].contains($0))
    }
    + ["some", "full"].flatMap {
      [
        CgroupKey("memory.pressure", "\($0).avg10", .percent, restless: true),
        CgroupKey("memory.pressure", "\($0).total", .counter, restless: true),
      ]
    }
    + [
      CgroupKey("pids.max", nil, .numberLimit),
      CgroupKey("pids.current", nil, .number, restless: true),
      CgroupKey("pids.events", "max", .counter),
      CgroupKey("cgroup.events", "populated", .flag), CgroupKey("cgroup.events", "frozen", .flag),
      CgroupKey("cgroup.freeze", nil, .flag),
      CgroupKey("cgroup.controllers", nil, .words),
      CgroupKey("cgroup.subtree_control", nil, .words),
    ]

  private static let byName = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// nil for a name that the lab doesn't know.
  public init?(_ name: String) {
    guard let known = Self.byName[name] else { return nil }
    self = known
  }

  /// Compares by name.
  public static func == (first: CgroupKey, second: CgroupKey) -> Bool { first.name == second.name }
  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
