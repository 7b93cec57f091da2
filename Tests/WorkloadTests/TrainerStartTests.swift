import FoundationEssentials
import Glibc
import LabTestSupport
import Record
import Testing

@Suite(.timeLimit(.minutes(1))) struct TrainerStartTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test func `it begins at an epoch with the files of a run that got there`() async throws {
    let trainer = try await bench.startTrainer(
      ["--start-epoch", "12", "--ckpt-every", "5", "--epoch-time", "600"],
      environment: ["LAB_ID": "n1"])
    #expect(
      bench.files("checkpoint") == ["checkpoint_epoch_005.json", "checkpoint_epoch_010.json"])
    let saved = try bench.directory.text("checkpoint_epoch_010.json")
    #expect(saved.contains("\"reason\": \"regular\"") && saved.contains("\"nonce\": \"n1\""))
    #expect(try bench.directory.text("train.log").split(separator: "\n").count == 12)
    #expect(try bench.directory.text("state.json").contains("\"epoch\": 12,"))
    #expect(bench.events("epoch").last?.contains("\"epoch\":12,") == true)
    // Older than the run, as they claim to be.
    var status = stat()
    #expect(stat(bench.directory.path("checkpoint_epoch_010.json"), &status) == 0)
    #expect(status.st_mtim.tv_sec < time(nil) - 50)
    #expect(trainer.ending() == nil)
  }

  @Test func `a resumed run has the loss that the first would have had`() async throws {
    let first = try bench.start(
      "lab-train", ["--run", "a", "--epochs", "4", "--ckpt-every", "2", "--epoch-time", "0.05"])
    #expect(try await first.waitForEnd().cause == .exited(code: 0))
    let wanted = try bench.directory.text("train.log").split(separator: "\n").map(loss)
    let second = try bench.start(
      "lab-train",
      [
        "--run", "b", "--epochs", "4", "--epoch-time", "0.05", "--out", "again", "--resume",
        "checkpoint_epoch_002.json",
      ])
    #expect(try await second.waitForEnd().cause == .exited(code: 0))
    let events = try bench.directory.text("again/events.jsonl").split(separator: "\n")
    #expect(events.first?.contains("\"ev\":\"resume_from\",\"epoch\":2") == true)
    let got = try bench.directory.text("again/train.log").split(separator: "\n").map(loss)
    #expect(got == Array(wanted[2...]))
  }

  private func loss(_ line: Substring) -> Substring? {
    line.split(separator: " ").first { $0.hasPrefix("loss=") }
  }

  @Test func `it resumes from the latest checkpoint, by number`() async throws {
    for epoch in [90, 100, 1000] {
      try bench.directory.write("{\"epoch\": \(epoch)}", to: "checkpoint_epoch_\(epoch).json")
    }
    let trainer = try await bench.startTrainer(["--resume", "latest"])
    #expect(bench.events("resume_from").first?.contains("\"epoch\":1000,") == true)
    #expect(trainer.ending() == nil)
  }

  @Test(arguments: [
    ("", "names no epoch"), ("{\"epoch\": -1}", "names no epoch"),
    ("{\"epoch\": 99999999999999999999}", "names no epoch"),
    ("{\"epoch\": 3, \"seed\": 7, \"loss\": 0.0001}", "damaged"),
  ])
  func `a checkpoint that is none is refused`(text: String, reason: String) async throws {
    try bench.directory.write(text, to: "c.json")
    let trainer = try bench.start("lab-train", ["--resume", "c.json"], output: "output")
    #expect(try await trainer.waitForEnd().cause == .exited(code: 66))
    #expect(try bench.directory.text("output").contains(reason))
  }

  @Test func `loaders, their threads and the helper are there when it reports`() async throws {
    let trainer = try bench.start(
      "lab-train", ["--workers", "3", "--loader-threads", "1", "--loader0-helper"])
    try await bench.waitForEvent("started", of: trainer.pid)
    let loaders = Kernel.children(of: trainer.pid)
    let names = loaders.compactMap(Kernel.commandLine).sorted()
    #expect(names == ["dataloader_worker_0", "dataloader_worker_1", "dataloader_worker_2"])
    for loader in loaders {
      #expect(Kernel.comm(loader) == "lab-loader")
      #expect(Kernel.status(loader, "Threads") == "2")
      // A program of several threads shows signal 33: glibc keeps it for itself.
      #expect(Kernel.caught(loader) == 0)
      #expect(Kernel.mask(loader, "SigIgn") == 0)
      #expect(Kernel.stat(loader, 5) == Kernel.stat(trainer.pid, 5))
    }
    let helpers = loaders.flatMap(Kernel.children)
    #expect(helpers.map(Kernel.comm) == ["lab-helper"])
    #expect(Kernel.status(trainer.pid, "Threads") == "1")
  }

  @Test func `a stale pid file is replaced, a living trainer's is not`() async throws {
    try bench.directory.write("999999999\n", to: "training.pid")
    let first = try await bench.startTrainer()
    #expect(try bench.directory.text("training.pid") == "\(first.pid)\n")
    let second = try await bench.startTrainer()
    #expect(try bench.directory.text("training.pid") == "\(first.pid)\n")
    second.signal(SIGTERM)
    #expect(try await second.waitForEnd().cause == .exited(code: 143))
    #expect(try bench.directory.text("training.pid") == "\(first.pid)\n")
  }

  @Test func `it writes no pid file if told so`() async throws {
    let trainer = try await bench.startTrainer(["--no-pid-file"])
    #expect(bench.files("training.pid").isEmpty)
    #expect(trainer.ending() == nil)
  }

  @Test(arguments: ["lock", "deaf"])
  func `it hangs at an epoch on a lock`(how: String) async throws {
    let trainer = try await bench.startTrainer(["--hang-at", "1", "--hang", how, "--workers", "0"])
    try await eventually("it waits for the lock") {
      let locks = FileManager.default.contents(atPath: "/proc/locks") ?? Data()
      return String(decoding: locks, as: UTF8.self).split(separator: "\n")
        .contains { $0.contains("-> FLOCK") && $0.contains(" \(trainer.pid) ") }
    }
    trainer.signal(SIGTERM)
    if how == "lock" {
      #expect(try await trainer.waitForEnd().cause == .exited(code: 143))
      return
    }
    try await bench.waitForEvent("signal", containing: "TERM")
    let holder = try #require(Kernel.children(of: trainer.pid).first)
    #expect(Kernel.comm(holder) == "lab-helper")
    let before = bench.events("epoch").count
    kill(holder, SIGTERM)
    try await eventually("it goes on") { bench.events("epoch").count > before }
  }
}
