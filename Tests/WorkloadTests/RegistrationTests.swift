import FoundationEssentials
import Glibc
import LabTestSupport
import Record
import Testing

@Suite(.timeLimit(.minutes(1))) struct RegistrationTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test func `it registers, waits for the answer, and reports over the same connection`()
    async throws
  {
    let supervisor = try Listener(bench.directory.path("lab.sock"))
    let trainer = try bench.start(
      "lab-train", ["--run", "bert-k7q"],
      environment: ["LAB_SOCK": bench.directory.path("lab.sock")])
    try await supervisor.accept()
    let greeting = try await supervisor.line()
    #expect(greeting == "{\"workload\":\"trainer\",\"run\":\"bert-k7q\",\"pid\":\(trainer.pid)}")
    // As it will be found: handlers installed, loaders below it.
    #expect(Kernel.has(SIGTERM, in: "SigCgt", of: trainer.pid))
    #expect(Kernel.children(of: trainer.pid).count == 2)
    supervisor.answer("ok\n")
    #expect(try await supervisor.line().contains("\"ev\":\"started\""))
    trainer.signal(SIGUSR1)
    while try await !supervisor.line().contains("\"signal\":\"USR1\"") {}
    #expect(try await supervisor.line().contains("\"ev\":\"dumped\""))
    supervisor.hangUp()
    trainer.signal(SIGTERM)
    #expect(try await trainer.waitForEnd().cause == .exited(code: 143))
  }

  @Test func `without an answer it goes on after 200 ms`() async throws {
    let supervisor = try Listener(bench.directory.path("lab.sock"))
    let clock = ContinuousClock()
    let begun = clock.now
    let sleeper = try bench.start(
      "lab-sleep", ["--secs", "0"], environment: ["LAB_SOCK": bench.directory.path("lab.sock")])
    #expect(try await sleeper.waitForEnd().cause == .exited(code: 0))
    #expect(clock.now - begun >= .milliseconds(200))
    _ = supervisor
  }
}

/// A listening unix socket with one connection.
final class Listener {
  private let listening: Int32
  private var connection: Int32 = -1
  private var buffer = ""

  init(_ path: String) throws {
    listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    _ = fcntl(listening, F_SETFD, FD_CLOEXEC)
    _ = fcntl(listening, F_SETFL, O_NONBLOCK)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(100)) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listening, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, listen(listening, 4) == 0 else { throw SystemError("bind \(path)") }
  }

  deinit {
    hangUp()
    close(listening)
  }

  func accept() async throws {
    connection = try await eventuallyValue("a connection") {
      let found = Glibc.accept(listening, nil, nil)
      return found >= 0 ? found : nil
    }
    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
    _ = fcntl(connection, F_SETFL, O_NONBLOCK)
  }

  func line() async throws -> String {
    try await eventuallyValue("a line") {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(connection, &bytes, bytes.count)
      if count > 0 { buffer += String(decoding: bytes[..<count], as: UTF8.self) }
      guard let end = buffer.firstIndex(of: "\n") else { return nil }
      defer { buffer = String(buffer[buffer.index(after: end)...]) }
      return String(buffer[..<end])
    }
  }

  func answer(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(connection, $0.baseAddress, $0.count) }
  }

  func hangUp() {
    if connection >= 0 { close(connection) }
    connection = -1
  }
}
