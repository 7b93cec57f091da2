/// Cuts a stream of bytes into frames: first it skips to the preface, then it reads.
///
/// Bytes come from the other side of a machine's wall: they throw, they never trap.
package struct FrameReader: Sendable {
  /// What stands before the first frame.
  package enum Expectation: Hashable, Sendable {
    /// The agent waits for any session's word and token.
    case anyClient
    /// The lab waits for the agent's word with the token of its own session.
    case agent(token: [UInt8])
    /// Frames only.
    case nothing
  }

  private var expectation: Expectation
  private var bytes: [UInt8] = []
  /// Where the next frame begins.
  private var start = 0
  /// Whether the bytes end with the word of an agent that has just begun: nothing of the one before
  /// it will come, also where that ended within a frame.
  private var agentIsNew = false
  /// The session's token, once its preface was seen.
  package private(set) var token: [UInt8]?

  package init(expecting expectation: Expectation) {
    self.expectation = expectation
  }

  /// Whether frames are being read.
  package var isOpen: Bool { expectation == .nothing }

  package mutating func append(_ more: some Collection<UInt8>) {
    if start > 0, start == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      start = 0
    }
    bytes += more
    agentIsNew = isOpen && bytes.suffix(Preface.newAgent.count) == Preface.newAgent[...]
  }

  /// The next whole frame; nil until more bytes come.
  ///
  /// - Throws: `channel` for bytes that are no frame; nothing after them can be understood.
  ///   `unreachable` where another agent has begun.
  package mutating func next() throws(MachineError) -> Frame? {
    if let frame = try nextOfAgent() { return frame }
    guard agentIsNew else { return nil }
    throw MachineError(
      .unreachable, "the machine's agent has begun anew; what ran in this session is gone")
  }

  private mutating func nextOfAgent() throws(MachineError) -> Frame? {
    if expectation != .nothing, !skipToPreface() { return nil }
    guard bytes.count - start >= 5 else {
      compact()
      return nil
    }
    if agentIsNew, bytes[start] == Preface.agent[0] { return nil }
    guard let kind = Frame.Kind(rawValue: bytes[start]) else {
      throw MachineError(.channel, "no frame begins with byte \(bytes[start])")
    }
    var length = 0
    for place in 0..<4 { length |= Int(bytes[start + 1 + place]) << (8 * place) }
    guard length <= Frame.longestPayload else {
      throw MachineError(.channel, "a frame of \(length) bytes is longer than any may be")
    }
    guard bytes.count - start >= 5 + length else {
      compact()
      return nil
    }
    let payload = Array(bytes[(start + 5)..<(start + 5 + length)])
    start += 5 + length
    return Frame(kind, payload)
  }

  /// Whether what comes next is another session's preface in place of a frame: a serial port does not
  /// always tell that its user has changed.
  package var seesNewSession: Bool {
    expectation == .nothing && bytes.count - start >= Preface.client.count
      && bytes[start...].starts(with: Preface.client)
  }

  /// Reads on as at the beginning, with the bytes that are there.
  package mutating func expect(_ expectation: Expectation) {
    self.expectation = expectation
    token = nil
  }

  /// Drops everything up to and with the preface; false until it is there.
  private mutating func skipToPreface() -> Bool {
    let word = if case .anyClient = expectation { Preface.client } else { Preface.agent }
    let whole = word.count + Preface.tokenLength
    while bytes.count - start >= whole {
      let candidate = bytes[(start + word.count)..<(start + whole)]
      if bytes[start] == word[0], bytes[start...].starts(with: word), accepts(candidate) {
        token = Array(candidate)
        start += whole
        expectation = .nothing
        return true
      }
      start += 1
    }
    compact()
    return false
  }

  private func accepts(_ candidate: ArraySlice<UInt8>) -> Bool {
    switch expectation {
    case .anyClient: Preface.isToken(candidate)
    case .agent(let token): candidate.elementsEqual(token)
    case .nothing: false
    }
  }

  private mutating func compact() {
    guard start > 0 else { return }
    bytes.removeFirst(start)
    start = 0
  }
}
