import Glibc
import LabTestSupport
import Record
import Testing

/// The kinds that are about signals: mask, ignore, zombie, stuck.
@Suite(.timeLimit(.minutes(1))) struct SignalKindTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test(arguments: ["default", "ignore", "catch", "block"], [SIGHUP, SIGQUIT, SIGALRM, SIGTERM])
  func `mask treats one signal as asked, and no other`(how: String, signal: Int32) async throws {
    var options = SpawnedProcess.Options()
    options.ignoredSignals = bit(signal)
    let mask = try bench.start("lab-mask", ["--sig", "\(signal)", "--as", how], options: options)
    try await bench.waitForEvent("started", of: mask.pid)
    #expect(Kernel.mask(mask.pid, "SigIgn") == (how == "ignore" ? bit(signal) : 0))
    #expect(Kernel.mask(mask.pid, "SigCgt") == (how == "catch" ? bit(signal) : 0))
    #expect(Kernel.mask(mask.pid, "SigBlk") == (how == "block" ? bit(signal) : 0))
    mask.signal(signal)
    switch how {
    case "catch": try await bench.waitForEvent("signal", containing: "\"signo\":\(signal),")
    case "block":
      try await eventually("pending") { Kernel.has(signal, in: "ShdPnd", of: mask.pid) }
    case "default":
      let cause = try await mask.waitForEnd().cause
      let wanted = [true, false].map { Ending.Cause.signalled(signal: signal, core: $0) }
      #expect(wanted.contains(cause))
      return
    default: break
    }
    #expect(mask.ending() == nil)
  }

  @Test(arguments: [("HUP", SIGHUP), ("QUIT", SIGQUIT), ("USR2", SIGUSR2), ("ALRM", SIGALRM)])
  func `ignore cleans up at its signal only`(name: String, signal: Int32) async throws {
    let ignore = try bench.start("lab-ignore", ["--clean-on", name], environment: ["LAB_ID": "n9"])
    try await bench.waitForEvent("started")
    #expect(bench.files("temp_").count == 3)
    ignore.signal(SIGTERM)
    ignore.signal(SIGINT)
    #expect(Kernel.mask(ignore.pid, "SigIgn") == bit(SIGTERM) | bit(SIGINT))
    ignore.signal(signal)
    #expect(try await ignore.waitForEnd().cause == .exited(code: 0))
    #expect(bench.files("temp_").isEmpty)
    #expect(try bench.directory.text("clean").contains("nonce=n9\n"))
    #expect(bench.events("signal").count == 1)
  }

  @Test func `ignore that is killed leaves its files`() async throws {
    let ignore = try bench.start("lab-ignore")
    try await bench.waitForEvent("started")
    ignore.signal(SIGKILL)
    _ = try await ignore.waitForEnd()
    #expect(bench.files("temp_").count == 3)
    #expect(bench.files("clean").isEmpty)
  }

  @Test(arguments: [("CHLD", SIGCHLD), ("USR1", SIGUSR1)])
  func `zombies stay until the signal to reap them`(name: String, signal: Int32) async throws {
    let zombie = try bench.start("lab-zombie", ["--n", "4", "--reap-on", name])
    try await bench.waitForEvent("started")
    let children = Kernel.children(of: zombie.pid)
    #expect(children.map(Kernel.state) == ["Z", "Z", "Z", "Z"])
    #expect(bench.events("reaped").isEmpty)
    zombie.signal(signal)
    #expect(try await bench.waitForEvent("reaped").contains("\"n\":4,"))
    #expect(children.allSatisfy { Kernel.state($0) == nil })
    #expect(zombie.ending() == nil)
  }

  @Test func `a deaf parent never reaps, and TERM ends it`() async throws {
    var options = SpawnedProcess.Options()
    options.ignoredSignals = bit(SIGCHLD)
    let zombie = try bench.start("lab-zombie", ["--n", "2", "--deaf"], options: options)
    try await bench.waitForEvent("started")
    zombie.signal(SIGCHLD)
    #expect(Kernel.children(of: zombie.pid).map(Kernel.state) == ["Z", "Z"])
    #expect(Kernel.mask(zombie.pid, "SigCgt") == 0)
    zombie.signal(SIGTERM)
    #expect(try await zombie.waitForEnd().cause == .signalled(signal: SIGTERM, core: false))
  }

  @Test func `stuck is in D until its child is released, then serves TERM`() async throws {
    let stuck = try bench.start("lab-stuck", ["--fifo", "gate"], environment: ["LAB_ID": "n3"])
    try await eventually("state D") { Kernel.state(stuck.pid) == "D" }
    stuck.signal(SIGTERM)
    try await eventually("pending") { Kernel.has(SIGTERM, in: "ShdPnd", of: stuck.pid) }
    let child = try #require(Kernel.children(of: stuck.pid).first)
    #expect(Kernel.comm(child) == "lab-helper")
    let gate = open(bench.directory.path("gate"), O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    #expect(write(gate, "go\n", 3) == 3)
    close(gate)
    #expect(try await stuck.waitForEnd().cause == .exited(code: 0))
    #expect(try bench.directory.text("stuck_result") == "released\nnonce=n3\n")
    #expect(bench.events("signal").count == 1)
  }

  @Test func `KILL ends a stuck one, and its child notices`() async throws {
    let stuck = try bench.start("lab-stuck")
    try await eventually("state D") { Kernel.state(stuck.pid) == "D" }
    let child = try #require(Kernel.children(of: stuck.pid).first)
    stuck.signal(SIGKILL)
    #expect(try await stuck.waitForEnd().cause == .signalled(signal: SIGKILL, core: false))
    try await eventually("the child ends") { Kernel.isDead(child) }
    #expect(bench.files("stuck_result").isEmpty)
  }
}
