internal import CLinux
internal import Glibc
internal import ProcFS
internal import Record

/// A process to start, in the memory and the descriptors that the shim in C wants; they end with it.
final class SpawnPlan {
  private(set) var options = lab_spawn_defaults()
  private var strings: [UnsafeMutablePointer<CChar>] = []
  private var lists: [UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>] = []
  private var limits: UnsafeMutablePointer<lab_rlimit>?
  private var files: StandardFiles?
  /// The master of its own terminal, until somebody takes it.
  private var terminal: Int32 = -1

  /// - Throws: `SupervisionError` with code `spawn` for what can't be started as asked.
  init(_ spec: SpawnSpec, newSession: Bool) throws(SupervisionError) {
    guard spec.executable.hasPrefix("/") else {
      throw SupervisionError(.spawn, "not an absolute path: \(spec.executable)")
    }
    guard !spec.arguments.isEmpty else {
      throw SupervisionError(.spawn, "\(spec.executable): no argv[0] was given")
    }
    guard !ProcessStarter.hasNUL(spec) else {
      throw SupervisionError(.spawn, "\(spec.executable): a NUL byte in an argument or variable")
    }
    options.new_session = newSession ? 1 : 0
    options.pgid = !newSession && spec.newGroup ? 0 : -1
    if let nice = spec.nice {
      options.set_nice = 1
      options.nice = nice
    }
    if let policy = spec.policy {
      options.sched_policy = policy
      options.sched_priority = spec.realTimePriority
    }
    // `ionice -u` reaches the supervisor as well: what it starts begins without a class all the same.
    let inherited = (try? IOPriority(ofTask: 0))?.class
    options.ioprio = spec.ioPriority ?? (inherited == IOPriority.Class.none ? -1 : 0)
    options.affinity = spec.affinity ?? 0
    if let adjustment = spec.oomAdjustment { options.oom_score_adj = adjustment }
    options.ignore_signals = spec.ignoredSignals
    options.block_signals = spec.blockedSignals
    let values = try ProcessStarter.rlimits(spec.limits)
    if !values.isEmpty {
      let copy = UnsafeMutablePointer<lab_rlimit>.allocate(capacity: values.count)
      copy.initialize(from: values, count: values.count)
      limits = copy
      options.rlimits = UnsafePointer(copy)
      options.n_rlimits = Int32(values.count)
    }
    if spec.ownTerminal {
      var name = [CChar](repeating: 0, count: 64)
      var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
      let failure = lab_openpty(&terminal, &name, &size)
      guard failure == 0 else { throw ProcessStarter.failed("openpty", failure) }
      UnixSocket.setNonBlocking(terminal)
      let path = name.withUnsafeBufferPointer { $0.baseAddress.flatMap { strdup($0) } }
      if let path { strings.append(path) }
      options.terminal = path.map { UnsafePointer($0) }
    } else {
      let files = try StandardFiles(spec)
      self.files = files
      options.fds = (files.input, files.output, files.error)
    }
    options.path = UnsafePointer(kept(spec.executable))
    options.cwd = UnsafePointer(kept(spec.directory))
    options.argv = UnsafePointer(kept(spec.arguments))
    options.envp = UnsafePointer(
      kept(spec.environment.map { "\($0.key)=\($0.value)" }.sorted()))
  }

  deinit {
    for string in strings { free(string) }
    for list in lists { list.deallocate() }
    limits?.deallocate()
    files?.close()
    if terminal >= 0 { close(terminal) }
  }

  /// The master of its own terminal, which is the taker's from then on; nil where it has none.
  func takeTerminal() -> Int32? {
    defer { terminal = -1 }
    return terminal >= 0 ? terminal : nil
  }

  private func kept(_ text: String) -> UnsafeMutablePointer<CChar>? {
    let copy = strdup(text)
    if let copy { strings.append(copy) }
    return copy
  }

  /// A null-terminated list.
  private func kept(
    _ texts: [String]
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: texts.count + 1)
    for (index, text) in texts.enumerated() { (list + index).initialize(to: kept(text)) }
    (list + texts.count).initialize(to: nil)
    lists.append(list)
    return list
  }
}

/// Descriptors for 0, 1 and 2; -1 is /dev/null.
private struct StandardFiles {
  var input: Int32 = -1
  var output: Int32 = -1
  var error: Int32 = -1

  init(_ spec: SpawnSpec) throws(SupervisionError) {
    do {
      let append = O_WRONLY | O_APPEND | O_CREAT
      if let path = spec.standardInput { input = try StandardFiles.open(path, spec, O_RDONLY) }
      if let path = spec.standardOutput { output = try StandardFiles.open(path, spec, append) }
      if let path = spec.standardError {
        // Like `>file 2>&1`: one open file, not two.
        error =
          path == spec.standardOutput
          ? fcntl(output, F_DUPFD_CLOEXEC, 3) : try StandardFiles.open(path, spec, append)
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
