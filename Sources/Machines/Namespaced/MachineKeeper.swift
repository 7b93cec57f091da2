internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// Starts a namespaced machine, stays as the parent of its init, and removes its control group when it
/// has ended. Ends it where its record is gone: nobody could find it any more.
///
/// A program of its own, so that a machine outlives the lab that started it, and so that its init is
/// reaped also where the host's PID 1 reaps nobody.
public enum MachineKeeper {
  /// - Parameters:
  ///   - folder: The machine's folder, with the plan in it.
  ///   - group: Absolute path of the control group that is made for it.
  ///   - isInScope: Whether systemd made a scope for the keeper, in which `group` is to be.
  ///   - starter: The keeper's parent; nil lets the machine outlive everybody.
  /// - Returns: 0 when the machine has ended, 1 where it was not started. What there is to say stands
  ///   on standard output: `PID START-TIME`, or `! WHY`.
  public static func run(
    folder: String, group: String, isInScope: Bool, starter: KeeperStarter? = nil
  ) -> Int32 {
    let group = ControlGroup(path: group)
    do {
      let watch = try KeeperWatch(folder: folder, starter: starter)
      if isInScope { try moveAside(group) }
      try group.make()
      let (pid, pidfd) = try start(folder: folder, group: group)
      let identity = try identity(of: pid)
      KeeperLine.say("\(identity.pid) \(identity.startTimeTicks)")
      if watch.wait(for: pidfd) != .machine { _ = lab_pidfd_send_signal(pidfd, SIGKILL) }
      close(pidfd)
      // Its child, so nobody else reaps it.
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0, errno == EINTR {}
      try group.remove()
      MachineStore.tidy(folder, makers: [NamespacedMaker.self])
      return 0
    } catch {
      KeeperLine.say("! \(error)")
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
}
