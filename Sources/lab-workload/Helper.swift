import CLinux
import Glibc

/// A process that a workload starts for itself: known by argv[0], told the rest in LAB_HELPER, so
/// that its command line stays what a learner should see. Helpers don't register.
struct Helper {
  enum Role: String {
    case loader, helper, tracer, locker, worker, clients
  }

  private var role: Role
  private var parent: pid_t
  private var settings: [String]

  /// The helper that this process was started as; nil for everybody else.
  init?(called: String) {
    guard Kind(link: called) == nil, let text = environment("LAB_HELPER") else { return nil }
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard words.count >= 2, let role = Role(rawValue: words[0]), let parent = pid_t(words[1])
    else { return nil }
    self.role = role
    self.parent = parent
    settings = Array(words.dropFirst(2))
    unsetenv("LAB_HELPER")
  }

  /// Starts one as a child of this process, in its process group, with default signals except for
  /// what this process found ignored. `input` is its descriptor 0, -1 for /dev/null.
  static func start(
    _ role: Role, named name: String, settings: [String] = [], input: Int32 = -1, ignored: UInt64
  ) -> pid_t? {
    let value = ([role.rawValue, String(getpid())] + settings).joined(separator: ",")
    var options = lab_spawn_defaults()
    options.ignore_signals = ignored
    options.fds = (input, 1, 2)
    var child: pid_t = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let path = Executable.link(comm(role)) ?? Executable.path
    let failure = withCStrings([name]) { argv in
      withCStrings(Executable.environment(adding: "LAB_HELPER=" + value)) { envp in
        path.withCString { path in
          options.path = path
          options.argv = UnsafePointer(argv)
          options.envp = UnsafePointer(envp)
          return lab_spawn(&options, &child, &pidfd, &stage)
        }
      }
    }
    if failure != 0 {
      errno = failure
      return nil
    }
    // Our own child: its number stays its own until we reap it.
    close(pidfd)
    return child
  }

  private static func comm(_ role: Role) -> String {
    switch role {
    case .loader: "lab-loader"
    case .tracer: "lab-tracer"
    case .worker: "lab-worker"
    case .helper, .locker, .clients: "lab-helper"
    }
  }

  func run() -> Never {
    lab_set_comm(Helper.comm(role))
    switch role {
    case .loader: load()
    case .helper, .worker: attend()
    case .clients: connect()
    case .tracer: trace()
    case .locker: lock()
    }
  }

  private var keeps: Bool { settings.first == "keep" }

  /// Five per cent of a CPU, until its parent is another one (unless it shall live on, for an hour).
  private func load() -> Never {
    let threads = settings.count > 1 ? Int32(settings[1]) ?? 0 : 0
    lab_threads_sleep(threads)
    if settings.count > 2, settings[2] == "helper" {
      _ = Helper.start(
        .helper, named: "dataloader_helper", settings: [keeps ? "keep" : "exit"],
        ignored: lab_signals_reset())
    }
    ready()
    let end = lab_monotonic() + 3600 * second
    while lab_monotonic() < end, keeps || getppid() == parent {
      lab_burn(5 * millisecond)
      poll(nil, 0, 95)
    }
    exit(0)
  }

  private func attend() -> Never {
    if role == .worker { ready() }
    let end = lab_monotonic() + 3600 * second
    while lab_monotonic() < end, keeps || getppid() == parent { poll(nil, 0, 100) }
    exit(0)
  }

  /// Holds idle connections to its parent: settings are address, port and how many.
  private func connect() -> Never {
    guard settings.count == 3, let port = Int32(settings[1]), let count = Int(settings[2]) else {
      exit(64)
    }
    // The parent's limit is the lesson; this process only needs room.
    lab_raise_descriptor_limit()
    for _ in 0..<count where lab_tcp_connect(settings[0], port) < 0 {
      writeAll(2, "lab-helper: connect: \(explain(errno))\n")
      break
    }
    ready()
    attend()
  }

  /// Holds its parent in a tracing stop, once the parent has closed the pipe on descriptor 0.
  private func trace() -> Never {
    var byte: UInt8 = 0
    while read(0, &byte, 1) < 0, errno == EINTR {}
    let seconds = settings.first.flatMap { UInt32($0) } ?? 10800
    if getppid() == parent, lab_trace(parent, seconds) < 0 {
      writeAll(2, "lab-tracer: ptrace: \(explain(errno))\n")
      exit(1)
    }
    exit(0)
  }

  /// Holds a lock, so that its parent hangs on it.
  private func lock() -> Never {
    let path = settings.joined(separator: ",")
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    if descriptor < 0 || flock(descriptor, LOCK_EX | LOCK_NB) < 0 { exit(1) }
    ready()
    let end = lab_monotonic() + 10800 * second
    while lab_monotonic() < end, getppid() == parent { poll(nil, 0, 100) }
    exit(0)
  }

  /// Tells the parent, which waits for the pipe on descriptor 0 to close.
  private func ready() {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    if null >= 0 {
      dup2(null, 0)
      close(null)
    }
  }
}

/// A pipe that helpers hold until they are ready.
struct ReadyPipe {
  private var ends: [Int32] = [-1, -1]

  init() {
    if lab_pipe(&ends) < 0 { ends = [-1, -1] }
  }

  /// What helpers get as descriptor 0.
  var input: Int32 { ends[1] }

  /// In a forked child: lets go.
  func leave() {
    close(ends[0])
    close(ends[1])
  }

  /// Waits until all of them let go, or for so long.
  mutating func waitAndClose(seconds: Double = 0.5) {
    guard ends[0] >= 0 else { return }
    close(ends[1])
    var wanted = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    let deadline = lab_monotonic() + nanoseconds(seconds)
    while lab_monotonic() < deadline, poll(&wanted, 1, Int32(seconds * 1000)) < 0, errno == EINTR {}
    close(ends[0])
    ends = [-1, -1]
  }
}
