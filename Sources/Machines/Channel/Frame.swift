internal import Record

/// One message between the lab and the agent in a machine: a letter, a length, the bytes.
///
/// On the wire: type u8, length u32 little-endian, payload.
package struct Frame: Hashable, Sendable {
  /// What it says; the letter on the wire.
  package enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// To the agent: a `SessionRequest` as JSON; the first frame.
    case open = 0x4f  // O
    /// To the agent: bytes for the command's standard input, or typed at its terminal.
    case input = 0x49  // I
    /// To the agent: no more input.
    case endOfInput = 0x45  // E
    /// To the agent: a `SessionRequest.Terminal` as JSON.
    case resize = 0x52  // R
    /// To the agent: close the terminal, or the standard input, and let the command see it.
    case hangUp = 0x48  // H
    /// From the agent: what the command wrote to its terminal or its standard output.
    case output = 0x6f  // o
    /// From the agent: what it wrote to standard error.
    case errorOutput = 0x65  // e
    /// From the agent: a `SessionEnding` as JSON; the last frame.
    case exit = 0x78  // x
  }

  /// The longest payload; more is nobody who speaks this.
  package static let longestPayload = 1 << 20
  /// How much of a stream is put into one frame.
  package static let chunk = 1 << 15

  package var kind: Kind
  package var payload: [UInt8]

  /// - Parameter payload: `longestPayload` bytes at most.
  package init(_ kind: Kind, _ payload: [UInt8] = []) {
    self.kind = kind
    self.payload = payload
  }

  /// A frame that says a value in JSON.
  package init(_ kind: Kind, json value: some Encodable) throws(MachineError) {
    do {
      self.init(kind, try JSONLineEncoder.encode(value))
    } catch {
      throw MachineError(.channel, "cannot be said in JSON: \(error)")
    }
  }

  /// What the payload says in JSON.
  package func value<Value: Decodable>(_ type: Value.Type) throws(MachineError) -> Value {
    do {
      return try JSONLineDecoder.decode(type, from: payload)
    } catch {
      throw MachineError(.channel, "not a \(type): \(error)")
    }
  }

  /// As it goes over the wire.
  package var bytes: [UInt8] {
    let length = UInt32(payload.count)
    var bytes: [UInt8] = [kind.rawValue]
    bytes.reserveCapacity(5 + payload.count)
    for place in 0..<4 as Range<UInt32> {
      bytes.append(UInt8(truncatingIfNeeded: length >> (8 * place)))
    }
    return bytes + payload
  }
}

/// What both ends say before their first frame, so that neither takes what an earlier session left in
/// a serial port for its own: a word, and the session's token.
package enum Preface {
  /// The lab's word.
  package static let client = Array("LABCHAN1".utf8)
  /// The agent's word.
  package static let agent = Array("LABSTART".utf8)
  /// What an agent says when it begins, where a session with the one before it may be open: its word,
  /// with a token that no session has.
  package static let newAgent = agent + [UInt8](repeating: UInt8(ascii: "-"), count: tokenLength)
  /// Characters of a token.
  package static let tokenLength = 16

  /// A fresh token: small hexadecimal digits.
  package static func token() -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    var digits = Array(String(random.next() as UInt64, radix: 16).utf8)
    while digits.count < tokenLength { digits.insert(UInt8(ascii: "0"), at: 0) }
    return digits
  }

  /// Whether bytes could be a token.
  package static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.count == tokenLength
      && bytes.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
  }
}
