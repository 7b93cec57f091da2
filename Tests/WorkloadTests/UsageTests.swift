import Glibc
import LabTestSupport
import Record
import Testing

@Suite(.timeLimit(.minutes(1))) struct UsageTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test(arguments: [
    ("lab-train", ["--wrokers", "2"], "unknown option '--wrokers'; did you mean '--workers'?"),
    (
      "lab-train", ["--workers", "many"], "--workers takes a whole number from 0 to 32, not 'many'"
    ),
    ("lab-train", ["--workers"], "--workers needs a value (L)"),
    ("lab-train", ["--gpu", "auto"], "unknown option '--gpu'; did you mean '--cpu'?"),
    ("lab-sleep", ["60"], "unexpected '60'; options begin with --"),
    ("lab-sleep", ["--traced=x"], "--traced takes no value"),
    ("lab-mask", ["--sig", "TREM"], "--sig takes a signal such as TERM, not 'TREM'"),
    ("lab-mask", ["--sig", "KILL", "--as", "catch"], "SIGKILL can only have its default action"),
    ("lab-workload", ["slepper"], "unknown kind 'slepper'; did you mean 'sleeper'?"),
  ])
  func `wrong usage is one clear line and status 64`(
    link: String, arguments: [String], message: String
  ) async throws {
    let process = try bench.start(link, arguments, output: "output")
    #expect(try await process.waitForEnd().cause == .exited(code: 64))
    #expect(try bench.directory.text("output").hasSuffix(": \(message)\n"))
    #expect(try bench.directory.text("output").split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    "trainer", "burner", "alloc", "sleeper", "stuck", "zombie", "orphan", "fork", "mask", "ignore",
    "ask", "logger", "threads", "io", "forker", "fdleak", "locker",
    "limiter", "notifier", "server",
  ])
  func `every kind explains itself in 80 columns or few more`(kind: String) async throws {
    let process = try bench.start("lab-workload", [kind, "--help"], output: "output")
    #expect(try await process.waitForEnd().cause == .exited(code: 0))
    let text = try bench.directory.text("output")
    #expect(text.hasPrefix("Usage: lab-"))
    #expect(text.contains("--run NAME"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 96 })
    // Asking for help leaves nothing behind.
    #expect(bench.files("events").isEmpty)
  }

  @Test func `a directory that is not writable only costs the files`() async throws {
    let sleeper = try bench.start("lab-sleep", ["--secs", "0", "--out", "/proc/self"])
    #expect(try await sleeper.waitForEnd().cause == .exited(code: 0))
  }
}
