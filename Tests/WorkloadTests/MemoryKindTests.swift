import Glibc
import LabTestSupport
import Record
import Testing

/// The kinds that are about memory, threads, files and families.
@Suite(.timeLimit(.minutes(1))) struct MemoryKindTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test func `alloc really has its memory, its reserve not, and its threads`() async throws {
    let alloc = try bench.start(
      "lab-alloc", ["--mb", "40", "--reserve", "500", "--threads", "4"],
      environment: ["LAB_ID": "n1"])
    try await bench.waitForEvent("started")
    let resident = try #require(kilobytes(alloc.pid, "VmRSS"))
    #expect(resident > 40 * 1024 && resident < 70 * 1024)
    #expect(try #require(kilobytes(alloc.pid, "VmSize")) > 540 * 1024)
    #expect(Kernel.status(alloc.pid, "Threads") == "4")
    #expect(Kernel.caught(alloc.pid) == 0)
  }

  private func kilobytes(_ pid: Int32, _ key: String) -> Int? {
    Kernel.status(pid, key)?.split(separator: " ").first.flatMap { Int($0) }
  }

  @Test func `fork shares what its children don't touch`() async throws {
    let parent = try bench.start("lab-fork", ["--mb", "32", "--children", "2", "--touch", "50%"])
    try await bench.waitForEvent("started")
    let children = Kernel.children(of: parent.pid)
    #expect(children.count == 2)
    let pss = ([parent.pid] + children).compactMap { pid in
      Kernel.text(pid, "smaps_rollup")?.split(separator: "\n").first { $0.hasPrefix("Pss:") }?
        .split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
    let sum = pss.reduce(0, +) / 1024
    #expect(sum >= 64 && sum < 90)
    parent.signal(SIGTERM)
    #expect(try await parent.waitForEnd().cause == .exited(code: 143))
    #expect(children.allSatisfy { Kernel.state($0) == nil })
  }

  @Test(arguments: [
    ("lab-alloc", ["--mb", "1024"]), ("lab-fork", ["--mb", "1024", "--touch", "9"]),
  ])
  func `memory beyond a limit is refused with status 12`(
    link: String, arguments: [String]
  ) async throws {
    let process = try bench.startShell(
      "ulimit -v 200000; exec \(link) \(arguments.joined(separator: " "))", options: .init())
    #expect(try await process.waitForEnd().cause == .exited(code: 12))
  }

  @Test func `threads sleep in one process`() async throws {
    let threads = try bench.start("lab-threads", ["--n", "7"])
    try await bench.waitForEvent("started")
    #expect(Kernel.status(threads.pid, "Threads") == "8")
    #expect(Kernel.children(of: threads.pid).isEmpty)
  }

  @Test func `an orphan tells who adopted it`() async throws {
    let parent = try bench.start("lab-orphan", ["--after", "0.1"])
    #expect(try await parent.waitForEnd().cause == .exited(code: 0))
    let note = try await bench.waitForEvent("note")
    let child = try #require(Bench.pid(of: note))
    defer { kill(child, SIGKILL) }
    let adopter = try #require(Kernel.stat(child, 4))
    #expect(note.contains("\"ppid_before\":\(parent.pid),\"ppid_after\":\(adopter)"))
  }

  @Test func `the logger holds its log on a descriptor, and reopens it at HUP`() async throws {
    let logger = try bench.start("lab-logger", ["--append", "--fd", "9"])
    try await bench.waitForEvent("started")
    #expect(target(logger.pid, 9) == bench.directory.path("app.log"))
    #expect(rename(bench.directory.path("app.log"), bench.directory.path("app.1")) == 0)
    logger.signal(SIGHUP)
    try await bench.waitForEvent("reloaded")
    #expect(target(logger.pid, 9) == bench.directory.path("app.log"))
    try await eventually("lines") { try bench.directory.text("app.log").contains("line ") }
  }

  @Test func `a log without a name goes on`() async throws {
    let logger = try bench.start("lab-logger", ["--unlink", "--fd", "5"])
    try await bench.waitForEvent("started")
    #expect(target(logger.pid, 5)?.hasSuffix("app.log (deleted)") == true)
    #expect(bench.files("app").isEmpty)
  }

  private func target(_ pid: Int32, _ descriptor: Int32) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { chars in
        chars.baseAddress.map { readlink("/proc/\(pid)/fd/\(descriptor)", $0, 4096) } ?? -1
      }
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  @Test func `io writes at its rate, and TERM is a clean end`() async throws {
    let io = try bench.start("lab-io", ["--rate", "50", "--threads", "3"])
    try await bench.waitForEvent("started")
    #expect(Kernel.status(io.pid, "Threads") == "3")
    try await eventually("a megabyte") { size("io.dat") > 1 << 20 }
    io.signal(SIGTERM)
    #expect(try await io.waitForEnd().cause == .exited(code: 0))
    #expect(bench.events("note").first?.contains("\"bytes\":") == true)
  }

  private func size(_ name: String) -> Int {
    var status = stat()
    return stat(bench.directory.path(name), &status) == 0 ? Int(status.st_size) : 0
  }

  @Test func `a burner burns, and TERM has its default action`() async throws {
    let burner = try bench.start("lab-burn", ["--threads", "2", "--duty", "50"])
    try await bench.waitForEvent("started")
    #expect(Kernel.status(burner.pid, "Threads") == "2")
    #expect(Kernel.caught(burner.pid) == bit(SIGXCPU))
    try await eventually("CPU time") {
      Kernel.stat(burner.pid, 14).flatMap { Int($0) }.map { $0 > 10 } ?? false
    }
    burner.signal(SIGTERM)
    #expect(try await burner.waitForEnd().cause == .signalled(signal: SIGTERM, core: false))
  }
}
