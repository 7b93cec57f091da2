import Glibc
import LabTestSupport
import Record
import Testing

@Suite struct JournalWriterTests {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.path("journal.ndjson")
  }

  private func write(_ events: some Sequence<Event>, with writer: JournalWriter) throws {
    for event in events {
      try writer.append(
        event, boot: JournalFixture.boot, at: UInt64(1000 + writer.nextSequence))
    }
  }

  @Test func `what is written is read back, and only its owner may`() throws {
    try write(JournalFixture.events, with: JournalWriter(path: path))
    let batch = JournalReader.all(of: path)
    #expect(batch.error == nil)
    #expect(batch.records == JournalFixture.records)
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func `a second writer goes on with the numbers`() throws {
    try write(JournalFixture.events.prefix(5), with: JournalWriter(path: path))
    try write(JournalFixture.events.dropFirst(5), with: JournalWriter(path: path))
    #expect(JournalReader.all(of: path).records == JournalFixture.records)
  }

  @Test func `after every torn tail a new line begins, and nothing is lost but the torn one`()
    throws
  {
    let bytes = try JournalFixture.bytes()
    let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
    for length in Array(stride(from: 1, to: bytes.count, by: 97)) + ends.dropLast() {
      try directory.write(bytes[..<length], to: "journal.ndjson")
      let writer = try JournalWriter(path: path)
      // A record that lacks its newline only counts.
      let newlines = bytes[..<(length + 1)].count { $0 == UInt8(ascii: "\n") }
      #expect(writer.nextSequence == newlines)
      try write(JournalFixture.events.dropFirst(newlines), with: writer)
      let batch = JournalReader.all(of: path)
      #expect(batch.error == nil)
      #expect(batch.records == JournalFixture.records)
      // What stood there stands there still.
      #expect(Array(try directory.read("journal.ndjson").prefix(length)) == Array(bytes[..<length]))
    }
  }

  @Test func `at its limit it says so once, and is silent from then on`() throws {
    let writer = try JournalWriter(path: path, limit: 2000)
    var outcomes: [JournalWriter.Outcome] = []
    for time in 0..<30 {
      outcomes.append(
        try writer.append(
          .ready, boot: JournalFixture.boot, at: UInt64(time),
          atLimit: .closed(reason: "journal-full")))
    }
    #expect(outcomes.contains(.written))
    #expect(outcomes.last == .dropped)
    let records = JournalReader.all(of: path).records
    #expect(records.count { $0.event == .closed(reason: "journal-full") } == 1)
    #expect(records.last?.event == .closed(reason: "journal-full"))
  }

  @Test func `a full disk is one error, and nothing traps after it`() throws {
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    try #require(full >= 0)
    let writer = JournalWriter(descriptor: full, path: "/dev/full")
    #expect { try writer.append(.ready, boot: JournalFixture.boot, at: 1) } throws: { error in
      (error as? JournalError)?.errno == ENOSPC
    }
    #expect(try writer.append(.ready, boot: JournalFixture.boot, at: 2) == .dropped)
    #expect(writer.nextSequence == 0)
  }

  @Test func `a directory or a link in its place is refused`() throws {
    #expect(throws: JournalError.self) { try JournalWriter(path: directory.path) }
    try directory.link("link", to: path)
    #expect(throws: JournalError.self) { try JournalWriter(path: directory.path("link")) }
  }

  @Test func `a journal with a hole is not continued`() throws {
    let lines = try JournalFixture.records.map { try JournalCodec.encode($0) }
    try directory.write(lines[0] + lines[2], to: "journal.ndjson")
    #expect(throws: JournalError.self) { try JournalWriter(path: path) }
  }
}
