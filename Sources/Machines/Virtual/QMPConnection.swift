internal import CLinux
internal import Glibc

/// A conversation with a running QEMU over its protocol's socket.
final class QMPConnection {
  private let descriptor: Int32
  private var bytes: [UInt8] = []

  /// Connects and leaves the greeting behind.
  ///
  /// - Parameters:
  ///   - limit: QEMU makes the socket a moment after its start.
  /// - Throws: `unreachable`.
  init(_ path: String, limit: Duration = .seconds(10)) throws(MachineError) {
    let deadline = ContinuousClock.now + limit
    while true {
      let socket = lab_socket_connect(path)
      if socket >= 0 {
        descriptor = socket
        break
      }
      guard ContinuousClock.now < deadline else {
        throw MachineError.call(.unreachable, "QEMU's monitor \(path)")
      }
      usleep(10_000)
    }
    guard case .greeting = try next(before: deadline) else {
      throw MachineError(.channel, "QEMU does not begin with its greeting")
    }
    _ = try ask(QMPMessage.command("qmp_capabilities"), limit: limit)
  }

  deinit { close(descriptor) }

  /// Takes or restores a snapshot, and other commands of the monitor for people.
  ///
  /// - Throws: `failed` with what QEMU says, where it says something: these commands are silent when
  ///   they succeed.
  func monitor(_ line: String, limit: Duration = .seconds(120)) throws(MachineError) {
    let said = try ask(QMPMessage.monitor(line), limit: limit) ?? ""
    let text = said.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard text.isEmpty else { throw MachineError(.failed, "QEMU: \(line): \(text)") }
  }

  /// Lets QEMU end, its files written.
  func quit() throws(MachineError) {
    _ = try ask(QMPMessage.command("quit"), limit: .seconds(10))
  }

  private func ask(
    _ line: [UInt8], limit: Duration
  ) throws(MachineError) -> String? {
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 || errno == EINTR else {
        throw MachineError.call(.unreachable, "QEMU's monitor")
      }
      rest = rest.dropFirst(max(0, count))
    }
    let deadline = ContinuousClock.now + limit
    while true {
      switch try next(before: deadline) {
      case .answer(let text): return text
      case .refusal(let why): throw MachineError(.failed, "QEMU refuses: \(why)")
      case .event, .greeting: continue
      }
    }
  }

  private func next(before deadline: ContinuousClock.Instant) throws(MachineError)
    -> QMPMessage
  {
    while true {
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(bytes[..<end])
        bytes.removeFirst(end + 1)
        return try QMPMessage(line: line)
      }
      guard bytes.count < 1 << 20 else {
        throw MachineError(.channel, "QEMU's line is longer than any may be")
      }
      let left = deadline - .now
      guard left > .zero else {
        throw MachineError(.unreachable, "QEMU's monitor does not answer")
      }
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&entry, 1, Int32(clamping: 1 + Int64(left / .milliseconds(1))))
      guard ready > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 1 << 14)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 || errno != EINTR {
        throw MachineError(.unreachable, "QEMU has ended")
      }
    }
  }
}
