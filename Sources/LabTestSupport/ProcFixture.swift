/// A tree of files in the shape of `/proc`, for readers whose root can be replaced.
public final class ProcFixture: Sendable {
  /// The tree itself, to add files to.
  public let directory: TemporaryDirectory
  /// What to hand to readers in place of "/proc".
  public var path: String { directory.path }

  /// Makes the tree with a boot id and a `stat` of the system in it.
  public init(bootID: String = "01234567-89ab-cdef-0123-456789abcdef") throws {
    directory = try TemporaryDirectory(prefix: "lab-proc")
    try directory.write("\(bootID)\n", to: "sys/kernel/random/boot_id")
    try directory.write("cpu  1 2 3 4 5 6 7 8 9 10\nbtime 1763740000\n", to: "stat")
  }

  /// Adds a process: its `stat`, its children file, and what else is given by file name.
  public func add(
    pid: Int32, comm: String = "fixture", state: String = "S", parent: Int32 = 1,
    group: Int32? = nil, session: Int32? = nil, startTimeTicks: UInt64 = 1000,
    children: [Int32] = [], files: [String: String] = [:]
  ) throws {
    let stat = Self.stat(
      pid: pid, comm: comm, state: state, parent: parent, group: group ?? pid,
      session: session ?? pid, startTimeTicks: startTimeTicks)
    try directory.write(stat, to: "\(pid)/stat")
    try directory.write("\(comm)\n", to: "\(pid)/comm")
    let list = children.map { "\($0) " }.joined()
    try directory.write(list, to: "\(pid)/task/\(pid)/children")
    for (name, text) in files { try directory.write(text, to: "\(pid)/\(name)") }
  }

  /// A line of `/proc/PID/stat` with all 52 fields.
  public static func stat(
    pid: Int32, comm: String = "fixture", state: String = "S", parent: Int32 = 1,
    group: Int32 = 1, session: Int32 = 1, terminal: Int32 = 0, foregroundGroup: Int32 = -1,
    userTicks: UInt64 = 150, systemTicks: UInt64 = 25, nice: Int32 = 0, threads: Int32 = 1,
    startTimeTicks: UInt64 = 1000
  ) -> String {
    "\(pid) (\(comm)) \(state) \(parent) \(group) \(session) \(terminal) \(foregroundGroup) "
      + "4194304 100 0 0 0 \(userTicks) \(systemTicks) 0 0 20 \(nice) \(threads) 0 "
      + "\(startTimeTicks) 8192000 300 18446744073709551615 1 1 0 0 0 0 0 0 65536 1 0 0 17 1 0 0 "
      + "0 0 0 0 0 0 0 0 0 0 0\n"
  }
}
