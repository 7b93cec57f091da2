import LabTestSupport
import Record
import Supervision
import Testing

@Suite struct LineBufferTests {
  @Test(arguments: 1...9) func `lines come whole however the bytes come`(step: Int) {
    let bytes = Array("one\n\ntwo two\nrest".utf8)
    var buffer = LineBuffer()
    var lines: [String] = []
    for start in stride(from: 0, to: bytes.count, by: step) {
      buffer.append(bytes[start..<min(start + step, bytes.count)])
      while let line = buffer.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    }
    #expect(lines == ["one", "", "two two"])
    buffer.append(Array("!\n".utf8))
    let last = buffer.next()
    #expect(last == Array("rest!".utf8))
  }

  @Test func `an endless line is noticed`() {
    var buffer = LineBuffer()
    buffer.append([UInt8](repeating: 120, count: LineBuffer.longestLine + 1))
    let line = buffer.next()
    #expect(line == nil)
    #expect(buffer.isTooLong)
  }
}

@Suite struct WorkloadLineTests {
  @Test func `what workloads say is understood`() {
    #expect(
      WorkloadLine(Array(#"{"workload":"trainer","run":"bert-k7q","pid":42}"#.utf8))
        == .hello(kind: "trainer", run: "bert-k7q"))
    let signal = """
      {"t":1763740000.123,"mono":123456789,"ev":"signal","signal":"TERM","signo":15,"si_pid":12,\
      "si_uid":1000,"si_code":0}
      """
    #expect(
      WorkloadLine(Array(signal.utf8))
        == .signal(number: 15, senderPID: 12, senderUID: 1000, code: 0))
    #expect(
      WorkloadLine(Array(#"{"t":1.5,"mono":1,"ev":"epoch","epoch":3,"loss":0.25,"x":"y"}"#.utf8))
        == .event(name: "epoch", detail: ["epoch": "3", "loss": "0.25", "x": "y"]))
  }

  @Test(arguments: ["", "{", "[]", "{}", "null", #"{"ev":3}"#, #"{"ev":{}}"#, #"{"hello":{}}"#])
  func `what nobody says is nothing`(text: String) {
    if let line = WorkloadLine(Array(text.utf8)) {
      guard case .event(name: "3", detail: [:]) = line else {
        Issue.record("\(line)")
        return
      }
    }
  }

  @Test func `numbers out of range and mutated bytes never trap`() {
    let line = Array(
      #"{"ev":"signal","signo":15,"si_pid":12,"si_uid":1000,"si_code":0,"t":1.5}"#.utf8)
    for bytes in HostileBytes.all(of: line) { _ = WorkloadLine(bytes) }
  }
}

@Suite struct WireCodecTests {
  @Test func `mutated requests are errors or requests, never traps`() throws {
    var spec = SpawnSpec(
      role: "job", executable: "/bin/sleep", arguments: ["sleep"], environment: ["A": "b"],
      directory: "/")
    spec.limits = ["Max open files": LimitFacts(soft: 64, hard: nil)]
    let line = try WireCodec.encode(SupervisorRequest.spawn(attempt: "a1", spec: spec))
    for bytes in HostileBytes.mutations(of: line, count: 300) { _ = try? WireCodec.request(bytes) }
    guard case .spawn("a1", let read) = try WireCodec.request(line) else {
      Issue.record("not a spawn")
      return
    }
    #expect(read == spec)
  }
}
