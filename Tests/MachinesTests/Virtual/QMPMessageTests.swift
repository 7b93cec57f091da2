import LabTestSupport
import Testing

@testable import Machines

@Suite struct QMPMessageTests {
  static let greeting = Array(
    #"{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}}, "capabilities": ["oob"]}}"#
      .utf8)
  static let event = Array(
    #"{"timestamp": {"seconds": 1795635510, "microseconds": 169708}, "event": "STOP"}"#.utf8)
  static let text = Array(#"{"return": "Error: Snapshot 'x' does not exist\r\n"}"#.utf8)
  static let refusal = Array(
    #"{"error": {"class": "CommandNotFound", "desc": "The command x has not been found"}}"#.utf8)

  @Test func `what QEMU says is understood`() throws {
    #expect(try QMPMessage(line: Self.greeting) == .greeting)
    #expect(try QMPMessage(line: Self.event) == .event("STOP"))
    #expect(try QMPMessage(line: Self.text) == .answer("Error: Snapshot 'x' does not exist\r\n"))
    #expect(try QMPMessage(line: Array(#"{"return": {}}"#.utf8)) == .answer(nil))
    #expect(
      try QMPMessage(line: Array(#"{"return": [1, {"a": null}], "id": 3}"#.utf8)) == .answer(nil))
    #expect(
      try QMPMessage(line: Self.refusal)
        == .refusal("CommandNotFound: The command x has not been found"))
  }

  @Test(arguments: [greeting, event, text, refusal])
  func `broken lines are errors, not traps`(line: [UInt8]) {
    for bytes in HostileBytes.all(of: line) {
      _ = try? QMPMessage(line: bytes)
    }
    for prefix in HostileBytes.prefixes(of: line).dropLast() {
      #expect(throws: MachineError.self) { try QMPMessage(line: prefix) }
    }
  }

  @Test(arguments: ["[]", "3", "\"x\"", "{}", #"{"id": 1}"#, #"{"error": {}}"#, #"{"event": 3}"#])
  func `what is no message is an error`(line: String) {
    #expect(throws: MachineError.self) { try QMPMessage(line: Array(line.utf8)) }
  }

  @Test func `a monitor's line is quoted`() {
    #expect(
      String(decoding: QMPMessage.monitor(#"savevm "a b""#), as: UTF8.self)
        == #"{"execute":"human-monitor-command","arguments":{"command-line":"savevm \"a b\""}}"#
        + "\n")
    #expect(
      String(decoding: QMPMessage.command("quit"), as: UTF8.self) == "{\"execute\":\"quit\"}\n")
  }
}
