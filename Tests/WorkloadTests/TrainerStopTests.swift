import Glibc
import LabTestSupport
import Record
import Testing

@Suite(.timeLimit(.minutes(1))) struct TrainerStopTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test func `TERM saves the current epoch, ends the loaders, removes the pid file, exits 143`()
    async throws
  {
    let trainer = try await bench.startTrainer(
      ["--run", "bert", "--start-epoch", "4", "--ckpt-every", "100"],
      environment: ["LAB_ID": "nonce-1"])
    let loaders = Kernel.children(of: trainer.pid)
    #expect(loaders.map(Kernel.comm) == ["lab-loader", "lab-loader"])
    #expect(try bench.directory.text("training.pid") == "\(trainer.pid)\n")
    trainer.signal(SIGTERM)
    #expect(try await trainer.waitForEnd().cause == .exited(code: 143))
    // Reaped by the trainer itself, so not even zombies.
    #expect(loaders.allSatisfy { Kernel.state($0) == nil })
    #expect(bench.files("training.pid").isEmpty)
    let epoch = try #require(
      bench.events("epoch").last?.split(separator: ",").first { $0.hasPrefix("\"epoch\":") })
    let saved = try bench.directory.text(try #require(bench.files("checkpoint_epoch_").last))
    #expect(saved.contains("\"reason\": \"signal\""))
    #expect(saved.contains("\"nonce\": \"nonce-1\""))
    #expect(saved.contains("\"epoch\": \(epoch.dropFirst(8))"))
    #expect(bench.events("signal").first?.contains("\"si_pid\":\(getpid())") == true)
    #expect(bench.events("exiting").last?.contains("\"code\":143") == true)
  }

  @Test func `KILL leaves the pid file, and the loaders notice`() async throws {
    let trainer = try await bench.startTrainer()
    let loaders = Kernel.children(of: trainer.pid)
    trainer.signal(SIGKILL)
    #expect(try await trainer.waitForEnd().cause == .signalled(signal: SIGKILL, core: false))
    #expect(bench.files("training.pid") == ["training.pid"])
    #expect(bench.files("checkpoint").isEmpty)
    #expect(bench.events("exiting").isEmpty)
    try await eventually("loaders end") { loaders.allSatisfy(Kernel.isDead) }
  }

  @Test func `loaders that are kept live on as orphans`() async throws {
    let trainer = try await bench.startTrainer(["--orphan-loaders", "keep", "--workers", "3"])
    let loaders = Kernel.children(of: trainer.pid)
    #expect(loaders.count == 3)
    #expect(loaders.allSatisfy { Kernel.stat($0, 5) == String(trainer.pid) })
    trainer.signal(SIGKILL)
    _ = try await trainer.waitForEnd()
    // The group is the trainer's, and its number is taken as long as a loader lives.
    defer { for loader in loaders { kill(loader, SIGKILL) } }
    try await eventually("adopted") {
      loaders.allSatisfy { Kernel.stat($0, 4) != String(trainer.pid) }
    }
    #expect(!loaders.contains(where: Kernel.isDead))
  }

  @Test func `INT is as TERM with status 130`() async throws {
    let trainer = try await bench.startTrainer()
    trainer.signal(SIGINT)
    #expect(try await trainer.waitForEnd().cause == .exited(code: 130))
    #expect(bench.files("checkpoint").count == 1)
  }

  @Test func `a second INT ends it at once, without a checkpoint`() async throws {
    let trainer = try await bench.startTrainer(["--grace", "60"])
    trainer.signal(SIGINT)
    try await bench.waitForEvent("saving")
    // More than one, should this machine be so busy that 5 seconds pass in between.
    let ending = try await eventuallyValue("its end", every: .milliseconds(100)) {
      trainer.signal(SIGINT)
      return trainer.ending()
    }
    #expect(ending.cause == .exited(code: 130))
    #expect(bench.files("checkpoint").isEmpty)
    #expect(bench.files("training.pid") == ["training.pid"])
  }

  @Test func `an inherited ignore of INT and HUP stays`() async throws {
    var options = SpawnedProcess.Options()
    options.ignoredSignals = bit(SIGINT) | bit(SIGHUP)
    let trainer = try await bench.startTrainer(options: options)
    #expect(Kernel.has(SIGINT, in: "SigIgn", of: trainer.pid))
    #expect(Kernel.has(SIGHUP, in: "SigIgn", of: trainer.pid))
    trainer.signal(SIGINT)
    trainer.signal(SIGTERM)
    #expect(try await trainer.waitForEnd().cause == .exited(code: 143))
    #expect(bench.events("signal").count == 1)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGUSR1, SIGINT])
  func `a plain one has no handlers`(signal: Int32) async throws {
    let trainer = try await bench.startTrainer(["--plain"])
    #expect(Kernel.mask(trainer.pid, "SigCgt") == 0)
    #expect(Kernel.mask(trainer.pid, "SigIgn") == 0)
    trainer.signal(signal)
    #expect(try await trainer.waitForEnd().cause == .signalled(signal: signal, core: false))
  }

  @Test func `another status after TERM can be asked for`() async throws {
    let trainer = try await bench.startTrainer(["--term-exit", "0"])
    trainer.signal(SIGTERM)
    #expect(try await trainer.waitForEnd().cause == .exited(code: 0))
  }

  @Test func `XCPU saves and exits 152`() async throws {
    let trainer = try await bench.startTrainer()
    trainer.signal(SIGXCPU)
    #expect(try await trainer.waitForEnd().cause == .exited(code: 152))
    #expect(bench.files("checkpoint").count == 1)
  }

  @Test func `TERM that came while stopped is served at CONT`() async throws {
    let trainer = try await bench.startTrainer()
    trainer.signal(SIGSTOP)
    try await eventually("stopped") { Kernel.state(trainer.pid) == "T" }
    trainer.signal(SIGTERM)
    #expect(Kernel.has(SIGTERM, in: "ShdPnd", of: trainer.pid))
    trainer.signal(SIGCONT)
    #expect(try await trainer.waitForEnd().cause == .exited(code: 143))
    #expect(bench.files("checkpoint").count == 1)
  }

  @Test func `its last epoch ends it with status 0`() async throws {
    let trainer = try bench.start(
      "lab-train", ["--epochs", "3", "--epoch-time", "0.05"], output: "output")
    #expect(try await trainer.waitForEnd().cause == .exited(code: 0))
    #expect(bench.files("checkpoint") == ["checkpoint_epoch_003.json"])
    #expect(try bench.directory.text("output").contains("epoch 2/3 loss="))
    #expect(try bench.directory.text("train.log").split(separator: "\n").count == 3)
  }
}
