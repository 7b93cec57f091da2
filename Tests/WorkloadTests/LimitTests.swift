import Glibc
import LabTestSupport
import Record
import Testing

/// What the kinds of memory and CPU time say when the kernel gives no more.
@Suite(.timeLimit(.minutes(1))) struct LimitTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test(arguments: ["-v 200000", "-d 150000"])
  func `alloc says what it wanted, what it got, and why`(limit: String) async throws {
    let alloc = try bench.startShell(
      "ulimit \(limit); exec lab-alloc --mb 300", options: .init())
    #expect(try await alloc.waitForEnd().cause == .exited(code: 12))
    let refused = try #require(bench.events("refused").first)
    #expect(refused.contains("\"errno\":\"ENOMEM\",\"mb\":300,"))
    // Step by step: close to the limit, not at the first byte, and not above it.
    #expect(try #require(Bench.number("held", in: refused)) >= 60)
    let peak = try #require(Bench.number("hwm-kb", in: refused))
    #expect(peak > 60 * 1024 && peak < 200_000)
    let exiting = try #require(bench.events("exiting").first)
    #expect(exiting.contains("\"code\":12,\"errno\":\"ENOMEM\",\"mb\":300,"))
    #expect(Bench.number("hwm-kb", in: exiting) == peak)
  }

  @Test func `alloc that ends in time tells its peak`() async throws {
    let alloc = try bench.start("lab-alloc", ["--mb", "20", "--secs", "0"])
    #expect(try await alloc.waitForEnd().cause == .exited(code: 0))
    let exiting = try #require(bench.events("exiting").first)
    #expect(try #require(Bench.number("hwm-kb", in: exiting)) > 20 * 1024)
  }

  @Test(arguments: [true, false])
  func `alloc of an attempt is known once it has its memory, any other from the start`(
    isOfAttempt: Bool
  ) async throws {
    let supervisor = try Listener(bench.directory.path("lab.sock"))
    let alloc = try bench.start(
      "lab-alloc", ["--mb", "100"],
      environment: [
        "LAB_SOCK": bench.directory.path("lab.sock"), "LAB_ID": isOfAttempt ? "n1" : "",
      ])
    try await supervisor.accept()
    _ = try await supervisor.line()
    // It waits for the answer, 200 ms at most.
    let peak = try #require(
      Kernel.status(alloc.pid, "VmHWM")?.split(separator: " ").first.flatMap { Int($0) })
    if isOfAttempt { #expect(peak > 100 * 1024) }
    supervisor.answer("ok\n")
    #expect(try await supervisor.line().contains("\"ev\":\"started\""))
  }

  @Test func `a soft CPU limit is told to the burner, which notes it and exits 152`() async throws {
    let burner = try bench.startShell(
      "export LAB_ID=n7; ulimit -St 1; exec lab-burn --run wave", options: .init())
    #expect(try await burner.waitForEnd().cause == .exited(code: 152))
    let limit = try #require(bench.events("cpu_limit").first)
    #expect(limit.contains("\"sender\":\"kernel\""))
    // The kernel's limit counts in ticks, which may be a little ahead of the clock.
    let seconds = try #require(Bench.number("seconds", in: limit))
    #expect(seconds > 0.8 && seconds < 1.9)
    let note = try bench.directory.text("cpu_limit.txt")
    #expect(note.hasPrefix("seconds=") && note.contains("\nsender=kernel\nrun=wave\n"))
    #expect(note.hasSuffix("\npid=\(burner.pid)\nnonce=n7\n"))
    let exiting = try #require(bench.events("exiting").first)
    #expect(exiting.contains("\"code\":152,"))
    #expect(Bench.number("seconds", in: exiting) == seconds)
  }

  @Test func `XCPU from somebody else is no limit`() async throws {
    let burner = try bench.start("lab-burn", ["--duty", "10"])
    try await bench.waitForEvent("started")
    burner.signal(SIGXCPU)
    #expect(try await burner.waitForEnd().cause == .exited(code: 152))
    #expect(bench.events("cpu_limit").first?.contains("\"sender\":\"\(getpid())\"") == true)
    #expect(try bench.directory.text("cpu_limit.txt").contains("sender=\(getpid())\n"))
  }

  @Test func `a hard CPU limit of the same value kills before it is told`() async throws {
    let burner = try bench.startShell("ulimit -t 1; exec lab-burn", options: .init())
    #expect(try await burner.waitForEnd().cause == .signalled(signal: SIGKILL, core: false))
    #expect(bench.files("cpu_limit").isEmpty)
  }

  @Test func `a trainer leaks each epoch, up to its bound`() async throws {
    let trainer = try await bench.startTrainer(["--leak", "8", "--leak-max", "20"])
    try await eventually("20 MiB more") { resident(trainer.pid) > 20 * 1024 }
    let count = bench.events("epoch").count
    try await eventually("more epochs") { bench.events("epoch").count > count + 3 }
    // Its own anonymous pages, without what it shares.
    #expect(resident(trainer.pid) < 26 * 1024)
  }

  @Test func `a leak that is refused ends no training`() async throws {
    let trainer = try bench.startShell(
      "ulimit -v 300000; exec lab-train --epochs 99 --epoch-time 0.05 --leak 100 --cpu 5",
      options: .init())
    try await bench.waitForEvent("note", containing: "Cannot allocate memory")
    let count = bench.events("epoch").count
    try await eventually("more epochs") { bench.events("epoch").count > count + 3 }
    #expect(bench.events("note").count == 1)
    trainer.signal(SIGTERM)
    #expect(try await trainer.waitForEnd().cause == .exited(code: 143))
  }

  private func resident(_ pid: Int32) -> Int {
    Kernel.status(pid, "RssAnon")?.split(separator: " ").first.flatMap { Int($0) } ?? 0
  }

  @Test func `a trainer's threads are threads of one process`() async throws {
    let trainer = try await bench.startTrainer(["--threads", "4"])
    #expect(Kernel.status(trainer.pid, "Threads") == "4")
    #expect(Kernel.children(of: trainer.pid).count == 2)
    trainer.signal(SIGTERM)
    #expect(try await trainer.waitForEnd().cause == .exited(code: 143))
  }

  @Test func `a service without a place for files leaves none in the home folder`() async throws {
    let home = bench.directory.path
    let sleeper = try bench.start(
      "lab-sleep", ["--secs", "0"], environment: ["HOME": home, "INVOCATION_ID": "0a"])
    #expect(try await sleeper.waitForEnd().cause == .exited(code: 0))
    #expect(bench.files("events").isEmpty)
    let placed = try bench.start(
      "lab-sleep", ["--secs", "0", "--out", home],
      environment: ["HOME": home, "INVOCATION_ID": "0a"])
    #expect(try await placed.waitForEnd().cause == .exited(code: 0))
    #expect(bench.events("exiting").count == 1)
  }
}
