internal import CLinux
internal import Glibc
internal import Record

/// A process that was just started; its owner closes the descriptors.
struct StartedProcess {
  var pid: Int32
  var pidfd: Int32
  /// The master of its own terminal, non-blocking; nil where it has none.
  var terminal: Int32?
}

/// Starts processes as `SpawnSpec` says, through lab_spawn.
enum ProcessStarter {
  /// - Throws: `SupervisionError` with code `spawn`, naming the step and the file.
  static func start(_ spec: SpawnSpec) throws(SupervisionError) -> StartedProcess {
    guard spec.executable.hasPrefix("/") else {
      throw SupervisionError(.spawn, "not an absolute path: \(spec.executable)")
    }
    guard !spec.arguments.isEmpty else {
      throw SupervisionError(.spawn, "\(spec.executable): no argv[0] was given")
    }
    guard !hasNUL(spec) else {
      throw SupervisionError(.spawn, "\(spec.executable): a NUL byte in an argument or variable")
    }
    var options = lab_spawn_defaults()
    options.new_session = spec.newSession ? 1 : 0
    options.pgid = !spec.newSession && spec.newGroup ? 0 : -1
    if let nice = spec.nice {
      options.set_nice = 1
      options.nice = nice
    }
    options.affinity = spec.affinity ?? 0
    options.ignore_signals = spec.ignoredSignals
    options.block_signals = spec.blockedSignals
    let limits = try rlimits(spec.limits)

    var master: Int32 = -1
    var name = [CChar](repeating: 0, count: 64)
    if spec.ownTerminal {
      var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
      let failure = lab_openpty(&master, &name, &size)
      guard failure == 0 else { throw failed("openpty", failure) }
      UnixSocket.setNonBlocking(master)
    }
    let files: Files
    do {
      files = try Files(spec)
    } catch {
      if master >= 0 { close(master) }
      throw error
    }
    defer { files.close() }
    if !spec.ownTerminal { options.fds = (files.input, files.output, files.error) }

    var pid: Int32 = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let environment = spec.environment.map { "\($0.key)=\($0.value)" }.sorted()
    let failure = withCStrings(spec.arguments) { argv in
      withCStrings(environment) { envp in
        spec.executable.withCString { path in
          spec.directory.withCString { directory in
            limits.withUnsafeBufferPointer { limits in
              name.withUnsafeBufferPointer { name in
                options.path = path
                options.argv = argv
                options.envp = envp
                options.cwd = directory
                options.terminal = spec.ownTerminal ? name.baseAddress : nil
                options.rlimits = limits.baseAddress
                options.n_rlimits = Int32(limits.count)
                return lab_spawn(&options, &pid, &pidfd, &stage)
              }
            }
          }
        }
      }
    }
    guard failure == 0 else {
      if master >= 0 { close(master) }
      let step = stage.map { String(cString: $0) } ?? ""
      let object = step == "chdir" ? spec.directory : spec.executable
      throw failed("\(step) \(object)", failure)
    }
    return StartedProcess(pid: pid, pidfd: pidfd, terminal: master >= 0 ? master : nil)
  }

  /// The kernel's names of limits, as `/proc/PID/limits` spells them; getrlimit(2).
  static let resources: [String: Int32] = [
    "Max cpu time": 0, "Max file size": 1, "Max data size": 2, "Max stack size": 3,
    "Max core file size": 4, "Max resident set": 5, "Max processes": 6, "Max open files": 7,
    "Max locked memory": 8, "Max address space": 9, "Max file locks": 10,
    "Max pending signals": 11, "Max msgqueue size": 12, "Max nice priority": 13,
    "Max realtime priority": 14, "Max realtime timeout": 15,
  ]

  private static func rlimits(
    _ limits: [String: LimitFacts]
  ) throws(SupervisionError) -> [lab_rlimit] {
    var result: [lab_rlimit] = []
    for (name, limit) in limits.sorted(by: { $0.key < $1.key }) {
      guard let resource = resources[name] else {
        throw SupervisionError(.spawn, "no such limit: \(name)")
      }
      result.append(
        lab_rlimit(
          resource: resource, soft: limit.soft ?? UInt64.max, hard: limit.hard ?? UInt64.max))
    }
    return result
  }

  private static func hasNUL(_ spec: SpawnSpec) -> Bool {
    let texts =
      [spec.executable, spec.directory] + spec.arguments
      + spec.environment.map { $0.key + $0.value }
    return texts.contains { $0.utf8.contains(0) }
  }

  private static func failed(_ step: String, _ number: Int32) -> SupervisionError {
    SupervisionError(.spawn, "\(step): \(String(cString: strerror(number)))", errno: number)
  }

  /// Descriptors for 0, 1 and 2; -1 is /dev/null.
  private struct Files {
    var input: Int32 = -1
    var output: Int32 = -1
    var error: Int32 = -1

    init(_ spec: SpawnSpec) throws(SupervisionError) {
      do {
        let append = O_WRONLY | O_APPEND | O_CREAT
        if let path = spec.standardInput { input = try Files.open(path, spec, O_RDONLY) }
        if let path = spec.standardOutput { output = try Files.open(path, spec, append) }
        if let path = spec.standardError {
          // Like `>file 2>&1`: one open file, not two.
          error =
            path == spec.standardOutput
            ? fcntl(output, F_DUPFD_CLOEXEC, 3) : try Files.open(path, spec, append)
        }
      } catch {
        close()
        throw error
      }
    }

    func close() {
      for descriptor in [input, output, error] where descriptor >= 0 { Glibc.close(descriptor) }
    }

    private static func open(
      _ path: String, _ spec: SpawnSpec, _ flags: Int32
    ) throws(SupervisionError) -> Int32 {
      let full = path.hasPrefix("/") ? path : "\(spec.directory)/\(path)"
      // Without waiting for the other end of a FIFO; the process itself sees plain flags.
      let descriptor = Glibc.open(full, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o666)
      guard descriptor >= 0 else { throw .call(.spawn, "open \(full)") }
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
      return descriptor
    }
  }
}

/// Lends the strings as a null-terminated argv.
func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
