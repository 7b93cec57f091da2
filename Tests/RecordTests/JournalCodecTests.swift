import LabTestSupport
import Record
import Testing

@Suite struct JournalCodecTests {
  @Test(arguments: JournalFixture.records)
  func `what is written is read back`(record: JournalRecord) throws {
    let line = try JournalCodec.encode(record)
    #expect(try JournalCodec.decode(line) == record)
    #expect(line.last == UInt8(ascii: "\n"))
    #expect(line.count { $0 == UInt8(ascii: "\n") } == 1)
  }

  @Test func `keys are sorted and slashes stand as they are`() throws {
    let record = JournalRecord(
      sequence: 3, boot: JournalFixture.boot, at: 5, event: .acted(.wrote(path: "/tmp/x")))
    let text = String(decoding: try JournalCodec.encode(record), as: UTF8.self)
    #expect(
      text == """
        {"at":5,"boot":"01234567-89ab-cdef-fedc-ba9876543210",\
        "event":{"acted":{"_0":{"wrote":{"path":"/tmp/x"}}}},"n":3}

        """)
  }

  @Test func `a file that was written is told with its digest, and read without one`() throws {
    let event = Event.acted(.wrote(path: "a", sha256: "ab12"))
    let record = JournalRecord(sequence: 3, boot: JournalFixture.boot, at: 5, event: event)
    #expect(try JournalCodec.decode(try JournalCodec.encode(record)).event == event)
    let line =
      #"{"at":5,"boot":"01234567-89ab-cdef-fedc-ba9876543210","#
      + #""event":{"acted":{"_0":{"wrote":{"path":"a"}}}},"n":3}"#
    #expect(try JournalCodec.decode(Array(line.utf8)).event == .acted(.wrote(path: "a")))
  }

  @Test func `a record from before units and control groups is read`() throws {
    // As a lab of version 0.2 wrote it: without names.
    let line = """
      {"at":5,"boot":"01234567-89ab-cdef-fedc-ba9876543210","event":{"begun":{"_0":{"attempt":"a1",\
      "bench":"/b","clockTicksPerSecond":100,"exercise":"signals/stop","labVersion":"0.2",\
      "learner":"ada","nonce":"n","parameters":{},"reaperReaps":true,"round":0,"run":"r",\
      "supervisor":{"boot":"01234567-89ab-cdef-fedc-ba9876543210","pid":1,"start":2},\
      "uid":1000,"wallTime":1.5}}},"n":0}
      """
    guard case .begun(let header) = try JournalCodec.decode(Array(line.utf8)).event else {
      Issue.record("not the first line")
      return
    }
    #expect(header.names == nil)
    #expect(header.exercise == "signals/stop")
  }

  @Test func `a number that JSON cannot say is an error`() {
    var header = JournalFixture.header
    header.wallTime = .nan
    let record = JournalRecord(
      sequence: 0, boot: JournalFixture.boot, at: 0, event: .begun(header))
    #expect { try JournalCodec.encode(record) } throws: { error in
      (error as? JournalError)?.code == .unencodable
    }
  }

  @Test func `mutated lines are errors or records, never traps`() throws {
    for record in JournalFixture.records {
      let line = try JournalCodec.encode(record)
      for bytes in HostileBytes.mutations(of: line, count: 60) {
        do {
          _ = try JournalCodec.decode(bytes)
        } catch {
          #expect(error.code == .corrupt)
          #expect(!error.detail.isEmpty)
        }
      }
    }
  }

  @Test(arguments: [
    "", "{", "null", "[]", "{}", "{\"n\":0}", "\u{0}", "{\"n\":1e400}",
    String(repeating: "[", count: 100_000),
  ])
  func `rubbish is an error`(text: String) {
    #expect { try JournalCodec.decode(Array(text.utf8)) } throws: { error in
      (error as? JournalError)?.code == .corrupt
    }
  }
}
