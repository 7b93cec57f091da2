internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import ProcFS
internal import Synchronization

/// Programs that the outside runs for a machine.
enum HelperProgram {
  /// Those that this program has started and not reaped.
  private static let started = Mutex<Set<pid_t>>([])

  /// Reaps those that have ended, so that none stays a zombie of a prompt that lives on.
  static func reap() {
    started.withLock { pids in pids = pids.filter { waitpid($0, nil, WNOHANG) == 0 } }
  }

  /// Starts a keeper, and reads which process the machine's own is.
  ///
  /// - Parameters:
  ///   - words: With the keeper's absolute path first.
  ///   - log: A file for its standard error.
  ///   - isEnvironmentKept: Whether it has the caller's environment; else it has hardly any.
  /// - Throws: `failed`, with what the keeper says.
  static func process(
    of words: [String], log: String, isEnvironmentKept: Bool = false
  ) throws(MachineError) -> ProcessIdentity {
    let line = try firstLine(of: words, log: log, isEnvironmentKept: isEnvironmentKept)
    let fields = line.split(separator: " ")
    guard fields.count == 2, let pid = Int32(fields[0]), let start = UInt64(fields[1]),
      let boot = try? ProcRoot().bootID()
    else {
      let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      let last = said.split(whereSeparator: \.isNewline).last.map { String($0).trimmed }
      let why = line.hasPrefix("! ") ? String(line.dropFirst(2)) : last ?? "its keeper said nothing"
      throw MachineError(.failed, "the machine can't be started: \(why)")
    }
    return ProcessIdentity(boot: boot, pid: pid, startTimeTicks: start)
  }

  /// Starts a program that goes on by itself, and reads the first line that it writes.
  ///
  /// - Parameters:
  ///   - words: With the program's absolute path first.
  ///   - log: A file for its standard error.
  ///   - limit: How long the line may take.
  ///   - isEnvironmentKept: Whether it has the caller's environment; else it has hardly any.
  static func firstLine(
    of words: [String], log: String, limit: Duration = .seconds(20),
    isEnvironmentKept: Bool = false
  ) throws(MachineError) -> String {
    var pipe: [Int32] = [-1, -1]
    guard lab_pipe(&pipe) == 0 else { throw MachineError.call(.failed, "pipe") }
    defer { close(pipe[0]) }
    let file = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else {
      close(pipe[1])
      throw MachineError.call(.files, log)
    }
    var pid: pid_t = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let failure = withCStrings(words) { argv in
      withCStrings(["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"]) { envp in
        words[0].withCString { path in
          "/".withCString { root in
            var options = lab_spawn_defaults()
            options.path = path
            options.argv = argv
            options.envp = isEnvironmentKept ? UnsafePointer(environ) : envp
            options.cwd = root
            options.fds = (-1, pipe[1], file)
            // The terminal's hang-up is not the machine's.
            options.new_session = 1
            return lab_spawn(&options, &pid, &pidfd, &stage)
          }
        }
      }
    }
    close(pipe[1])
    close(file)
    guard failure == 0 else {
      throw MachineError(.failed, "\(words[0]): \(String(cString: strerror(failure)))")
    }
    close(pidfd)
    started.withLock { _ = $0.insert(pid) }
    defer { reap() }
    return line(from: pipe[0], within: limit)
  }

  private static func line(from descriptor: Int32, within limit: Duration) -> String {
    var bytes: [UInt8] = []
    let deadline = ContinuousClock.now + limit
    while bytes.last != UInt8(ascii: "\n"), bytes.count < 4096 {
      let parts = max(deadline - .now, .zero).components
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
      guard poll(&entry, 1, Int32(clamping: milliseconds)) > 0 else { break }
      var byte: UInt8 = 0
      guard read(descriptor, &byte, 1) == 1 else { break }
      bytes.append(byte)
    }
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
