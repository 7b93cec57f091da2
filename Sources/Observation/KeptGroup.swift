public import ProcFS
public import Record

/// One control group that is looked at often: its directory stays open, so that what is read is of
/// this group and of no later one with its name.
public final class KeptGroup: Sendable {
  /// As `/proc/PID/cgroup` names it.
  public let path: String
  private let group: ControlGroup

  /// Opens a group; nil if there is none of this name.
  public init?(_ path: String, in mount: CgroupMounts.Mount) {
    guard let group = try? ControlGroup(path, in: mount) else { return nil }
    self.path = path
    self.group = group
  }

  /// Whether the group is still there.
  public var exists: Bool { group.exists }

  /// What its files say now, by `CgroupKey.name`; nil once it was removed.
  ///
  /// A file that isn't there, because its controller isn't enabled or the kernel has none, reads as
  /// "" for a limit, a weight or words, and is left out for what counts. Values are as the kernel
  /// prints them, without the newline.
  public func values(_ keys: some Collection<CgroupKey>) -> [String: String]? {
    var result: [String: String] = [:]
    for (file, entries) in Dictionary(grouping: keys, by: \.file) {
      do throws(ProcFSError) {
        let bytes = try group.read(file)
        for key in entries {
          if let value = Self.value(key, bytes) { result[key.name] = value }
        }
      } catch {
        switch error.code {
        case .vanished: return nil
        case .absent:
          for key in entries where !Self.counts(key) { result[key.name] = "" }
        // The kernel may refuse pressure (EOPNOTSUPP): nothing is known then.
        default: break
        }
      }
    }
    // Nothing to read is no reason to take a group that went for one that is there.
    return result.isEmpty && !exists ? nil : result
  }

  /// Its processes and those of the groups below it, in no order; a few levels deep.
  public func processIDs(in mount: CgroupMounts.Mount, depth: Int = 4) -> [Int32] {
    var found = (try? group.processIDs()) ?? []
    guard depth > 0, found.count < 4096 else { return found }
    for name in (try? group.children()) ?? [] {
      let below = path == "/" ? "/\(name)" : "\(path)/\(name)"
      if let group = KeptGroup(below, in: mount) {
        found += group.processIDs(in: mount, depth: depth - 1)
      }
    }
    return found
  }

  private static func counts(_ key: CgroupKey) -> Bool {
    key.kind == .counter || key.kind == .percent || key.entry != nil
  }

  /// One value of a file's bytes; nil where they are not what the kernel promises.
  private static func value(_ key: CgroupKey, _ bytes: [UInt8]) -> String? {
    if key.file == "memory.pressure" {
      guard let pressure = try? CgroupPressure(parsing: bytes.span) else { return nil }
      let isSome = key.entry?.hasPrefix("some.") ?? false
      guard let stall = isSome ? pressure.some : pressure.full else { return nil }
      if key.kind == .counter { return "\(stall.totalMicroseconds)" }
      let hundredths = stall.last10Hundredths % 100
      return "\(stall.last10Hundredths / 100).\(hundredths < 10 ? "0" : "")\(hundredths)"
    }
    if let entry = key.entry {
      return (try? CgroupCounters(parsing: bytes.span))?[entry].map { "\($0)" }
    }
    switch key.kind {
    case .bandwidth:
      guard (try? CgroupBandwidth(parsing: bytes.span)) != nil else { return nil }
    case .sizeLimit, .numberLimit, .size, .number, .flag:
      guard (try? CgroupLimit(parsing: bytes.span)) != nil else { return nil }
    case .words: return CgroupWords(parsing: bytes.span).all.joined(separator: " ")
    case .counter, .percent: return nil
    }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    return String(decoding: line, as: UTF8.self)
  }
}

/// Where the groups of units are.
public enum UnitGroups {
  /// Whether a control group is a unit's, or below it.
  public static func belongs(_ group: String, to unit: String) -> Bool {
    group.split(separator: "/").contains { $0 == unit }
  }

  /// Where a unit's group is until its manager says otherwise; nil for what has none.
  public static func usual(_ unit: String, below managerGroup: String, isUser: Bool) -> String? {
    let root = managerGroup == "/" ? "" : managerGroup
    if unit.hasSuffix(".slice") {
      // "a-b.slice" is below "a.slice"; systemd.slice(5).
      var path = root
      var name = ""
      for part in unit.dropLast(".slice".count).split(separator: "-") {
        name += name.isEmpty ? String(part) : "-\(part)"
        path += "/\(name).slice"
      }
      return path == root ? nil : path
    }
    guard [".service", ".scope", ".socket"].contains(where: { unit.hasSuffix($0) }) else {
      return nil
    }
    // Instances of a template have a slice of their own: "app-NAME.slice", "system-NAME.slice".
    let top = isUser ? "app" : "system"
    guard let at = unit.firstIndex(of: "@") else { return "\(root)/\(top).slice/\(unit)" }
    let prefix = unit[..<at].replacing("-", with: "\\x2d")
    return "\(root)/\(top).slice/\(top)-\(prefix).slice/\(unit)"
  }

  /// Every group there is, by path; for telling later which ones are new.
  public static func all(in mount: CgroupMounts.Mount, limit: Int = 10_000) -> Set<String> {
    var found: Set<String> = []
    var open = [mount.root]
    while let path = open.popLast(), found.count < limit {
      found.insert(path)
      guard let group = try? ControlGroup(path, in: mount) else { continue }
      for name in (try? group.children()) ?? [] {
        open.append(path == "/" ? "/\(name)" : "\(path)/\(name)")
      }
    }
    return found
  }
}
