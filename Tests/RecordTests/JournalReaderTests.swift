import LabTestSupport
import Record
import Testing

@Suite struct JournalReaderTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test func `a file that is not there has no records`() {
    var reader = JournalReader(path: directory.path("none"))
    let batch = reader.read()
    #expect(batch.records.isEmpty)
    #expect(batch.error == nil)
  }

  @Test func `every prefix of a file gives its whole lines, and the rest comes later`() throws {
    let bytes = try JournalFixture.bytes()
    let records = JournalFixture.records
    for length in stride(from: 0, through: bytes.count, by: 13) + [bytes.count - 1, bytes.count] {
      let path = try directory.write(bytes[..<length], to: "journal")
      var reader = JournalReader(path: path)
      let first = reader.read()
      let lines = bytes[..<length].count { $0 == UInt8(ascii: "\n") }
      #expect(first.error == nil)
      #expect(first.records == Array(records[..<lines]))
      try directory.write(bytes, to: "journal")
      let second = reader.read()
      #expect(second.error == nil)
      #expect(first.records + second.records == records)
    }
  }

  @Test func `a corrupt line is named, and what stands before it is kept`() throws {
    var lines = try JournalFixture.records.map { try JournalCodec.encode($0) }
    lines[4][3] = UInt8(ascii: "!")
    let path = try directory.write(lines.flatMap { $0 }, to: "journal")
    var reader = JournalReader(path: path)
    let batch = reader.read()
    #expect(batch.records == Array(JournalFixture.records[..<4]))
    #expect(batch.error?.line == 5)
    #expect(batch.error?.code == .corrupt)
    #expect(batch.error?.description.hasPrefix("\(path):5: ") == true)
    #expect(reader.read().error?.line == 5)
  }

  @Test func `a hole in the numbers is an error`() throws {
    var lines = try JournalFixture.records.map { try JournalCodec.encode($0) }
    lines.remove(at: 2)
    let path = try directory.write(lines.flatMap { $0 }, to: "journal")
    let batch = JournalReader.all(of: path)
    #expect(batch.records.count == 2)
    #expect(batch.error?.detail == "record 3 where 2 was due")
    #expect(batch.error?.line == 3)
  }

  @Test func `a torn line that a later writer ended is passed over`() throws {
    let lines = try JournalFixture.records.map { try JournalCodec.encode($0) }
    var bytes = lines[0] + lines[1]
    bytes += lines[2].prefix(20) + [UInt8(ascii: "\n")]
    bytes += lines[2].prefix(5) + [UInt8(ascii: "\n")]
    bytes += lines[2] + lines[3]
    let batch = JournalReader.all(of: try directory.write(bytes, to: "journal"))
    #expect(batch.error == nil)
    #expect(batch.records == Array(JournalFixture.records[..<4]))
  }

  @Test func `mutated files never trap and never give a hole`() throws {
    let bytes = try Array(JournalFixture.bytes().prefix(4000))
    for mutation in HostileBytes.mutations(of: bytes, count: 200) {
      let batch = JournalReader.all(of: try directory.write(mutation, to: "journal"))
      #expect(batch.records.map(\.sequence) == Array(0..<batch.records.count))
    }
  }

  @Test func `what is no regular file is refused`() throws {
    #expect(JournalReader.all(of: "/dev/null").error?.code == .open)
    #expect(JournalReader.all(of: directory.path).error?.code == .open)
  }
}

private func + (stride: StrideThrough<Int>, more: [Int]) -> [Int] { Array(stride) + more }
