import Glibc
import Supervision

/// A connection of somebody who keeps to no protocol.
final class RawConnection {
  private let descriptor: Int32

  init?(to path: String) {
    guard let descriptor = UnixSocket.connect(to: path) else { return nil }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// What comes until the other end hangs up, or nothing comes for ten seconds.
  func readToEnd() -> String? {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, 10_000) > 0 else { return nil }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count <= 0 { return String(decoding: text, as: UTF8.self) }
      text += buffer[..<count]
    }
  }
}
