import Glibc
import ProcFS
import Systemd

/// Finds out by trial in which control groups of version 2 the caller may make groups of its own, and
/// which controllers they can have.
struct CgroupProbe {
  let mounts: CgroupMounts
  /// The control group of the caller's own manager; nil where none answers.
  let managerGroup: String?
  /// The caller's own group.
  let ownGroup: String?

  init() {
    let root = ProcRoot()
    mounts = (try? root.cgroupMounts()) ?? CgroupMounts()
    managerGroup = (try? Systemctl(.user).ownProperties(["ControlGroup"]))?["ControlGroup"]
      .flatMap { $0.isEmpty ? nil : $0 }
    ownGroup = (try? root.process(getpid()).cgroup())?.unifiedPath
  }

  /// Why there is no group with this controller to work in; nil where there is one.
  ///
  /// - Parameter controller: "cpu", "memory", "pids", …; "any" needs no controller.
  func obstacle(_ controller: String) -> String? {
    guard let mount = mounts.unified else {
      return "no control groups of version 2 are mounted"
    }
    if controller == "any" {
      return places.contains { canMake(in: $0, mount) }
        ? nil : "no control group of version 2 may be written to by you"
    }
    // A manager, or the root, can give the controller on: nothing else runs in their own group.
    let inner = [managerGroup, geteuid() == 0 ? "/" : nil].compactMap { $0 }
    guard !inner.isEmpty else {
      return "no part of the control groups is delegated to you: no user manager answers"
    }
    for path in inner {
      guard let group = try? ControlGroup(path, in: mount),
        (try? group.words("cgroup.controllers").all.contains(controller)) ?? false,
        access("\(group.directory)/cgroup.subtree_control", W_OK) == 0, canMake(in: path, mount)
      else { continue }
      return nil
    }
    if mounts.legacy(controller) != nil {
      return "the controller '\(controller)' belongs to control groups of version 1 here"
    }
    return "the controller '\(controller)' isn't delegated to you in control groups of version 2"
  }

  private var places: [String] {
    [managerGroup, ownGroup, geteuid() == 0 ? "/" : nil].compactMap { $0 }
  }

  /// Makes a group and removes it.
  private func canMake(in path: String, _ mount: CgroupMounts.Mount) -> Bool {
    guard let directory = mount.directory(of: path) else { return false }
    let probe = "\(directory)/lab-probe-\(getpid())"
    guard mkdir(probe, 0o755) == 0 else { return false }
    return rmdir(probe) == 0
  }

  /// What doctor says of it.
  var finding: Machine.Finding {
    let modes: [CgroupMounts.Mode: String] = [
      .unified: "version 2", .hybrid: "version 1 with the controllers, beside version 2",
      .legacy: "version 1 alone", .none: "not mounted",
    ]
    let usable = ["cpu", "memory", "pids"].filter { obstacle($0) == nil }
    let any = obstacle("any")
    return Machine.Finding(
      name: "control groups", works: any == nil,
      note: "\(modes[mounts.mode] ?? ""); "
        + (any
          ?? (usable.isEmpty
            ? "you may make groups, without controllers"
            : "you may make groups, with \(usable.joined(separator: ", "))"))
    )
  }
}
