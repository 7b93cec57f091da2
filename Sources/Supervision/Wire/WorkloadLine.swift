internal import Glibc
internal import Record

/// A line that a workload writes to its connection.
package enum WorkloadLine: Hashable, Sendable {
  /// `{"workload":"trainer","run":"bert-k7q","pid":42}`: the first line; the PID is not believed.
  case hello(kind: String, run: String?)
  /// `"ev":"signal"`: what siginfo said, sigaction(2).
  case signal(number: Int32, senderPID: Int32, senderUID: UInt32, code: Int32)
  /// Everything else, with its details as text.
  case event(name: String, detail: [String: String])

  /// si_code of a signal that the kernel made, such as Ctrl-C; SI_KERNEL of sigaction(2).
  package static let siKernel: Int32 = 0x80

  /// Nil where the line is none of a workload's.
  package init?(_ line: some Collection<UInt8>) {
    guard let fields = try? JSONLineDecoder.decode([String: Scalar].self, from: Array(line)) else {
      return nil
    }
    if let kind = fields["workload"]?.text {
      self = .hello(kind: kind, run: fields["run"]?.text)
      return
    }
    guard let name = fields["ev"]?.text else { return nil }
    func integer(_ key: String) -> Int64? { fields[key].flatMap { Int64($0.text) } }
    if name == "signal", let number = integer("signo").flatMap(Int32.init(exactly:)) {
      self = .signal(
        number: number,
        senderPID: integer("si_pid").flatMap(Int32.init(exactly:)) ?? 0,
        senderUID: integer("si_uid").flatMap(UInt32.init(exactly:)) ?? 0,
        code: integer("si_code").flatMap(Int32.init(exactly:)) ?? 0)
      return
    }
    let common: Set<String> = ["t", "mono", "ev"]
    self = .event(
      name: name, detail: fields.filter { !common.contains($0.key) }.mapValues(\.text))
  }

  /// A string, a number or a truth value, as text.
  private struct Scalar: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(String.self) {
        text = value
      } else if let value = try? container.decode(Bool.self) {
        text = value ? "true" : "false"
      } else if let value = try? container.decode(Int64.self) {
        text = String(value)
      } else if container.decodeNil() {
        text = ""
      } else {
        text = String(try container.decode(Double.self))
      }
    }
  }
}
