import Glibc
import LabTestSupport
import Record
import Testing

@Suite(.timeLimit(.minutes(1))) struct TrainerSignalTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test func `HUP reads the settings again; bad ones are refused with their line`() async throws {
    try bench.directory.write("# ours\nlr=0.001\nbatch=32\n", to: "train.conf")
    let trainer = try await bench.startTrainer(["--config", "train.conf"])
    try bench.directory.write("lr = 0.00050\nbatch=32\n", to: "train.conf")
    trainer.signal(SIGHUP)
    let reloaded = try await bench.waitForEvent("reloaded")
    #expect(reloaded.contains("\"lr\":\"0.0005\",\"batch\":32,\"generation\":2"))
    try await eventually("state.json") {
      try bench.directory.text("state.json").contains("\"lr\": 0.0005")
    }
    try bench.directory.write("batch=32\nlr=fast\n", to: "train.conf")
    trainer.signal(SIGHUP)
    let refused = try await bench.waitForEvent("reload_failed")
    #expect(refused.contains("train.conf:2: lr must be a number above 0, not 'fast'"))
    try await eventually("the old settings stay") {
      let state = try bench.directory.text("state.json")
      return state.contains("\"lr\": 0.0005") && state.contains("\"config_generation\": 2")
    }
    #expect(trainer.ending() == nil)
  }

  @Test(arguments: [("lrr=1\n", 78), ("lr\n", 78)])
  func `a bad configuration at the start is an error`(text: String, code: Int32) async throws {
    try bench.directory.write(text, to: "bad.conf")
    let trainer = try bench.start("lab-train", ["--config", "bad.conf"], output: "output")
    #expect(try await trainer.waitForEnd().cause == .exited(code: code))
    #expect(try bench.directory.text("output").contains("bad.conf:1: "))
  }

  @Test func `HUP opens the log again`() async throws {
    let trainer = try await bench.startTrainer(["--log", "run.log"])
    #expect(rename(bench.directory.path("run.log"), bench.directory.path("old.log")) == 0)
    trainer.signal(SIGHUP)
    try await eventually("a new log") { !bench.files("run.log").isEmpty }
  }

  @Test func `USR1 dumps the status, USR2 saves, and it goes on`() async throws {
    let trainer = try await bench.startTrainer(["--run", "bert"])
    trainer.signal(SIGUSR1)
    #expect(try await bench.waitForEvent("dumped").contains("status_dump_1.txt"))
    #expect(try bench.directory.text("status_dump_1.txt").contains("pid=\(trainer.pid)\n"))
    trainer.signal(SIGUSR2)
    let saved = try await bench.waitForEvent("checkpoint")
    #expect(saved.contains("\"reason\":\"usr2\""))
    #expect(trainer.ending() == nil)
  }

  @Test func `a stop of the group costs no progress, and the gap is told`() async throws {
    let trainer = try await bench.startTrainer()
    let loaders = Kernel.children(of: trainer.pid)
    let clock = ContinuousClock()
    let begun = clock.now
    kill(-trainer.pid, SIGSTOP)
    try await eventually("all stopped") {
      ([trainer.pid] + loaders).allSatisfy { Kernel.state($0) == "T" }
    }
    // A condition of time itself: how long the stop is.
    try await eventually("one second") { clock.now - begun > .seconds(1) }
    kill(-trainer.pid, SIGCONT)
    let resumed = try await bench.waitForEvent("resumed")
    let gap = resumed.split(separator: ",").first { $0.hasPrefix("\"gap\":") }
    #expect(try #require(gap.flatMap { Double($0.dropFirst(6)) }) >= 1)
    let before = bench.events("epoch").count
    try await eventually("epochs") { bench.events("epoch").count > before }
  }

  @Test func `a CONT without a stop is only a signal`() async throws {
    let trainer = try await bench.startTrainer()
    trainer.signal(SIGCONT)
    try await bench.waitForEvent("signal", containing: "\"CONT\"")
    trainer.signal(SIGUSR1)
    try await bench.waitForEvent("dumped")
    #expect(bench.events("resumed").isEmpty)
  }

  @Test func `a lost loader is replaced`() async throws {
    let trainer = try await bench.startTrainer(["--workers", "2"])
    let loaders = Kernel.children(of: trainer.pid)
    #expect(loaders.count == 2)
    kill(loaders[1], SIGKILL)
    #expect(try await bench.waitForEvent("loader_lost").contains("\"how\":\"SIGKILL\""))
    #expect(try await bench.waitForEvent("loader_started").contains("\"index\":1"))
    let now = Kernel.children(of: trainer.pid)
    #expect(now.count == 2 && now.contains(loaders[0]) && !now.contains(loaders[1]))
  }

  @Test func `a closed pipe is noted, and it goes on`() async throws {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var options = SpawnedProcess.Options()
    options.descriptors = [-1, ends[1], -1]
    let trainer = try await bench.startTrainer(options: options)
    close(ends[1])
    close(ends[0])
    #expect(try await bench.waitForEvent("note").contains("standard output: Broken pipe"))
    #expect(trainer.ending() == nil)
    trainer.signal(SIGTERM)
    #expect(try await trainer.waitForEnd().cause == .exited(code: 143))
  }

  @Test func `a full disk is noted, and it goes on`() async throws {
    let trainer = try await bench.startTrainer(["--log", "/dev/full", "--workers", "0"])
    #expect(try await bench.waitForEvent("note").contains("No space left on device"))
    let before = bench.events("epoch").count
    try await eventually("epochs") { bench.events("epoch").count > before }
    #expect(bench.events("note").count == 1)
    #expect(trainer.ending() == nil)
  }
}
