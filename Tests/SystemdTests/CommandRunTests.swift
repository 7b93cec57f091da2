import LabTestSupport
import Systemd
import Testing

@Suite struct CommandRunTests {
  static let environment = ["PATH": "/usr/bin:/bin"]

  private func shell(_ script: String, limit: Duration = .seconds(10)) throws -> CommandRun {
    try CommandRun(["sh", "-c", script], environment: Self.environment, limit: limit)
  }

  @Test func `both outputs and the status come back`() throws {
    let outcome = try #require(try shell("echo out; echo wrong >&2; exit 7").wait())
    #expect(outcome.status == 7)
    #expect(outcome.output == Array("out\n".utf8))
    #expect(outcome.complaint == "wrong")
    #expect(!outcome.isLate)
  }

  @Test func `a poll loop advances it, and it never waits`() async throws {
    let run = try shell("sleep 0.2; echo late")
    #expect(!run.advance())
    #expect(run.descriptors.count == 3)
    try await eventually { run.advance() }
    #expect(run.outcome?.output == Array("late\n".utf8))
    #expect(run.descriptors == [])
  }

  @Test func `more than a pipe holds is no reason to stand still, more than the limit is dropped`()
    throws
  {
    let outcome = try #require(try shell("head -c 3000000 /dev/zero").wait())
    #expect(outcome.status == 0)
    #expect(outcome.output.count == CommandRun.outputLimit)
  }

  @Test func `what takes too long is ended`() throws {
    let outcome = try #require(try shell("sleep 60", limit: .milliseconds(100)).wait())
    #expect(outcome.isLate)
    #expect(outcome.status == 128 + 9)
  }

  @Test func `a child that keeps the pipe open keeps nobody waiting`() throws {
    let clock = ContinuousClock()
    let began = clock.now
    let outcome = try #require(try shell("sleep 5 & echo done").wait())
    #expect(outcome.output == Array("done\n".utf8))
    #expect(clock.now - began < .seconds(4))
  }

  @Test func `a program that isn't there is absent, one that can't be run says why`() throws {
    let absent = #expect(throws: SystemdError.self) {
      _ = try CommandRun(["no-such-program"], environment: Self.environment, limit: .seconds(1))
    }
    #expect(absent?.code == .absent)
    let folder = try TemporaryDirectory()
    let error = #expect(throws: SystemdError.self) {
      _ = try CommandRun(
        ["sh"], environment: Self.environment, directory: folder.path("none"), limit: .seconds(1))
    }
    #expect(error?.text == "chdir: No such file or directory")
  }
}
