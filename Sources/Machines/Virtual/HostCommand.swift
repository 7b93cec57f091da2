internal import CLinux
internal import Glibc
internal import ProcFS

/// A program of the host that a virtual machine needs: QEMU, qemu-img, tar, build-image.
///
/// Held by a pidfd, started through the spawn shim, ended by identity.
struct HostCommand: ~Copyable {
  /// Which process it is.
  let identity: ProcessIdentity
  private let pidfd: Int32
  /// For poll(2): readable once it has ended.
  var descriptor: Int32 { pidfd }

  /// Where its output goes.
  enum Output {
    /// Nowhere.
    case nothing
    /// Both streams to the end of a file.
    case file(String)
    /// Both streams to this descriptor.
    case descriptor(Int32)
    /// Standard output to this descriptor, standard error to the caller's own.
    case split(Int32)
  }

  /// - Parameters:
  ///   - arguments: The program first, with its absolute path.
  ///   - folder: Where it is run; nil stays here.
  ///   - detached: In a session of its own, so that it outlives the caller's terminal.
  ///   - endsWithCaller: Whether it is ended when the thread that starts it ends.
  /// - Throws: `failed`, naming the step.
  init(
    _ arguments: [String], folder: String? = nil, output: Output = .nothing, detached: Bool = false,
    endsWithCaller: Bool = false
  ) throws(MachineError) {
    guard let program = arguments.first else { throw MachineError(.failed, "nothing to start") }
    var opened: Int32 = -1
    var options = lab_spawn_defaults()
    switch output {
    case .nothing: break
    case .file(let path):
      opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard opened >= 0 else { throw MachineError.call(.files, path) }
      options.fds = (-1, opened, opened)
    case .descriptor(let number): options.fds = (-1, number, number)
    case .split(let number): options.fds = (-1, number, STDERR_FILENO)
    }
    defer { if opened >= 0 { close(opened) } }
    options.new_session = detached ? 1 : 0
    options.dies_with_parent = endsWithCaller ? 1 : 0
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let directory = folder.flatMap { strdup($0) }
    defer {
      for word in words { free(word) }
      free(directory)
    }
    var pid: pid_t = 0
    var descriptor: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let failure = words.withUnsafeMutableBufferPointer { argv in
      options.path = UnsafePointer(argv[0])
      options.argv = UnsafePointer(argv.baseAddress)
      options.envp = UnsafePointer(environ)
      options.cwd = UnsafePointer(directory)
      return lab_spawn(&options, &pid, &descriptor, &stage)
    }
    guard failure == 0 else {
      let step = stage.map { String(cString: $0) } ?? "spawn"
      throw MachineError(
        .failed, "\(program): can't be started: \(step): \(String(cString: strerror(failure)))")
    }
    let found: ProcessIdentity
    do {
      found = try ProcRoot().identity(of: pid)
    } catch {
      _ = lab_pidfd_send_signal(descriptor, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
      close(descriptor)
      throw MachineError(.failed, "\(program): can't be identified: \(error)")
    }
    pidfd = descriptor
    identity = found
  }

  deinit { close(pidfd) }

  /// Its exit status once it has ended, 128 + n after signal n; nil while it runs.
  func status(within limit: Duration = .zero) -> Int32? {
    var entry = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    let deadline = ContinuousClock.now + limit
    while true {
      let left = max(.zero, deadline - .now)
      let milliseconds = Int32(clamping: Int64(left / .milliseconds(1)))
      let count = poll(&entry, 1, milliseconds)
      if count > 0 { break }
      if count == 0, ContinuousClock.now >= deadline { return nil }
      if count < 0, errno != EINTR { return nil }
    }
    var status: Int32 = 0
    guard waitpid(identity.pid, &status, 0) == identity.pid else { return nil }
    return lab_wait_exited(status) != 0 ? lab_wait_code(status) : 128 + lab_wait_signal(status)
  }

  /// SIGKILL, and the reap; a process that the kernel does not let go of is left to it.
  func end() {
    _ = lab_pidfd_send_signal(pidfd, SIGKILL)
    _ = status(within: .seconds(5))
  }

  /// Where a program is, by PATH and the folders of system programs.
  static func find(_ name: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin", "/sbin"]
    for folder in folders where folder.hasPrefix("/") {
      let file = "\(folder)/\(name)"
      if access(file, X_OK) == 0 { return file }
    }
    return nil
  }

  /// Runs a program to its end.
  ///
  /// - Parameter limit: Then it is ended, and its status is 124.
  /// - Returns: its status and the first 64 KiB of what it wrote, both streams together.
  static func run(
    _ arguments: [String], folder: String? = nil, limit: Duration = .seconds(60)
  ) throws(MachineError) -> (status: Int32, text: String) {
    var ends: [Int32] = [-1, -1]
    guard lab_pipe(&ends) == 0 else { throw MachineError.call(.failed, "pipe") }
    let reading = ends[0]
    defer { close(reading) }
    let command: HostCommand
    do throws(MachineError) {
      command = try HostCommand(arguments, folder: folder, output: .descriptor(ends[1]))
    } catch {
      close(ends[1])
      throw error
    }
    close(ends[1])
    _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    let deadline = ContinuousClock.now + limit
    var status: Int32?
    while status == nil {
      status = command.status(within: .milliseconds(5))
      while true {
        let count = read(reading, &buffer, buffer.count)
        guard count > 0 else { break }
        if text.count < 1 << 16 { text += buffer[..<count] }
      }
      if status == nil, ContinuousClock.now > deadline {
        command.end()
        status = 124
      }
    }
    return (status ?? 124, String(decoding: text, as: UTF8.self))
  }
}
