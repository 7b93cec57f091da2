/// Where the control group hierarchies are mounted, and which controllers each of them has.
///
/// Interface: `/proc/PID/mountinfo`, described in proc_pid_mountinfo(5); cgroups(7). Version 2 can be
/// mounted and have no controllers, because version 1 holds them: only this file tells them apart.
public struct CgroupMounts: Sendable, Hashable {
  /// One mounted hierarchy.
  public struct Mount: Sendable, Hashable {
    /// The group that is seen at the mount point; "/" unless a part is mounted.
    public var root: String
    /// Where it is mounted.
    public var target: String
    /// Version 2, the unified hierarchy.
    public var isUnified: Bool
    /// Of version 1: its controllers. Version 2 names them in `cgroup.controllers`.
    public var controllers: [String]
    /// Whether the mount forbids writing.
    public var isReadOnly: Bool

    /// A hierarchy as it is mounted, or a fixture tree of the same shape.
    public init(
      root: String = "/", target: String, isUnified: Bool = true, controllers: [String] = [],
      isReadOnly: Bool = false
    ) {
      self.root = root
      self.target = target
      self.isUnified = isUnified
      self.controllers = controllers
      self.isReadOnly = isReadOnly
    }

    /// The directory of a group as `/proc/PID/cgroup` names it; nil for one outside what is mounted.
    public func directory(of group: String) -> String? {
      guard group.hasPrefix("/"), !group.hasPrefix("/.."), !group.contains("/../") else {
        return nil
      }
      if root == "/" { return group == "/" ? target : target + group }
      if group == root { return target }
      return group.hasPrefix(root + "/") ? target + group.dropFirst(root.count) : nil
    }
  }

  /// How a machine uses the two versions.
  public enum Mode: String, Sendable, Hashable {
    /// Version 2 alone, with all controllers.
    case unified
    /// Version 1 has the controllers, version 2 is there too, with what is left.
    case hybrid
    /// Version 1 alone.
    case legacy
    /// No control groups are to be seen.
    case none
  }

  /// In the order of mounting.
  public var all: [Mount]

  /// The hierarchy of version 2.
  public var unified: Mount? { all.first { $0.isUnified } }

  /// How this machine uses the two versions.
  public var mode: Mode {
    let hasControllers = all.contains { !$0.isUnified && !$0.controllers.isEmpty }
    if unified != nil { return hasControllers ? .hybrid : .unified }
    return all.isEmpty ? .none : .legacy
  }

  /// The hierarchy of version 1 that has a controller.
  public func legacy(_ controller: String) -> Mount? {
    all.first { !$0.isUnified && $0.controllers.contains(controller) }
  }

  /// No hierarchy at all.
  public init() { all = [] }

  /// - Throws: `.malformed` if a line has not the ten fields, a hyphen among them.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    all = []
    var lines = LineCursor()
    while let line = lines.next(bytes) {
      var cursor = ByteCursor(line)
      for _ in 0..<3 { try cursor.skipField(bytes) }
      let root = try cursor.word(bytes, "the root of a mount")
      let target = try cursor.word(bytes, "a mount point")
      let options = try cursor.word(bytes, "mount options")
      // Optional fields, up to a hyphen.
      while true {
        let field = try cursor.word(bytes, "'-' before the file system's type")
        if matches(bytes, field, "-") { break }
      }
      let type = try cursor.word(bytes, "a file system's type")
      try cursor.skipField(bytes)
      let isUnified = matches(bytes, type, "cgroup2")
      guard isUnified || matches(bytes, type, "cgroup") else { continue }
      cursor.skipBlanks(bytes)
      let superOptions =
        cursor.isAtEnd ? "" : text(bytes, try cursor.word(bytes, "file system options"))
      all.append(
        Mount(
          root: Mounts.unescaped(bytes, root), target: Mounts.unescaped(bytes, target),
          isUnified: isUnified,
          controllers: isUnified ? [] : Self.controllers(superOptions),
          isReadOnly: text(bytes, options).split(separator: ",").contains("ro")))
    }
  }

  /// What is left of version 1's options when those that are none of a controller are out.
  private static func controllers(_ options: String) -> [String] {
    let others = ["rw", "ro", "xattr", "noprefix", "clone_children", "cpuset_v2_mode", "none"]
    return options.split(separator: ",").map { String($0) }.filter {
      !others.contains($0) && !$0.contains("=")
    }
  }
}

extension ProcRoot {
  /// The hierarchies that the caller sees.
  public func cgroupMounts() throws(ProcFSError) -> CgroupMounts {
    try read("self/mountinfo") { (bytes) throws(ProcFSError) in
      try CgroupMounts(parsing: bytes)
    }
  }
}
