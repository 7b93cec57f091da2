import CLinux
import Glibc
import Record
import Supervision

/// A program that the lab runs for itself: bash for a test, a sandbox for a verification.
///
/// Started through the spawn shim, like everything else; ended by its pidfd, never by name.
public struct Program: ~Copyable {
  /// A child of this program.
  public let pid: Int32
  private let pidfd: Int32

  /// - Parameters:
  ///   - arguments: With the program's absolute path first.
  ///   - name: What it is to be called, argv[0]; nil is the path.
  ///   - environment: `NAME=value`; complete.
  ///   - output: A file for standard output and standard error; nil is /dev/null.
  public init(
    _ arguments: [String], name: String? = nil, environment: [String: String],
    directory: String?, output: String?
  ) throws {
    let words = [name ?? arguments[0]] + arguments.dropFirst()
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    let path = strdup(arguments[0])
    let folder = directory.flatMap { strdup($0) }
    defer {
      for pointer in argv + envp { free(pointer) }
      free(path)
      free(folder)
    }
    var file: Int32 = -1
    if let output {
      file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      guard file >= 0 else {
        throw AttemptError("\(output): \(String(cString: strerror(errno)))")
      }
    }
    defer { if file >= 0 { close(file) } }
    var started: pid_t = 0
    var descriptor: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let status = argv.withUnsafeMutableBufferPointer { argv in
      envp.withUnsafeMutableBufferPointer { envp in
        var options = lab_spawn_defaults()
        options.path = UnsafePointer(path)
        options.argv = UnsafePointer(argv.baseAddress)
        options.envp = UnsafePointer(envp.baseAddress)
        options.cwd = UnsafePointer(folder)
        options.fds = (-1, file, file)
        options.pgid = 0
        return lab_spawn(&options, &started, &descriptor, &stage)
      }
    }
    guard status == 0 else {
      let step = stage.map { String(cString: $0) } ?? "spawn"
      throw AttemptError(
        "\(arguments[0]): can't be started: \(step): \(String(cString: strerror(status)))")
    }
    pid = started
    pidfd = descriptor
  }

  /// Starts a program as a supervisor would start it for a role; `awaitRegistration` and companions
  /// don't count here.
  init(_ spec: SpawnSpec) throws {
    guard let started = try ProcessStarter.start(spec).first else {
      throw AttemptError("\(spec.executable): nothing was started")
    }
    pid = started.pid
    pidfd = started.pidfd
  }

  /// Sets the nice value of its first thread alone, as renice(1) does with a PID.
  func renice(_ nice: Int32) throws {
    // Not waited for: the number is no other's.
    guard lab_set_nice(pid, nice) == 0 else {
      throw AttemptError("renice \(pid): \(String(cString: strerror(errno)))")
    }
  }

  /// Its wait status if it has ended within the time.
  public func wait(milliseconds: Int32) -> Int32? {
    var descriptor = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, milliseconds) > 0 else { return nil }
    var status: Int32 = 0
    return waitpid(pid, &status, 0) == pid ? status : nil
  }

  /// SIGKILL, and the reap.
  public func end() {
    _ = lab_pidfd_send_signal(pidfd, SIGKILL)
    _ = wait(milliseconds: 5000)
  }

  deinit { close(pidfd) }
}

/// Runs a program to its end and gives its exit status; 128 + n for signal n, 124 when it took
/// longer than the limit and was ended.
///
/// - Parameter environment: Complete; nil is this program's search path, and nothing else.
func runQuietly(
  _ arguments: [String], directory: String?, environment: [String: String]? = nil,
  limit: Int32 = 10_000
) throws -> Int32 {
  let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
  let program = try Program(
    arguments, environment: environment ?? ["PATH": path], directory: directory, output: nil)
  guard let status = program.wait(milliseconds: limit) else {
    program.end()
    return 124
  }
  return lab_wait_exited(status) != 0 ? lab_wait_code(status) : 128 + lab_wait_signal(status)
}

/// CLOCK_BOOTTIME, nanoseconds.
func boottime() -> UInt64 { lab_boottime() }
