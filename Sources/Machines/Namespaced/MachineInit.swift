internal import Glibc

/// The first program in the namespaces of a practice machine: it builds the machine's root and becomes
/// systemd.
public enum MachineInit {
  /// - Parameter path: Of the plan.
  /// - Returns: only on failure, with a line on standard error.
  public static func run(plan path: String) -> Int32 {
    do {
      guard getpid() == 1 else {
        throw MachineError(.failed, "it is for the lab to start, in namespaces of its own")
      }
      try MachineRoot(plan: try NamespacedPlan.read(from: path)).build()
      try becomeSystemd()
    } catch {
      let line = Array("\(error)\n".utf8)
      _ = write(STDERR_FILENO, line, line.count)
    }
    return 1
  }

  /// Where systemd is, on whatever distribution.
  static func systemd() -> String? {
    ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"].first { access($0, X_OK) == 0 }
  }

  private static func becomeSystemd() throws(MachineError) {
    guard let systemd = systemd() else {
      throw MachineError(.failed, "systemd is not installed")
    }
    let arguments = [
      systemd, "--system", "--unit=lab.target", "--log-target=journal", "--show-status=0",
    ]
    let environment = ["container=lxc", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"]
    withCStrings(arguments) { argv in
      withCStrings(environment) { envp in
        // Both end in a null; only on failure does it come back.
        _ = argv.map { argv in envp.map { execve(systemd, argv, $0) } }
      }
    }
    throw MachineError.call(.failed, systemd)
  }
}
