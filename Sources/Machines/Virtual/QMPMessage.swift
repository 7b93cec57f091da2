internal import Record

/// A line from QEMU's machine protocol; described in QEMU's "QEMU Machine Protocol Specification".
enum QMPMessage: Hashable, Sendable {
  /// What QEMU says first.
  case greeting
  /// The answer to a command; the text where it is one, as for a monitor's command.
  case answer(String?)
  /// A command was refused: its class and description.
  case refusal(String)
  /// Something happened, such as `STOP` or `SHUTDOWN`.
  case event(String)

  /// Reads a line.
  ///
  /// - Throws: `channel` for what QEMU does not say.
  init(line: [UInt8]) throws(MachineError) {
    let fields: Fields
    do {
      fields = try JSONLineDecoder.decode(Fields.self, from: line)
    } catch {
      throw MachineError(.channel, "QEMU says what can't be understood: \(error)")
    }
    if let refusal = fields.error {
      self = .refusal("\(refusal.class): \(refusal.desc)")
    } else if let event = fields.event {
      self = .event(event)
    } else if fields.isGreeting {
      self = .greeting
    } else if fields.isAnswer {
      self = .answer(fields.text)
    } else {
      throw MachineError(.channel, "QEMU says neither an answer nor an event")
    }
  }

  private struct Fields: Decodable {
    struct Refusal: Decodable {
      var `class`: String
      var desc: String
    }

    var error: Refusal?
    var event: String?
    var isGreeting: Bool
    var isAnswer: Bool
    var text: String?

    enum CodingKeys: String, CodingKey {
      case error, event
      case greeting = "QMP"
      case answer = "return"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      error = try container.decodeIfPresent(Refusal.self, forKey: .error)
      event = try container.decodeIfPresent(String.self, forKey: .event)
      isGreeting = container.contains(.greeting)
      isAnswer = container.contains(.answer)
      text = try? container.decode(String.self, forKey: .answer)
    }
  }

  /// A command of the protocol, as a line.
  static func command(_ name: String) -> [UInt8] {
    Array("{\"execute\":\"\(name)\"}\n".utf8)
  }

  /// A line of QEMU's monitor for people: snapshots are reached through it.
  static func monitor(_ line: String) -> [UInt8] {
    struct Command: Encodable {
      struct Arguments: Encodable {
        var line: String
        enum CodingKeys: String, CodingKey { case line = "command-line" }
      }
      var execute = "human-monitor-command"
      var arguments: Arguments
    }
    let command = Command(arguments: .init(line: line))
    return ((try? JSONLineEncoder.encode(command)) ?? []) + [UInt8(ascii: "\n")]
  }
}
