internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// Starts a namespaced machine, stays as the parent of its init, and removes its control group when it
/// has ended.
///
/// A program of its own, so that a machine outlives the lab that started it, and so that its init is
/// reaped also where the host's PID 1 reaps nobody.
public enum MachineKeeper {
  /// - Parameters:
  ///   - folder: The machine's folder, with the plan in it.
  ///   - group: Absolute path of the control group that is made for it.
  ///   - isInScope: Whether systemd made a scope for the keeper, in which `group` is to be.
  ///   - starter: The keeper's parent, with which the machine ends; nil lets it outlive everybody.
  /// - Returns: 0 when the machine has ended, 1 where it was not started. What there is to say stands
  ///   on standard output: `PID START-TIME`, or `! WHY`.
  public static func run(
    folder: String, group: String, isInScope: Bool, starter: Int32? = nil
  ) -> Int32 {
    let group = ControlGroup(path: group)
    do {
      let until = try starter.map(hold) ?? -1
      if isInScope { try moveAside(group) }
      try group.make()
      let (pid, pidfd) = try start(folder: folder, group: group)
      let identity = try identity(of: pid)
      say("\(identity.pid) \(identity.startTimeTicks)\n")
      wait(for: pid, pidfd, until: until)
      try group.remove()
      return 0
    } catch {
      say("! \(error)\n")
      try? group.remove()
      return 1
    }
  }

  /// The keeper's own folder in the scope: a group with processes in it can't share controllers.
  private static func moveAside(_ group: ControlGroup) throws(MachineError) {
    let scope = String(group.path[..<(group.path.lastIndex(of: "/") ?? group.path.startIndex)])
    let own = "\(scope)/keeper"
    guard mkdir(own, 0o755) == 0 || errno == EEXIST else { throw MachineError.call(.files, own) }
    let descriptor = open("\(own)/cgroup.procs", O_WRONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, write(descriptor, "0", 1) == 1 else {
      throw MachineError.call(.files, "\(own)/cgroup.procs")
    }
  }

  private static func start(
    folder: String, group: ControlGroup
  ) throws(MachineError) -> (pid: pid_t, pidfd: Int32) {
    let directory = open(group.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw MachineError.call(.files, group.path) }
    defer { close(directory) }
    let path = "\(folder)/boot.log"
    let log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard log >= 0 else { throw MachineError.call(.files, path) }
    defer { close(log) }
    var pid: pid_t = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let failure = withCStrings(["lab", "machine-init", NamespacedPlan.path(in: folder)]) { argv in
      withCStrings(["LANG=C.UTF-8"]) { envp in
        lab_machine_clone("/proc/self/exe", argv, envp, directory, log, &pid, &pidfd, &stage)
      }
    }
    guard failure == 0 else {
      let step = stage.map { String(cString: $0) } ?? ""
      throw MachineError(.failed, "\(step): \(String(cString: strerror(failure)))")
    }
    return (pid, pidfd)
  }

  private static func identity(of pid: pid_t) throws(MachineError) -> ProcessIdentity {
    do {
      return try ProcRoot().identity(of: pid)
    } catch {
      throw MachineError(.failed, "the machine's init is gone: \(error)")
    }
  }

  /// A pidfd of the parent.
  private static func hold(_ starter: Int32) throws(MachineError) -> Int32 {
    let pidfd = lab_pidfd_open(starter)
    // Still the parent, so the number was its own when it was opened.
    guard pidfd >= 0, getppid() == starter else {
      throw MachineError(.failed, "the program that starts the machine is gone")
    }
    return pidfd
  }

  /// Waits for the init, which is its child, so nobody else reaps it; ends it with the starter.
  private static func wait(for pid: pid_t, _ pidfd: Int32, until starter: Int32) {
    defer { close(pidfd) }
    if starter >= 0 {
      var entries = [
        pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0),
        pollfd(fd: starter, events: Int16(POLLIN), revents: 0),
      ]
      while poll(&entries, 2, -1) < 0, errno == EINTR {}
      if entries[0].revents == 0 { _ = lab_pidfd_send_signal(pidfd, SIGKILL) }
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  }

  /// Once; whoever listens knows then, and is not held up.
  private static func say(_ line: String) {
    let bytes = Array(line.utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
    let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
    if null >= 0 { dup2(null, STDOUT_FILENO) }
    if null > 2 { close(null) }
  }
}
