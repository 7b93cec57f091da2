import FoundationEssentials
import Glibc
import Observation
import ProcFS
import Record

/// What is in a practice machine before a script is played, so that what it leaves can be told from
/// what was there.
///
/// Compared are the user's processes, unit files with their drop-ins, and control groups.
struct Leftovers {
  private let before: Sight

  /// Looks now.
  init() { before = Sight() }

  /// What is there now and was not then; empty when nothing was left.
  ///
  /// - Parameter own: Processes that belong to the lab.
  func now(except own: Set<Int32>) -> [String] {
    let now = Sight()
    let processes = now.processes.filter { identity, _ in
      before.processes[identity] == nil && !own.contains(identity.pid)
    }.sorted { $0.key.pid < $1.key.pid }.map { "\($0.key.pid) \($0.value)" }
    let groups = now.groups.subtracting(before.groups).sorted().map { "control group \($0)" }
    return processes + now.units.subtracting(before.units).sorted() + groups
  }

  /// What is there at one moment.
  private struct Sight {
    var processes: [ProcessIdentity: String] = [:]
    var units: Set<String> = []
    var groups: Set<String> = []

    init() {
      lookForProcesses()
      for folder in Self.unitFolders() {
        for path in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [] {
          units.insert("\(folder)/\(path)")
        }
      }
      lookForGroups("/sys/fs/cgroup", depth: 0)
    }

    private mutating func lookForProcesses() {
      let observer = Observer()
      let own = getuid()
      for pid in (try? ProcRoot().processIDs()) ?? [] {
        var status = stat()
        guard stat("/proc/\(pid)", &status) == 0, own == 0 || status.st_uid == own,
          let identity = observer.identity(of: pid),
          let facts = try? observer.facts(of: pid, groups: [.stat]), facts.state != "X",
          // The kernel's own threads come and go.
          facts.parent != 2, pid != 2, !Self.isOfManager(pid)
        else { continue }
        processes[identity] = "\(facts.comm ?? "?") (\(facts.state ?? "?"))"
      }
    }

    /// Whether it is of what the managers start for themselves when they are first asked something.
    private static func isOfManager(_ pid: Int32) -> Bool {
      let text = (try? String(contentsOfFile: "/proc/\(pid)/cgroup", encoding: .utf8)) ?? ""
      guard let line = text.split(separator: "\n").last(where: { $0.hasPrefix("0::") }) else {
        return false
      }
      return isOfManager(group: line.dropFirst(3))
    }

    private static func isOfManager(group: Substring) -> Bool {
      let name = group.split(separator: "/").last ?? ""
      // Another session is the lab's own way in; slices of the user manager come with its first unit.
      return ["dbus.service", "dbus-broker.service", "init.scope", "dbus.socket"].contains(name)
        || ["app.slice", "session.slice", "background.slice"].contains(name)
        || name.hasPrefix("session-") && name.hasSuffix(".scope")
        || group.hasPrefix("/system.slice/systemd-") || group == "/system.slice/lab-agent.service"
    }

    private mutating func lookForGroups(_ folder: String, depth: Int) {
      guard depth < 12 else { return }
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
        let path = "\(folder)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
        let group = path.dropFirst("/sys/fs/cgroup".count)
        if !Self.isOfManager(group: group) { groups.insert(String(group)) }
        lookForGroups(path, depth: depth + 1)
      }
    }

    /// Where units are written by hand, by systemctl, and by systemd-run.
    private static func unitFolders() -> [String] {
      let home = getenv("HOME").map { String(cString: $0) } ?? "/root"
      let runtime = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) } ?? "/run/user/\(getuid())"
      var folders = ["\(home)/.config/systemd/user"]
      folders += ["user", "user.control", "transient"].map { "\(runtime)/systemd/\($0)" }
      folders += ["/etc/systemd/system", "/etc/systemd/system.control", "/etc/security/limits.d"]
      folders += ["system", "system.control", "transient"].map { "/run/systemd/\($0)" }
      return folders
    }
  }
}
