internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// A control group that is the lab's own, with everything below it.
///
/// Interface: the unified hierarchy, described in cgroups(7).
struct ControlGroup {
  /// Absolute path of its folder.
  let path: String

  /// Where the unified hierarchy is mounted; nil where it isn't.
  static func hierarchy() -> String? { try? ProcRoot().mounts().cgroup2 }

  /// The controllers that a group has; empty where they are kept on version 1.
  static func controllers(of group: String) -> Set<String> {
    let text = (try? String(contentsOfFile: "\(group)/cgroup.controllers", encoding: .utf8)) ?? ""
    return Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }

  /// Those that exercises are about.
  static let wanted: Set<String> = ["cpu", "cpuset", "io", "memory", "pids"]

  /// Makes it, and has its parent share the controllers that a practice machine is about.
  func make() throws(MachineError) {
    let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    for controller in Self.controllers(of: parent).intersection(Self.wanted) {
      // One that can't be shared is not there inside; exercises ask for it by name.
      _ = Self.write("+\(controller)", to: "\(parent)/cgroup.subtree_control")
    }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw MachineError.call(.files, "control group \(path)")
    }
  }

  /// Whether any process is in it, or below it.
  var isPopulated: Bool {
    let text = (try? String(contentsOfFile: "\(path)/cgroup.events", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").contains("populated 1")
  }

  /// Ends every process in it and removes it, depth first. Idempotent.
  ///
  /// - Throws: `files` where something of it stays for more than five seconds.
  func remove() throws(MachineError) {
    guard access(path, F_OK) == 0 else { return }
    let deadline = ContinuousClock.now + .seconds(5)
    while true {
      kill()
      let failure = Self.removeFolders(path)
      guard failure != 0 else { return }
      guard failure == EBUSY || failure == ENOTEMPTY, ContinuousClock.now < deadline else {
        throw MachineError(
          .files, "control group \(path) can't be removed: \(String(cString: strerror(failure)))")
      }
      usleep(5_000)
    }
  }

  private func kill() {
    guard isPopulated, !Self.write("1", to: "\(path)/cgroup.kill") else { return }
    // Before Linux 5.14 each process has to be ended by itself.
    Self.killEach(path)
  }

  private static func killEach(_ folder: String) {
    for child in folders(in: folder) { killEach("\(folder)/\(child)") }
    for pid in members(of: folder) where pid > 0 {
      // Held first and looked for again: its number may have changed hands since it was read.
      guard let process = try? ProcRoot().identity(of: pid), let hold = try? Pidfd(process),
        members(of: folder).contains(pid)
      else { continue }
      try? hold.send(.kill)
    }
  }

  private static func members(of folder: String) -> [Int32] {
    let text = (try? String(contentsOfFile: "\(folder)/cgroup.procs", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { Int32($0) }
  }

  /// rmdir(2), the deepest first; 0, or the first errno.
  private static func removeFolders(_ folder: String) -> Int32 {
    for child in folders(in: folder) {
      let failure = removeFolders("\(folder)/\(child)")
      if failure != 0 { return failure }
    }
    return rmdir(folder) == 0 || errno == ENOENT ? 0 : errno
  }

  private static func folders(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      var facts = stat()
      return lstat("\(folder)/\(name)", &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }
  }

  /// One write(2), as these files want it.
  private static func write(_ text: String, to file: String) -> Bool {
    let descriptor = open(file, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
  }
}
