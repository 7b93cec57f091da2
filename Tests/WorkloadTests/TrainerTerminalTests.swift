import Glibc
import LabTestSupport
import Record
import Testing

@Suite(.timeLimit(.minutes(1))) struct TrainerTerminalTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test func `on a terminal it is sparing; Ctrl-C comes from the kernel`() async throws {
    let terminal = try Terminal()
    let began = ContinuousClock.now
    let trainer = try await bench.startTrainer(options: terminal.options)
    try await eventually("some epochs") { bench.events("epoch").count > 4 }
    let seen = try await terminal.waitFor("epoch 0/9999 loss=")
    // One line each 10 seconds, of epochs of 0.2 seconds; a slow machine may take many of them.
    let allowed = 2 + Int((ContinuousClock.now - began).components.seconds) / 10
    #expect(seen.split(whereSeparator: \.isNewline).count { $0.hasPrefix("epoch") } <= allowed)
    terminal.type("\u{3}")
    #expect(try await trainer.waitForEnd().cause == .exited(code: 130))
    let signal = try #require(bench.events("signal").first)
    #expect(signal.contains("\"signal\":\"INT\",\"signo\":2,\"si_pid\":0"))
    #expect(signal.contains("\"si_code\":128"))
  }

  @Test(arguments: [true, false])
  func `it survives the loss of its terminal`(plain: Bool) async throws {
    var terminal: Terminal? = try Terminal()
    // A session leader would be hung up by the kernel; here HUP is ignored, as under nohup.
    var options = try #require(terminal).options
    options.ignoredSignals = bit(SIGHUP)
    let trainer = try await bench.startTrainer(
      ["--log", "t.log"] + (plain ? ["--plain"] : []), options: options)
    terminal = nil
    try await eventually("no terminal") { Kernel.stat(trainer.pid, 7) == "0" }
    let before = bench.events("epoch").count
    try await eventually("epochs") { bench.events("epoch").count > before + 2 }
    #expect(trainer.ending() == nil)
  }

  @Test func `a hang-up ends a plain one`() async throws {
    var terminal: Terminal? = try Terminal()
    let trainer = try await bench.startTrainer(
      ["--plain"], options: try #require(terminal).options)
    terminal = nil
    #expect(try await trainer.waitForEnd().cause == .signalled(signal: SIGHUP, core: false))
  }
}
