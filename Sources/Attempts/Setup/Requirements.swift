import CLinux
public import Course
import FoundationEssentials
import Glibc
import ProcFS
import Systemd

/// What this machine can host: each capability is tried, never guessed from a version.
public struct Machine: Sendable {
  /// One capability as it was found.
  public struct Finding: Sendable {
    /// Such as "pty".
    public let name: String
    /// Whether it can be used.
    public let works: Bool
    /// What was found, or what is missing and how to get it.
    public let note: String
  }

  /// Whether there is a terminal with job control for the learner: the prompt and verify bring one.
  public var hasTerminal: Bool

  /// Whether this is a practice machine, where a learner's changes of the system harm nobody: it sets
  /// LAB_MACHINE.
  public var isPractice: Bool

  /// All members, as they are.
  public init(hasTerminal: Bool, isPractice: Bool? = nil) {
    self.hasTerminal = hasTerminal
    self.isPractice = isPractice ?? (getenv("LAB_MACHINE") != nil)
  }

  /// Tries everything that lessons and exercises may need.
  public func findings() -> [Finding] {
    [
      proc(), pty(), pidfd(), exitInfo(), userNamespaces(),
      program("tmux", package: "tmux"), program("less", package: "less"),
      program("bwrap", package: "bubblewrap"), program("pstree", package: "psmisc"),
      program("strace", package: "strace"), manager(.user), manager(.system),
      CgroupProbe().finding,
    ]
  }

  /// Why an exercise can't run here; nil when it can.
  public func obstacle(to requirement: Requirement) -> String? {
    switch requirement {
    case .tty:
      return hasTerminal || pty().works ? nil : "no pseudo-terminal can be opened (/dev/ptmx)"
    case .root:
      return geteuid() == 0 ? nil : "it needs root; you are uid \(geteuid())"
    case .practice:
      return isPractice ? nil : "it changes the system: only in a practice machine"
    case .autogroup: return autogroupObstacle()
    case .usualNice:
      return (try? Scheduling(ofTask: getpid())).flatMap { Self.obstacle(ownNice: $0.nice) }
    case .cpus(let wanted):
      let count = QuietCPU.allowed().count
      return count >= wanted ? nil : "it needs \(wanted) CPUs; here are \(count)"
    case .theseCPUs(let wanted):
      let own = QuietCPU.allowed()
      guard let list = CPUList(own), !wanted.numbers.allSatisfy(own.contains) else { return nil }
      return "it needs the CPUs \(wanted); here are \(list)"
    case .memory(bytes: let bytes):
      guard let available = availableBytes() else { return nil }
      return available >= bytes
        ? nil
        : "it needs \(bytes >> 20) MiB of free memory; MemAvailable says \(available >> 20) MiB"
    case .tmux, .screen:
      let found = program("\(requirement)", package: "\(requirement)")
      return found.works ? nil : found.note
    case .repl:
      return nil
    case .userManager:
      let found = manager(.user)
      return found.works ? nil : found.note
    case .systemd:
      let found = manager(.system)
      guard found.works else { return found.note }
      return geteuid() == 0 ? nil : "it needs root on a machine that systemd runs"
    case .cgroup(let controller): return CgroupProbe().obstacle(controller)
    case .gpu, .network:
      return "this lab has no way to host '\(requirement)' yet"
    }
  }

  // MARK: - Probes

  private func proc() -> Finding {
    let readable = access("/proc/self/stat", R_OK) == 0
    // With hidepid other users' processes do not exist for us; root's PID 1 shows it.
    let hidden = readable && access("/proc/1/stat", R_OK) != 0
    return Finding(
      name: "/proc", works: readable,
      note: !readable
        ? "not mounted: nothing can be judged"
        : hidden ? "other users' processes are hidden (hidepid); yours are judged" : "readable")
  }

  private func pty() -> Finding {
    var master: Int32 = -1
    var name = [CChar](repeating: 0, count: 64)
    let status = lab_openpty(&master, &name, nil)
    if status == 0 { close(master) }
    return Finding(
      name: "pty", works: status == 0,
      note: status == 0 ? "works" : "can't be opened: \(String(cString: strerror(status)))")
  }

  private func pidfd() -> Finding {
    let fd = lab_pidfd_open(getpid())
    if fd >= 0 { close(fd) }
    return Finding(
      name: "pidfd", works: fd >= 0,
      note: fd >= 0 ? "works" : "missing: Linux 5.3 or later is needed")
  }

  private func exitInfo() -> Finding {
    let fd = lab_pidfd_open(getpid())
    defer { if fd >= 0 { close(fd) } }
    var status: Int32 = 0
    let works = fd >= 0 && lab_pidfd_exit_status(fd, &status) >= 0
    return Finding(
      name: "exit causes", works: works,
      note: works
        ? "PIDFD_GET_INFO tells how processes of yours ended"
        : "this kernel can't tell how your own processes ended (Linux 6.15 can)")
  }

  /// Tried with the program that verifies: a system may forbid what its numbers allow.
  private func userNamespaces() -> Finding {
    let name = "namespaces"
    guard let bwrap = findProgram("bwrap", path: getenv("PATH").map { String(cString: $0) } ?? "")
    else { return Finding(name: name, works: false, note: "not tried: bwrap isn't installed") }
    let status = try? runQuietly(
      [
        bwrap, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-user",
        "--unshare-pid", "/bin/true",
      ], directory: nil)
    return Finding(
      name: name, works: status == 0,
      note: status == 0
        ? "of your own are allowed" : "of your own are forbidden: 'lab author verify' can't isolate"
    )
  }

  /// Asked, since one that was started may not answer.
  private func manager(_ manager: Manager) -> Finding {
    let name = manager == .user ? "user manager" : "systemd"
    if manager == .system, !Manager.isBooted {
      return Finding(name: name, works: false, note: "PID 1 is not systemd")
    }
    if manager == .user, Manager.runtimeDirectory() == nil {
      return Finding(
        name: name, works: false,
        note: "no systemd --user of yours: there is no /run/user/\(getuid()) "
          + "(XDG_RUNTIME_DIR is not set)")
    }
    guard let state = Systemctl(manager).state() else {
      return Finding(
        name: name, works: false,
        note: "systemctl \(manager.option.map { $0 + " " }.joined())gets no answer")
    }
    return Finding(name: name, works: true, note: state)
  }

  private func program(_ name: String, package: String) -> Finding {
    let path = findProgram(name, path: getenv("PATH").map { String(cString: $0) } ?? "")
    return Finding(
      name: name, works: path != nil,
      note: path ?? "not installed; Debian package \(package)")
  }

  /// Why autogroups mean nothing here: they are off, or this process is in a cpu control group, whose
  /// members no autogroup holds.
  private func autogroupObstacle() -> String? {
    let path = "/proc/sys/kernel/sched_autogroup_enabled"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      return "this kernel has no autogroups (\(path) is missing)"
    }
    guard text.hasPrefix("1") else {
      return "autogroups are off (sched_autogroup_enabled is 0; sysctl could set it to 1)"
    }
    guard let group = CPUGroup.own() else { return nil }
    return "autogroups mean nothing inside a cpu control group (here: \(group))"
  }

  /// `renice -u` reaches all that a user runs: the lab, its shell, and whatever they start.
  static func obstacle(ownNice nice: Int32) -> String? {
    guard nice != 0 else { return nil }
    return "this lab runs at nice \(nice), and so would all that it starts (renice -u reaches it, "
      + "too); log out of this session, and in again"
  }

  private func availableBytes() -> UInt64? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else {
      return nil
    }
    for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      return UInt64(line.filter(\.isNumber)).map { $0 << 10 }
    }
    return nil
  }
}

/// The first executable of that name on a PATH; nil when there is none.
public func findProgram(_ name: String, path: String) -> String? {
  if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
  for folder in path.split(separator: ":") {
    let candidate = "\(folder)/\(name)"
    if access(candidate, X_OK) == 0 { return candidate }
  }
  return nil
}
