internal import Glibc
internal import ProcFS

/// The entry of `lab supervise`.
public enum SupervisorMain {
  /// Supervises until there is nothing to do any more.
  ///
  /// - Parameters:
  ///   - state: The state directory; nil computes it as everybody else does.
  ///   - version: What `hello` tells.
  ///   - workload: The lab-workload to believe; nil takes the one beside the running executable.
  /// - Returns: The exit status: 0, also where another supervisor is there already; 1 with a line on
  ///   standard error where it could not begin.
  public static func run(state: String? = nil, version: String, workload: String? = nil) -> Int32 {
    // Who hangs up while it is told something must not end everything.
    signal(SIGPIPE, SIG_IGN)
    do {
      let paths = try StatePaths.current(state: state)
      let supervisor = try Supervisor(
        Supervisor.Configuration(
          paths: paths, workload: workload ?? workloadBesideExecutable(), version: version))
      supervisor.run()
      return 0
    } catch {
      if error.code == .taken { return 0 }
      let line = Array("lab supervise: \(error.message)\n".utf8)
      _ = write(STDERR_FILENO, line, line.count)
      return 1
    }
  }

  /// The lab-workload that was installed, or built, with this executable.
  public static func workloadBesideExecutable() -> String {
    guard let path = try? ProcRoot().process(getpid()).executable() else {
      return "/usr/libexec/lab-workload"
    }
    return "\(UnixSocket.folder(of: path))/lab-workload"
  }
}
