internal import Glibc
internal import ProcFS
internal import Record

/// Somebody who connected: nobody knows who until the first line.
final class Connection {
  enum Role {
    case unknown
    case client
    case workload(ProcessIdentity)
  }

  let descriptor: Int32
  /// As SO_PEERCRED says, unix(7).
  let peer: Int32
  /// Of the peer; -1 where there is none.
  var pidfd: Int32
  var role = Role.unknown
  /// A reply of its has to wait; its later lines wait with it.
  var isWaiting = false
  var lines = LineBuffer()
  /// The peer has hung up, or cannot be believed.
  var isAtEnd = false
  private var output: [UInt8] = []

  init(descriptor: Int32, peer: Int32, pidfd: Int32) {
    self.descriptor = descriptor
    self.peer = peer
    self.pidfd = pidfd
  }

  deinit {
    close(descriptor)
    if pidfd >= 0 { close(pidfd) }
  }

  /// Whether it waits for room to write.
  var wantsToWrite: Bool { !output.isEmpty }

  /// Takes in what has arrived, without waiting.
  func receive() {
    while !isAtEnd {
      var count = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 14) { buffer, initialized in
        count = recv(descriptor, buffer.baseAddress, 1 << 14, Int32(MSG_DONTWAIT))
        initialized = max(0, count)
      }
      if count > 0 {
        lines.append(chunk)
        if lines.isTooLong { isAtEnd = true }
        continue
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      isAtEnd = true
    }
  }

  /// Sends bytes, and keeps what doesn't go out at once.
  func send(_ bytes: [UInt8]) {
    output += bytes
    flush()
  }

  func flush() {
    while !output.isEmpty {
      let count = Glibc.send(
        descriptor, output, output.count,
        Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      guard count > 0 else {
        output = []
        isAtEnd = true
        return
      }
      output.removeFirst(count)
    }
  }
}
