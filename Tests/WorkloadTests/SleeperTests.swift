import Glibc
import LabTestSupport
import Record
import Testing

@Suite(.timeLimit(.minutes(1))) struct SleeperTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test(arguments: [("lab-sleep", []), ("lab-workload", ["sleeper"])])
  func `it has one thread and catches, blocks and ignores nothing`(
    link: String, kind: [String]
  ) async throws {
    // The Swift runtime would install handlers for crashes, were it asked to.
    let sleeper = try bench.start(link, kind, environment: ["SWIFT_BACKTRACE": "enable=yes"])
    try await bench.waitForEvent("started", of: sleeper.pid)
    #expect(Kernel.mask(sleeper.pid, "SigCgt") == 0)
    #expect(Kernel.mask(sleeper.pid, "SigBlk") == 0)
    #expect(Kernel.mask(sleeper.pid, "SigIgn") == 0)
    #expect(Kernel.status(sleeper.pid, "Threads") == "1")
    #expect(Kernel.comm(sleeper.pid) == "lab-sleep")
    #expect(Kernel.commandLine(sleeper.pid)?.hasSuffix("lab-sleep") == true)
    #expect(Kernel.children(of: sleeper.pid) == [])
    sleeper.signal(SIGTERM)
    #expect(try await sleeper.waitForEnd().cause == .signalled(signal: SIGTERM, core: false))
  }

  @Test func `inherited ignores and blocks stay`() async throws {
    var options = SpawnedProcess.Options()
    options.ignoredSignals = bit(SIGHUP) | bit(SIGINT)
    options.blockedSignals = bit(SIGUSR1)
    let sleeper = try bench.start("lab-sleep", options: options)
    try await bench.waitForEvent("started", of: sleeper.pid)
    #expect(Kernel.mask(sleeper.pid, "SigIgn") == bit(SIGHUP) | bit(SIGINT))
    #expect(Kernel.mask(sleeper.pid, "SigBlk") == bit(SIGUSR1))
  }

  @Test func `a traced one is in state t, deaf to CONT and TERM, not to KILL`() async throws {
    let sleeper = try bench.start("lab-sleep", ["--traced"])
    try await eventually("state t") { Kernel.state(sleeper.pid) == "t" }
    let tracer = try #require(Kernel.status(sleeper.pid, "TracerPid").flatMap { Int32($0) })
    #expect(Kernel.comm(tracer) == "lab-tracer")
    #expect(Kernel.stat(tracer, 4) == String(sleeper.pid))
    sleeper.signal(SIGCONT)
    sleeper.signal(SIGTERM)
    try await eventually("TERM pending") { Kernel.has(SIGTERM, in: "ShdPnd", of: sleeper.pid) }
    #expect(Kernel.state(sleeper.pid) == "t")
    sleeper.signal(SIGKILL)
    #expect(try await sleeper.waitForEnd().cause == .signalled(signal: SIGKILL, core: false))
    try await eventually("the tracer is gone") { Kernel.isDead(tracer) }
  }

  @Test func `its time is limited`() async throws {
    let sleeper = try bench.start("lab-sleep", ["--secs", "0"])
    #expect(try await sleeper.waitForEnd().cause == .exited(code: 0))
    #expect(bench.events("exiting").first?.contains("\"code\":0") == true)
  }
}
