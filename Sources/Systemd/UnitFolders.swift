internal import Glibc

/// Where a manager finds unit files, and which of the folders are the caller's to write.
///
/// Interface: systemd.unit(5), Unit File Load Path.
public struct UnitFolders: Codable, Hashable, Sendable {
  /// In the manager's order: the first one that has a file wins.
  public var searchPath: [String]
  /// Where units are written by hand: `~/.config/systemd/user`, or `/etc/systemd/system`.
  public var configuration: String
  /// Every folder that something of a unit can be written to at run time: configuration, what
  /// set-property keeps, what is gone at the next boot, transient units.
  public var writable: [String]

  /// - Parameter searchPath: The manager's UnitPath.
  public init(searchPath: [String], _ manager: Manager) {
    self.searchPath = searchPath
    let own = manager == .user ? "/systemd/user" : "/systemd/system"
    let system =
      ["/usr/", "/lib/", "/etc/xdg/"] + (manager == .user ? ["/etc/", "/run/systemd/"] : [])
    let candidates = searchPath.filter { path in
      path.hasPrefix("/") && !system.contains { path.hasPrefix($0) }
    }
    func isConfiguration(_ path: String) -> Bool {
      path.hasSuffix(own)
        && (manager == .system
          ? path.hasPrefix("/etc/") : !path.hasPrefix("/run/") && !path.contains("/share/"))
    }
    let usual = manager == .system ? "/etc/systemd/system" : ""
    configuration = candidates.first(where: isConfiguration) ?? usual
    writable = candidates.filter { path in
      path.hasSuffix(own) && !path.contains("/share/") || path.hasSuffix(own + ".control")
        || path.hasSuffix("/systemd/transient")
    }
  }

  /// The path of a unit's own file where it is written by hand.
  public func file(of unit: UnitName) -> String { "\(configuration)/\(unit)" }

  /// The folder for its drop-ins, there.
  public func dropIns(of unit: UnitName) -> String { "\(configuration)/\(unit).d" }
}

/// What stands of a unit in the folders that can be written: files, drop-ins, links.
public struct UnitRemains: Sendable {
  /// Absolute paths, files before the folders that hold them.
  public private(set) var paths: [String] = []

  /// Looks for everything that bears the unit's name: its file or link, its drop-in folder with what
  /// is in it, links to it in `*.wants`, `*.requires` and `*.upholds`, and links under other names
  /// that lead to it (aliases); of a template also what its instances have. Follows no link.
  public init(of unit: UnitName, in folders: UnitFolders) {
    for folder in folders.writable {
      for name in Self.names(in: folder) {
        let path = "\(folder)/\(name)"
        if name.hasSuffix(".d"), Self.means(String(name.dropLast(2)), unit) {
          paths += Self.names(in: path).map { "\(path)/\($0)" } + [path]
        } else if [".wants", ".requires", ".upholds"].contains(where: { name.hasSuffix($0) }) {
          let entries = Self.names(in: path)
          let own = entries.filter { Self.means($0, unit) || Self.leads("\(path)/\($0)", to: unit) }
          paths += own.map { "\(path)/\($0)" }
          if !own.isEmpty, own.count == entries.count || name.hasPrefix(unit.text + ".") {
            paths.append(path)
          }
        } else if Self.means(name, unit) || Self.leads(path, to: unit) {
          paths.append(path)
        }
      }
    }
  }

  /// Removes all of it; what can't be removed stays, and is told.
  ///
  /// - Returns: The paths that are still there, with the reason.
  @discardableResult
  public func remove() -> [SystemdError] {
    paths.compactMap { path in
      if unlink(path) == 0 || errno == ENOENT { return nil }
      // A folder that others still use stays: rmdir(2) removes empty ones only.
      if errno == EISDIR || errno == EPERM,
        rmdir(path) == 0 || errno == ENOTEMPTY || errno == ENOENT
      {
        return nil
      }
      let number = errno
      return SystemdError(
        .file(errno: number), command: path, text: String(cString: strerror(number)))
    }
  }

  /// Whether a name is the unit's, or that of an instance of it.
  private static func means(_ name: String, _ unit: UnitName) -> Bool {
    name == unit.text || unit.isTemplate && UnitName(name)?.template == unit
  }

  /// Whether a link leads to a file of the unit's name.
  private static func leads(_ path: String, to unit: UnitName) -> Bool {
    var buffer = [CChar](repeating: 0, count: 4097)
    let count = readlink(path, &buffer, 4096)
    guard count > 0 else { return false }
    let target = String(
      decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return target == unit.text || target.hasSuffix("/\(unit)")
  }

  private static func names(in folder: String) -> [String] {
    // A link in the place of a folder leads elsewhere: what is there is nobody's to remove.
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    guard let stream = fdopendir(descriptor) else {
      close(descriptor)
      return []
    }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < 10_000, let entry = readdir(stream) {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
      let bytes = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      let name = String(cString: bytes)
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
