import Glibc
import LabTestSupport
import Record
import Testing

@Suite(.timeLimit(.minutes(1))) struct AskTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test func `the end of input is status 1`() async throws {
    let ask = try bench.start("lab-ask", output: "output")
    #expect(try await ask.waitForEnd().cause == .exited(code: 1))
    #expect(try bench.directory.text("output").contains("no answer: end of input"))
    #expect(bench.events("code").isEmpty)
  }

  @Test func `a line on the terminal brings the code that it reports`() async throws {
    let terminal = try Terminal()
    let ask = try bench.start("lab-ask", ["--epochs", "37"], options: terminal.options)
    _ = try await terminal.waitFor("Continue with 37 epochs?")
    terminal.type("yes\n")
    _ = try await terminal.waitFor("'yes' is not that number.")
    terminal.type("37\n")
    let seen = try await terminal.waitFor("Your code is ")
    #expect(try await ask.waitForEnd().cause == .exited(code: 0))
    let code = try #require((seen + terminal.shown()).split(separator: " ").last).prefix(6)
    #expect(try #require(bench.events("code").first).contains("\"code\":\"\(code)\""))
  }

  @Test func `in the background it is stopped by TTIN, in the foreground it goes on`() async throws
  {
    let terminal = try Terminal()
    let shell = try bench.startShell(
      "set -m; lab-ask & wait; fg; echo done=$?", options: terminal.options)
    let pid = try await eventuallyValue("the question") {
      bench.events("asked").first.flatMap(Bench.pid(of:))
    }
    // `wait` returns once the job is stopped, so that fg follows by itself.
    _ = try await terminal.waitFor("Type a number: ")
    try await eventually("in the foreground") {
      Kernel.stat(pid, 8) == Kernel.stat(pid, 5) && Kernel.state(pid) == "S"
    }
    terminal.type("5\n")
    _ = try await terminal.waitFor("done=0")
    #expect(shell.pid != pid)
  }
}

extension Bench {
  /// An interactive enough bash with the links on its PATH.
  func startShell(_ script: String, options: SpawnedProcess.Options) throws -> SpawnedProcess {
    var options = options
    options.directory = directory.path
    return try SpawnedProcess(
      "/bin/bash", ["-c", script],
      environment: ["PATH": "\(linkPath):/usr/bin:/bin", "LAB_SOCK": directory.path("no.sock")],
      options: options)
  }

  /// The process that an event line is of.
  static func pid(of line: String) -> Int32? {
    line.split(separator: ":").last.flatMap { Int32($0.dropLast()) }
  }
}
