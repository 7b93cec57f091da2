internal import CLinux
internal import Glibc
public import ProcFS
public import Record
internal import Synchronization

/// A child of the test, started exactly as asked, and ended and reaped at the latest with the value.
///
/// By default it leads a session of its own, so that whatever it started ends with it.
public final class SpawnedProcess: Sendable {
  /// Its PID.
  public let pid: Int32
  /// With its start time, read while it can't have been reaped.
  public let identity: ProcessIdentity
  private let leadsGroup: Bool
  private let state: Mutex<State>

  private struct State {
    var pidfd: Int32
    var ending: Ending?
  }

  /// How the child is to start; what is nil or empty is left alone.
  public struct Options: Sendable {
    /// The working directory.
    public var directory: String?
    /// Whether it leads a session, and so a group, of its own.
    public var newSession = true
    /// 0 a group of its own, above 0 the group to join; needs `newSession` off.
    public var group: Int32 = -1
    /// Descriptors for 0, 1 and 2; -1 is /dev/null.
    public var descriptors: [Int32] = [-1, -1, -1]
    /// -20 to 19.
    public var nice: Int32?
    /// Signal n at bit n - 1.
    public var ignoredSignals: UInt64 = 0
    /// Signal n at bit n - 1.
    public var blockedSignals: UInt64 = 0
    /// A pts that becomes descriptors 0 to 2 and, with `newSession`, the controlling terminal.
    public var terminal: String?

    /// All as described at each property.
    public init() {}
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - executable: Absolute path.
  ///   - arguments: Without argv[0], which is the path.
  ///   - environment: Complete; nothing is inherited.
  /// - Throws: `SystemError` naming the step that failed.
  public init(
    _ executable: String, _ arguments: [String] = [],
    environment: [String: String] = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"],
    options: Options = Options()
  ) throws {
    var pid: Int32 = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    var values = lab_spawn_defaults()
    values.new_session = options.newSession ? 1 : 0
    values.pgid = options.group
    values.fds = (options.descriptors[0], options.descriptors[1], options.descriptors[2])
    values.ignore_signals = options.ignoredSignals
    values.block_signals = options.blockedSignals
    if let nice = options.nice {
      values.set_nice = 1
      values.nice = nice
    }
    let environ = environment.map { "\($0.key)=\($0.value)" }.sorted()
    let code = withCStrings([executable] + arguments) { argv in
      withCStrings(environ) { envp in
        withOptionalCString(options.directory) { cwd in
          withOptionalCString(options.terminal) { terminal in
            executable.withCString { path in
              values.path = path
              values.argv = argv
              values.envp = envp
              values.cwd = cwd
              values.terminal = terminal
              return lab_spawn(&values, &pid, &pidfd, &stage)
            }
          }
        }
      }
    }
    guard code == 0 else {
      let step = stage.map { String(cString: $0) } ?? "lab_spawn"
      throw SystemError("\(step) \(executable)", code: code)
    }
    self.pid = pid
    leadsGroup = options.newSession || options.group == 0
    state = Mutex(State(pidfd: pidfd))
    identity = try ProcRoot().identity(of: pid)
    awaitImage()
  }

  /// vfork's parent goes on a little before the child's new command line can be read.
  private func awaitImage() {
    let deadline = ContinuousClock.now + .seconds(1)
    while ContinuousClock.now < deadline, let process = try? ProcRoot().process(pid),
      (try? process.commandLine().bytes.isEmpty) == true,
      (try? process.stat().state) != .zombie
    {
      sched_yield()
    }
  }

  /// Starts `/bin/sh -c SCRIPT`.
  public convenience init(shell script: String, options: Options = Options()) throws {
    try self.init("/bin/sh", ["-c", script], options: options)
  }

  /// Starts a process that sleeps for ten minutes.
  public static func sleeper(options: Options = Options()) throws -> SpawnedProcess {
    try SpawnedProcess("/bin/sleep", ["600"], options: options)
  }

  deinit { close() }

  /// Sends a signal through the pidfd; does nothing once the process was reaped.
  public func signal(_ number: Int32) {
    state.withLock { _ = lab_pidfd_send_signal($0.pidfd, number) }
  }

  /// How it ended, reaping it if it has; nil while it lives.
  public func ending() -> Ending? {
    state.withLock { state in
      if state.ending == nil {
        var status: Int32 = 0
        if waitpid(pid, &status, WNOHANG) == pid {
          state.ending = Ending(waitStatus: status, source: .wait)
        }
      }
      return state.ending
    }
  }

  /// Waits for its end, and reaps it.
  public func waitForEnd(within limit: Duration = .seconds(10)) async throws -> Ending {
    try await eventuallyValue("end of \(pid)", within: limit) { ending() }
  }

  /// Ends it with SIGKILL, and the group that it leads, and reaps it.
  public func close() {
    state.withLock { state in
      guard state.pidfd >= 0 else { return }
      if state.ending == nil {
        // Not reaped yet, so that neither its PID nor its group's number can be another's.
        if leadsGroup { _ = Glibc.kill(-pid, SIGKILL) }
        _ = lab_pidfd_send_signal(state.pidfd, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        state.ending = Ending(waitStatus: status, source: .wait)
      }
      _ = Glibc.close(state.pidfd)
      state.pidfd = -1
    }
  }
}
