/// The control groups that a process is in.
///
/// Interface: `/proc/PID/cgroup`, described in cgroups(7).
public struct ProcessCgroup: Sendable, Hashable {
  /// One line: a hierarchy, and the process's place in it.
  public struct Membership: Sendable, Hashable {
    /// 0 is the unified hierarchy (version 2).
    public var hierarchy: UInt64
    /// Controllers of version 1, or "name=systemd"; empty for version 2.
    public var controllers: [String]
    /// From the hierarchy's root, with a slash at its start.
    public var path: String
  }

  /// In the kernel's order; several on machines that still use version 1.
  public var memberships: [Membership]

  /// The path in the unified hierarchy.
  public var unifiedPath: String? { memberships.first { $0.hierarchy == 0 }?.path }

  /// - Throws: `.malformed` if a line is not `NUMBER:CONTROLLERS:PATH`.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    memberships = []
    var lines = LineCursor()
    while let line = lines.next(bytes) {
      var cursor = ByteCursor(line)
      let hierarchy = try cursor.unsigned(bytes, "a hierarchy's number")
      try cursor.expect(UInt8(ascii: ":"), bytes, "':' after the hierarchy")
      let rest = cursor.offset..<line.upperBound
      guard let colon = firstIndex(of: UInt8(ascii: ":"), bytes, rest) else {
        throw cursor.malformed(bytes, "':' before the path")
      }
      let names = text(bytes, rest.lowerBound..<colon)
      memberships.append(
        Membership(
          hierarchy: hierarchy,
          controllers: names.split(separator: ",").map { String($0) },
          path: text(bytes, colon + 1..<line.upperBound)))
    }
  }
}

extension ProcessDirectory {
  /// The control groups now.
  public func cgroup() throws(ProcFSError) -> ProcessCgroup {
    try read("cgroup") { (bytes) throws(ProcFSError) in try ProcessCgroup(parsing: bytes) }
  }
}
