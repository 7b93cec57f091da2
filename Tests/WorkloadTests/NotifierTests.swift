import Glibc
import LabTestSupport
import Record
import Testing

@Suite(.timeLimit(.minutes(1))) struct NotifierTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test(arguments: [false, true])
  func `notify tells when it is ready, and when it stops`(isAbstract: Bool) async throws {
    let name = isAbstract ? "@lab-test-\(getpid())" : bench.directory.path("notify")
    let manager = try NotifySocket(name)
    let service = try bench.start(
      "lab-notify", ["--run", "db", "--late", "0.3"], environment: ["NOTIFY_SOCKET": name])
    try await bench.waitForEvent("started")
    #expect(manager.message() == nil)
    let ready = try await bench.waitForEvent("ready")
    #expect(ready.contains("\"type\":\"notify\",\"notified\":\"yes\""))
    #expect(manager.message() == "READY=1\nSTATUS=run 'db' is ready")
    #expect(Kernel.mask(service.pid, "SigCgt") == bit(SIGTERM))
    #expect(Kernel.mask(service.pid, "SigIgn") == 0)
    #expect(Kernel.mask(service.pid, "SigBlk") == 0)
    #expect(Kernel.status(service.pid, "Threads") == "1")
    service.signal(SIGTERM)
    #expect(try await service.waitForEnd().cause == .exited(code: 0))
    #expect(manager.message() == "STOPPING=1\nSTATUS=stopping")
    #expect(bench.events("stopping").count == 1)
  }

  @Test(arguments: ["", "/nowhere/notify", "relative", "vsock:2:1", "@"])
  func `notify that nobody listens to lives on`(address: String) async throws {
    let service = try bench.start("lab-notify", environment: ["NOTIFY_SOCKET": address])
    #expect(try await bench.waitForEvent("ready").contains("\"notified\":\"no\""))
    service.signal(SIGTERM)
    #expect(try await service.waitForEnd().cause == .exited(code: 0))
  }

  @Test func `notify that is never ready says nothing, and ends at TERM`() async throws {
    let manager = try NotifySocket(bench.directory.path("notify"))
    let service = try bench.start(
      "lab-notify", ["--no-ready"], environment: ["NOTIFY_SOCKET": manager.address])
    try await bench.waitForEvent("started")
    service.signal(SIGTERM)
    #expect(try await service.waitForEnd().cause == .exited(code: 0))
    #expect(manager.message() == "STOPPING=1\nSTATUS=stopping")
    #expect(bench.events("ready").isEmpty)
  }

  @Test(arguments: [true, false])
  func `notify ends with the status that was asked for`(isReady: Bool) async throws {
    let manager = try NotifySocket(bench.directory.path("notify"))
    let service = try bench.start(
      "lab-notify", ["--exit", "7"] + (isReady ? [] : ["--no-ready"]),
      environment: ["NOTIFY_SOCKET": manager.address])
    #expect(try await service.waitForEnd().cause == .exited(code: 7))
    #expect(manager.message()?.hasPrefix("READY=1\n") == (isReady ? true : nil))
    #expect(bench.events("exiting").last?.contains("\"code\":7,") == true)
  }

  @Test(
    arguments: [([], 0), (["--late", "0.2", "--exit", "3"], 3), (["--exit", "9"], 9)]
      as [([String], Int32)])
  func `oneshot does its work and ends`(arguments: [String], code: Int32) async throws {
    let service = try bench.start("lab-notify", ["--type", "oneshot"] + arguments)
    #expect(try await service.waitForEnd().cause == .exited(code: code))
    #expect(bench.events("ready").first?.contains("\"type\":\"oneshot\"") == true)
  }

  @Test func `oneshot that is never done ends at TERM`() async throws {
    let service = try bench.start("lab-notify", ["--type", "oneshot", "--no-ready"])
    try await bench.waitForEvent("started")
    service.signal(SIGTERM)
    #expect(try await service.waitForEnd().cause == .exited(code: 0))
  }

  @Test func `a service's time is limited`() async throws {
    let service = try bench.start("lab-notify", ["--secs", "0"])
    #expect(try await service.waitForEnd().cause == .exited(code: 0))
  }

  // MARK: forking

  @Test func `forking ends once its daemon is ready, which is a daemon`() async throws {
    let starter = try bench.start(
      "lab-notify", ["--type", "forking", "--late", "0.3", "--pid-file", "service.pid"])
    #expect(try await starter.waitForEnd().cause == .exited(code: 0))
    let text = try bench.directory.text("service.pid")
    let daemon = try #require(Int32(text.dropLast()))
    defer { kill(daemon, SIGKILL) }
    #expect(try await bench.waitForEvent("started").hasSuffix("\"pid\":\(daemon)}"))
    #expect(bench.events("started").first?.contains("\"ppid\":\(starter.pid)") == true)
    #expect(daemon != starter.pid)
    #expect(Kernel.stat(daemon, 6) == String(daemon))
    #expect(Kernel.stat(daemon, 7) == "0")
    #expect(Kernel.stat(daemon, 4) != String(starter.pid))
    #expect(Kernel.mask(daemon, "SigCgt") == bit(SIGTERM))
    kill(daemon, SIGTERM)
    let end = try await bench.waitForEvent("exiting", of: daemon)
    #expect(end.contains("\"code\":0,"))
    #expect(bench.files("service.pid").isEmpty)
  }

  @Test func `forking that fails leaves no daemon`() async throws {
    let starter = try bench.start("lab-notify", ["--type", "forking", "--exit", "5"])
    #expect(try await starter.waitForEnd().cause == .exited(code: 5))
    let daemon = try #require(bench.events("started").first.flatMap(Bench.pid(of:)))
    #expect(Kernel.isDead(daemon))
  }

  @Test func `forking that is never ready hangs with its daemon`() async throws {
    let starter = try bench.start("lab-notify", ["--type", "forking", "--no-ready"])
    let line = try await bench.waitForEvent("started")
    let daemon = try #require(Bench.pid(of: line))
    #expect(Kernel.children(of: starter.pid) == [daemon])
    #expect(starter.ending() == nil)
    kill(daemon, SIGTERM)
    #expect(try await starter.waitForEnd().cause == .exited(code: 1))
  }
}

/// A manager's end of NOTIFY_SOCKET.
private final class NotifySocket {
  let address: String
  private let descriptor: Int32

  init(_ address: String) throws {
    self.address = address
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &name.sun_path) { path in
      path.copyBytes(from: address.utf8.prefix(100))
      if address.hasPrefix("@") { path[0] = 0 }
    }
    let length = MemoryLayout<sa_family_t>.size + address.utf8.count
    let bound = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(length))
      }
    }
    guard bound == 0 else { throw SystemError("bind \(address)") }
  }

  deinit { close(descriptor) }

  func message() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count >= 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
