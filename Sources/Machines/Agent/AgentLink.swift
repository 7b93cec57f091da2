internal import CLinux
internal import Glibc

/// The agent's end of one connection, or of one serial port: one session at a time.
final class AgentLink {
  /// How much may wait to be sent, or to be read by a command, before its source is left alone.
  static let highWater = 1 << 18

  let descriptor: Int32
  /// A port stays open when its session ends, and waits for the next one.
  let isPort: Bool
  private(set) var command: RunningCommand?
  /// Whether this link has said its last word, and can be closed once it is sent.
  private(set) var isOver = false
  private var reader = FrameReader(expecting: .anyClient)
  private var outgoing: [UInt8] = []
  private var isAnswered = false
  /// Commands whose session is gone; they run on until they end, and are reaped.
  private(set) var orphans: [RunningCommand] = []

  init(owning descriptor: Int32, isPort: Bool) {
    self.descriptor = descriptor
    self.isPort = isPort
  }

  deinit { close(descriptor) }

  /// Whether a command is connected to it.
  var isBusy: Bool { command != nil }
  var wantsRead: Bool { (command?.backlog ?? 0) < Self.highWater }
  var wantsWrite: Bool { !outgoing.isEmpty }
  /// Whether more output of the command can be taken.
  var takesOutput: Bool { outgoing.count < Self.highWater }

  /// Takes what is there to be read.
  ///
  /// - Returns: false once the other end is gone.
  func receive() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &buffer, buffer.count)
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    guard count > 0 else { return false }
    reader.append(buffer[..<count])
    take()
    return true
  }

  private func take() {
    do {
      while true {
        if reader.seesNewSession { forget() }
        guard let frame = try reader.next() else { break }
        answer()
        try take(frame)
      }
      answer()
    } catch {
      // Nothing after it can be understood; a port waits for the next preface.
      drop()
    }
  }

  /// Says that the session is taken up, once its token is known.
  private func answer() {
    guard !isAnswered, let token = reader.token else { return }
    isAnswered = true
    outgoing += Preface.agent + token
    flush()
  }

  private func take(_ frame: Frame) throws(MachineError) {
    switch frame.kind {
    case .open:
      guard command == nil else { throw MachineError(.channel, "a second command") }
      do {
        command = try RunningCommand(try frame.value(SessionRequest.self))
      } catch {
        finish(SessionEnding(error: error.message))
      }
    case .input: command?.write(frame.payload)
    case .endOfInput: command?.endInput()
    case .resize: command?.resize(try frame.value(SessionRequest.Terminal.self))
    case .hangUp: command?.hangUp()
    case .output, .errorOutput, .exit:
      throw MachineError(.channel, "a client sent what only the agent sends")
    }
  }

  // MARK: - From the command

  /// Takes what the command has written.
  func pump() {
    guard let command else { return }
    while takesOutput {
      let bytes = command.readOutput()
      let errors = command.readErrorOutput()
      if bytes.isEmpty, errors.isEmpty { break }
      if !bytes.isEmpty { queue(Frame(.output, bytes)) }
      if !errors.isEmpty { queue(Frame(.errorOutput, errors)) }
    }
    flush()
  }

  /// Says how the command ended, if it has.
  func reap() {
    orphans.removeAll { $0.ending() != nil }
    guard let command, let ending = command.ending() else { return }
    // What it wrote before is in the terminal, or the pipe, by now.
    while true {
      let bytes = command.readOutput()
      let errors = command.readErrorOutput()
      if bytes.isEmpty, errors.isEmpty { break }
      if !bytes.isEmpty { queue(Frame(.output, bytes)) }
      if !errors.isEmpty { queue(Frame(.errorOutput, errors)) }
    }
    self.command = nil
    finish(ending)
  }

  private func finish(_ ending: SessionEnding) {
    if let frame = try? Frame(.exit, json: ending) { queue(frame) }
    if isPort {
      reader.expect(.anyClient)
      isAnswered = false
    } else {
      isOver = true
    }
    flush()
  }

  private func queue(_ frame: Frame) { outgoing += frame.bytes }

  func flush() {
    while !outgoing.isEmpty {
      let count = outgoing.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        outgoing.removeFirst(count)
      } else if errno != EINTR {
        // A lost connection is seen where it is read.
        if errno != EAGAIN { outgoing = [] }
        return
      }
    }
  }

  // MARK: - Losing it

  /// The other end is gone: the command's terminal is hung up, and it may end as it likes.
  func drop() {
    forget()
    isOver = !isPort
  }

  private func forget() {
    if let command {
      command.hangUp()
      orphans.append(command)
    }
    command = nil
    outgoing = []
    isAnswered = false
    reader.expect(.anyClient)
  }

  /// Gives up what only waits to be reaped.
  func takeOrphans() -> [RunningCommand] {
    defer { orphans = [] }
    return orphans
  }
}
