import Glibc

/// Connections to a port of this machine that are open at the same time.
struct Connections: ~Copyable {
  private var sockets: [Int32] = []

  /// How many were taken.
  var opened: Int { sockets.count }

  /// Opens them one after the other; one that isn't taken within two seconds is left out.
  ///
  /// - Parameter request: What each asks for by HTTP; nil says nothing.
  init(port: UInt16, times: Int, request: String?) {
    for _ in 0..<max(0, times) {
      guard let socket = Self.open(port) else { continue }
      if let request {
        let text = Array("GET \(request) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        _ = send(socket, text, text.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      sockets.append(socket)
    }
  }

  deinit { for socket in sockets { close(socket) } }

  /// Keeps them open for so long, thirty seconds at most.
  func hold(_ seconds: Double) { usleep(UInt32(max(0, min(30, seconds)) * 1_000_000)) }

  private static func open(_ port: UInt16) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
    guard descriptor >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if status == 0 { return descriptor }
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    var failure: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard errno == EINPROGRESS, poll(&entry, 1, 2000) > 0,
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &length) == 0, failure == 0
    else {
      close(descriptor)
      return nil
    }
    return descriptor
  }
}
