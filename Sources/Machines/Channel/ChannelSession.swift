internal import CLinux
internal import Glibc

/// The lab's end of one command in a machine.
///
/// It goes with its connection: a session that is let go is a terminal that is hung up. Not for
/// several threads.
public final class ChannelSession {
  private let connection: Int32
  /// A lock that is held while a port is used; -1 where none is.
  private let lock: Int32
  private var reader: FrameReader
  private var outgoing: [UInt8] = []
  private var isOver = false

  /// Where the command's output goes meanwhile.
  public enum Output: Sendable {
    /// Standard output, or what its terminal shows.
    case output([UInt8])
    /// Standard error.
    case errorOutput([UInt8])
    /// The end of it.
    case ended(SessionEnding)
  }

  /// Sends a request over a connection to an agent, and waits until it is taken up.
  ///
  /// - Parameters:
  ///   - connection: A connected stream; the session closes it.
  ///   - lock: A descriptor that is closed with it, so that a lock on it is released.
  ///   - limit: How long the agent may take to answer.
  /// - Throws: `unreachable` where it does not.
  public init(
    owning connection: Int32, lock: Int32 = -1, request: SessionRequest,
    limit: Duration = .seconds(10)
  ) throws(MachineError) {
    self.connection = connection
    self.lock = lock
    let token = Preface.token()
    reader = FrameReader(expecting: .agent(token: token))
    _ = fcntl(connection, F_SETFL, fcntl(connection, F_GETFL) | O_NONBLOCK)
    outgoing = Preface.client + token + (try Frame(.open, json: request)).bytes
    let deadline = ContinuousClock.now + limit
    while !reader.isOpen {
      if let frame = try reader.next() { held.append(frame) }
      if reader.isOpen { break }
      guard ContinuousClock.now < deadline else {
        throw MachineError(.unreachable, "the machine's agent does not answer")
      }
      try exchange(waitingFor: deadline - .now)
    }
  }

  /// Frames that came with the answer.
  private var held: [Frame] = []

  deinit {
    close(connection)
    if lock >= 0 { close(lock) }
  }

  /// For poll(2): readable when there is output.
  public var descriptor: Int32 { connection }
  /// Whether there is something that could not be sent yet.
  public var wantsWrite: Bool { !outgoing.isEmpty }

  // MARK: - To the command

  /// Types, or writes to its standard input.
  public func send(_ input: some Collection<UInt8>) {
    var rest = Array(input)[...]
    while !rest.isEmpty {
      queue(Frame(.input, Array(rest.prefix(Frame.chunk))))
      rest = rest.dropFirst(Frame.chunk)
    }
  }

  /// No more input comes.
  public func endInput() { queue(Frame(.endOfInput)) }

  /// The terminal has another size now.
  public func resize(_ terminal: SessionRequest.Terminal) {
    if let frame = try? Frame(.resize, json: terminal) { queue(frame) }
  }

  /// Closes its terminal, as a window does that is closed.
  public func hangUp() { queue(Frame(.hangUp)) }

  private func queue(_ frame: Frame) {
    guard !isOver else { return }
    outgoing += frame.bytes
    try? flush()
  }

  // MARK: - From the command

  /// Sends and receives what there is, waiting at most so long for something to come.
  ///
  /// - Returns: what came, in order; `ended` is the last there will ever be.
  /// - Throws: `unreachable` where the machine is gone.
  public func receive(within limit: Duration) throws(MachineError) -> [Output] {
    var result: [Output] = []
    while let frame = held.isEmpty ? try reader.next() : held.removeFirst() {
      result.append(try output(frame))
    }
    guard result.isEmpty else { return result }
    try exchange(waitingFor: limit)
    while let frame = try reader.next() { result.append(try output(frame)) }
    return result
  }

  private func output(_ frame: Frame) throws(MachineError) -> Output {
    switch frame.kind {
    case .output: return .output(frame.payload)
    case .errorOutput: return .errorOutput(frame.payload)
    case .exit:
      isOver = true
      return .ended(try frame.value(SessionEnding.self))
    case .open, .input, .endOfInput, .resize, .hangUp:
      throw MachineError(.channel, "the agent sent what only the lab sends")
    }
  }

  /// Runs the command to its end.
  ///
  /// - Parameters:
  ///   - input: All that it reads.
  ///   - limit: How long it may take; then it is hung up, and this throws `unreachable`.
  public func result(
    input: [UInt8] = [], limit: Duration
  ) throws(MachineError) -> SessionResult {
    send(input)
    endInput()
    let deadline = ContinuousClock.now + limit
    var result = SessionResult(output: [], errorOutput: [], ending: SessionEnding())
    while ContinuousClock.now < deadline {
      for output in try receive(within: deadline - .now) {
        switch output {
        case .output(let bytes): result.output += bytes
        case .errorOutput(let bytes): result.errorOutput += bytes
        case .ended(let ending):
          result.ending = ending
          return result
        }
      }
    }
    hangUp()
    throw MachineError(.unreachable, "the command in the machine took longer than \(limit)")
  }

  // MARK: - The connection

  private func flush() throws(MachineError) {
    while !outgoing.isEmpty {
      let count = outgoing.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if count > 0 {
        outgoing.removeFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        throw MachineError.call(.unreachable, "the machine does not listen any more")
      }
    }
  }

  private func exchange(waitingFor limit: Duration) throws(MachineError) {
    // What was written before a connection broke is still read: a broken one is told by reading.
    try? flush()
    let events = Int16(POLLIN) | (outgoing.isEmpty ? 0 : Int16(POLLOUT))
    var entry = pollfd(fd: connection, events: events, revents: 0)
    let parts = max(limit, .zero).components
    let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    guard poll(&entry, 1, Int32(clamping: milliseconds)) > 0 else { return }
    if entry.revents & Int16(POLLOUT) != 0 { try? flush() }
    guard entry.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(connection, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    if count > 0 {
      reader.append(buffer[..<count])
    } else if count == 0 {
      throw MachineError(.unreachable, "the machine hung up")
    } else if errno != EAGAIN, errno != EINTR {
      throw MachineError.call(.unreachable, "the machine can't be heard")
    }
  }
}
