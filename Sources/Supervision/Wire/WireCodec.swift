package import Record

/// Turns requests and replies into lines and back: one JSON object a line.
package enum WireCodec {
  /// A line, ending in a newline.
  package static func encode(_ value: some Encodable) throws(SupervisionError) -> [UInt8] {
    do {
      return try JSONLineEncoder.encode(value) + [UInt8(ascii: "\n")]
    } catch {
      throw SupervisionError(.wire, "cannot be said in JSON: \(error)")
    }
  }

  package static func request(
    _ line: some Collection<UInt8>
  ) throws(SupervisionError) -> SupervisorRequest {
    try decode(SupervisorRequest.self, line)
  }

  package static func reply(
    _ line: some Collection<UInt8>
  ) throws(SupervisionError) -> SupervisorReply {
    try decode(SupervisorReply.self, line)
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, _ line: some Collection<UInt8>
  ) throws(SupervisionError) -> Value {
    do {
      return try JSONLineDecoder.decode(type, from: Array(line))
    } catch {
      throw SupervisionError(.wire, "not a \(type): \(error)")
    }
  }
}
