import Glibc
import LabTestSupport
import Record

/// A TCP connection to a server under test.
final class HTTPClient {
  private let descriptor: Int32
  /// Ends with its last client.
  private let server: TestServer
  private(set) var received = ""
  private(set) var isClosed = false

  init(_ server: TestServer) throws {
    self.server = server
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(server.port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw SystemError("connect to port \(server.port)") }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit { close(descriptor) }

  func send(_ bytes: some Collection<UInt8>) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EAGAIN, errno != EINTR {
        return
      }
    }
  }

  func send(_ text: String) { send(text.utf8) }

  /// Says that nothing more will be sent.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Takes in what has come.
  func receive() {
    var bytes = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(descriptor, &bytes, bytes.count, 0)
      if count > 0 {
        received += String(decoding: bytes[..<count], as: UTF8.self)
        continue
      }
      if count == 0 || (errno != EAGAIN && errno != EINTR) { isClosed = true }
      return
    }
  }

  /// Waits for a text among what comes, and takes everything up to it away.
  @discardableResult
  func waitFor(_ text: String) async throws -> String {
    try await eventuallyValue("'\(text)' in '\(received)'") {
      receive()
      var end = received.startIndex
      guard let found = find(text) else { return nil }
      end = found
      defer { received = String(received[end...]) }
      return String(received[..<end])
    }
  }

  private func find(_ text: String) -> String.Index? {
    let (haystack, needle) = (Array(received.utf8), Array(text.utf8))
    guard haystack.count >= needle.count else { return nil }
    for start in 0...(haystack.count - needle.count)
    where Array(haystack[start..<start + needle.count]) == needle {
      return received.utf8.index(received.startIndex, offsetBy: start + needle.count)
    }
    return nil
  }

  func waitForClose() async throws {
    try await eventually("the connection is closed") {
      receive()
      return isClosed
    }
  }
}

/// A lab-serve under test, ended with the last reference to it.
final class TestServer {
  let process: SpawnedProcess
  let port: Int
  var pid: Int32 { process.pid }

  init(_ process: SpawnedProcess, port: Int) {
    self.process = process
    self.port = port
  }

  func signal(_ number: Int32) { process.signal(number) }
  func ending() -> Ending? { process.ending() }
  func waitForEnd() async throws -> Ending { try await process.waitForEnd() }
  func connect() throws -> HTTPClient { try HTTPClient(self) }

  /// One request on one connection: everything that is answered.
  func ask(_ request: String) async throws -> String {
    let client = try connect()
    client.send(request)
    client.finish()
    try await client.waitForClose()
    return client.received
  }
}

extension Bench {
  /// Starts a server on a free port, and waits until it listens.
  func startServer(
    _ arguments: [String] = [], output: String? = nil, options: SpawnedProcess.Options = .init()
  ) async throws -> TestServer {
    let process = try start(
      "lab-serve", ["--port", "0"] + arguments, output: output, options: options)
    let line = try await waitForEvent("listening", of: process.pid)
    guard let port = Bench.number("port", in: line) else { throw SystemError("no port", code: 0) }
    return TestServer(process, port: Int(port))
  }
}
