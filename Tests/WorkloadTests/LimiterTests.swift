import Glibc
import LabTestSupport
import Record
import Testing

@Suite(.timeLimit(.minutes(1))) struct LimiterTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  private func startBurner(_ arguments: [String] = []) async throws -> SpawnedProcess {
    let burner = try bench.start("lab-burn", arguments)
    try await bench.waitForEvent("started", of: burner.pid)
    return burner
  }

  private func limit(
    _ target: SpawnedProcess, _ arguments: [String] = [], options: SpawnedProcess.Options = .init()
  ) async throws -> SpawnedProcess {
    let limiter = try bench.start(
      "lab-limit", ["--pid", "\(target.pid)"] + arguments, options: options)
    try await bench.waitForEvent("limiting", of: limiter.pid)
    return limiter
  }

  private func ticks(_ pid: Int32) -> Int {
    [14, 15].compactMap { Kernel.stat(pid, $0).flatMap { Int($0) } }.reduce(0, +)
  }

  @Test(arguments: [(1, 20), (3, 50)])
  func `it holds a process to its percentage, all threads together`(
    threads: Int, percent: Int
  ) async throws {
    let burner = try await startBurner(["--threads", "\(threads)"])
    let limiter = try await limit(burner, ["--percent", "\(percent)"])
    let clock = ContinuousClock()
    let (begun, used) = (clock.now, ticks(burner.pid))
    try await eventually("two seconds") { clock.now - begun > .seconds(2) }
    let hundredths = Double(ticks(burner.pid) - used)
    let share = hundredths / ((clock.now - begun) / .seconds(1))
    // A busy machine may give it less, so much that it need not be stopped.
    #expect(share < Double(percent) + 15 && share > 1)
    limiter.signal(SIGTERM)
    #expect(try await limiter.waitForEnd().cause == .exited(code: 0))
    let said = try #require(
      bench.events("released").first.flatMap { Bench.number("percent", in: $0) })
    #expect(said < Double(percent) + 15 && said > 1)
  }

  @Test(arguments: [(SIGTERM, 0), (SIGINT, 130), (SIGHUP, 129)] as [(Int32, Int32)])
  func `it continues its target at its end`(signal: Int32, code: Int32) async throws {
    let burner = try await startBurner()
    let limiter = try await limit(burner, ["--percent", "1", "--period", "1000"])
    #expect(Kernel.mask(limiter.pid, "SigCgt") == bit(SIGTERM) | bit(SIGINT) | bit(SIGHUP))
    #expect(Kernel.mask(limiter.pid, "SigIgn") == 0)
    #expect(Kernel.status(limiter.pid, "Threads") == "1")
    try await eventually("stopped") { Kernel.state(burner.pid) == "T" }
    limiter.signal(signal)
    #expect(try await limiter.waitForEnd().cause == .exited(code: code))
    #expect(Kernel.state(burner.pid) != "T")
    #expect(bench.events("signal", of: limiter.pid).count == 1)
  }

  @Test func `an inherited ignore of HUP stays`() async throws {
    let burner = try await startBurner()
    var options = SpawnedProcess.Options()
    options.ignoredSignals = bit(SIGHUP)
    let limiter = try await limit(burner, options: options)
    #expect(Kernel.mask(limiter.pid, "SigIgn") == bit(SIGHUP))
    #expect(Kernel.mask(limiter.pid, "SigCgt") == bit(SIGTERM) | bit(SIGINT))
  }

  @Test func `it ends with its target, and when its time is over`() async throws {
    let burner = try await startBurner()
    let first = try await limit(burner, ["--secs", "0"])
    #expect(try await first.waitForEnd().cause == .exited(code: 0))
    #expect(Kernel.state(burner.pid) != "T")
    let second = try await limit(burner)
    burner.signal(SIGKILL)
    #expect(try await second.waitForEnd().cause == .exited(code: 0))
    #expect(bench.events("target_gone").first?.contains("\"target\":\(burner.pid),") == true)
  }

  @Test(arguments: [
    ("lab-limit --pid 1", 77, "PID 1 is not to be stopped"),
    ("exec lab-limit --pid $$", 77, "is this one, or one that this one was started by"),
    ("lab-limit --pid $$; exit $?", 77, "is this one, or one that this one was started by"),
    ("lab-limit --pid 4194304", 66, "there is no process 4194304"),
    ("lab-limit", 64, "--pid is needed"),
    ("lab-limit --pid $(lab-burn --secs 0 >&2 & echo $!; wait)", 66, "there is no process"),
  ])
  func `it refuses what it must not stop`(
    script: String, code: Int32, reason: String
  ) async throws {
    let descriptor = open(bench.directory.path("said"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    defer { close(descriptor) }
    var options = SpawnedProcess.Options()
    options.descriptors = [-1, -1, descriptor]
    let limiter = try bench.startShell(script + " || exit $?", options: options)
    #expect(try await limiter.waitForEnd().cause == .exited(code: code))
    #expect(try bench.directory.text("said").contains(reason))
    #expect(try bench.directory.text("said").split(separator: "\n").count == 1)
    #expect(bench.events("limiting").isEmpty)
  }

  @Test(.enabled(if: getuid() == 0 && access("/usr/bin/setpriv", X_OK) == 0))
  func `it refuses another user's process, also as root`() async throws {
    let foreign = try SpawnedProcess(
      "/usr/bin/setpriv",
      ["--reuid", "64998", "--regid", "64998", "--clear-groups", "/bin/sleep", "600"])
    try await eventually("its user") {
      Kernel.status(foreign.pid, "Uid")?.hasPrefix("64998") == true
    }
    let limiter = try bench.start("lab-limit", ["--pid", "\(foreign.pid)"], output: "said")
    #expect(try await limiter.waitForEnd().cause == .exited(code: 77))
    #expect(try bench.directory.text("said").contains("is another user's"))
  }
}
