import Glibc
import LabTestSupport
import Testing

@testable import Attempts

@Suite struct ConnectionsTests {
  /// A socket that listens on a free port of 127.0.0.1.
  private func listener() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) + listen(descriptor, 64)
          + getsockname(descriptor, $0, &length)
      }
    }
    guard status == 0 else { throw SystemError("listen") }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  @Test func `they are all open at the same time, and say what was asked`() throws {
    let (descriptor, port) = try listener()
    defer { close(descriptor) }
    let connections = Connections(port: port, times: 5, request: "/health")
    #expect(connections.opened == 5)
    let peer = accept(descriptor, nil, nil)
    defer { close(peer) }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = recv(peer, &buffer, buffer.count, 0)
    #expect(
      String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        .hasPrefix("GET /health HTTP/1.1\r\n"))
    connections.hold(0)
  }

  @Test func `where nobody listens none is taken`() throws {
    let (descriptor, port) = try listener()
    close(descriptor)
    let connections = Connections(port: port, times: 3, request: nil)
    #expect(connections.opened == 0)
  }
}
