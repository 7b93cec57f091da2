import CLinux
import Glibc

/// A client's connection: what came in and is not read yet, what has to go out.
final class Connection {
  let descriptor: Int32
  let peer: String
  private(set) var input: [UInt8] = []
  private(set) var output: [UInt8] = []
  private var sent = 0
  /// The client has said all that it will say.
  private(set) var isAtEnd = false
  private(set) var isLost = false
  /// To be closed once everything went out.
  var closes = false
  /// An answer that is being worked on, and when it will be ready.
  var pending: (reply: [UInt8], due: UInt64)?
  private var wasContinued = false
  /// Until when what still comes in is read and thrown away: who closes on unread bytes resets the
  /// connection, and the answer may be lost on the way.
  private(set) var lingersUntil: UInt64?

  init(_ descriptor: Int32, peer: String) {
    self.descriptor = descriptor
    self.peer = peer
  }

  deinit { close(descriptor) }

  /// Nothing is under way.
  var isIdle: Bool { input.isEmpty && output.isEmpty && pending == nil }

  /// Whether there is no more use for it.
  var isDone: Bool {
    if isLost { return true }
    guard output.isEmpty, pending == nil else { return false }
    if isAtEnd, input.isEmpty { return true }
    return closes && (lingersUntil ?? 0) <= lab_monotonic()
  }

  /// What poll(2) shall wait for.
  var interest: Int16 {
    var wanted: Int32 = 0
    // Who doesn't take its answers isn't read from: memory is bounded.
    if !isAtEnd, !closes || lingersUntil != nil, pending == nil, output.isEmpty { wanted |= POLLIN }
    if !output.isEmpty { wanted |= POLLOUT }
    return Int16(wanted)
  }

  func receive() {
    withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { buffer in
      let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
      if count > 0 {
        if !closes { input += buffer[..<count] }
      } else if count == 0 {
        isAtEnd = true
      } else if errno != EINTR, errno != EAGAIN {
        isLost = true
      }
    }
  }

  /// The next request, if all of it is there; `wrong` statuses are final.
  func nextRequest() -> HTTPRequest.Reading? {
    if input.isEmpty || pending != nil || closes { return nil }
    switch HTTPRequest.read(input) {
    case .request(let request, let length):
      input.removeFirst(length)
      wasContinued = false
      return .request(request, length: length)
    case .wrong(let status):
      input = []
      return .wrong(status)
    case .incomplete(let wantsContinue):
      if wantsContinue, !wasContinued {
        wasContinued = true
        send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
      }
      // Half a request, and no more will come.
      if isAtEnd { input = [] }
      return nil
    }
  }

  func send(_ bytes: [UInt8]) {
    output += bytes
    flush()
  }

  /// The last answer, to what was no request.
  func refuse(_ bytes: [UInt8]) {
    closes = true
    lingersUntil = lab_monotonic() + second
    send(bytes)
  }

  func flush() {
    while sent < output.count {
      let count = output.withUnsafeBytes { bytes in
        lab_send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
      }
      if count >= 0 {
        sent += count
        continue
      }
      if errno == EINTR { continue }
      if errno == EAGAIN { return }
      isLost = true
      break
    }
    output = []
    sent = 0
    if lingersUntil != nil { shutdown(descriptor, Int32(SHUT_WR)) }
  }
}
