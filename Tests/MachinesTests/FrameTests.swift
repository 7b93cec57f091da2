import LabTestSupport
import Testing

@testable import Machines

@Suite struct FrameTests {
  static let frames = [
    Frame(.open, Array(#"{"arguments":["true"]}"#.utf8)), Frame(.input, Array("ls\n".utf8)),
    Frame(.endOfInput), Frame(.output, [UInt8](repeating: 7, count: 70_000)),
    Frame(.exit, Array(#"{"code":0}"#.utf8)),
  ]
  static let token = Array("0123456789abcdef".utf8)

  private func read(_ reader: inout FrameReader) throws -> [Frame] {
    var frames: [Frame] = []
    while let frame = try reader.next() { frames.append(frame) }
    return frames
  }

  @Test func `frames come back as they were sent`() throws {
    var reader = FrameReader(expecting: .nothing)
    reader.append(Self.frames.flatMap(\.bytes))
    #expect(try read(&reader) == Self.frames)
  }

  @Test(arguments: [1, 2, 3, 5, 7, 4096]) func `frames may come in pieces`(size: Int) throws {
    var reader = FrameReader(expecting: .anyClient)
    var rest = (Preface.client + Self.token + Self.frames.flatMap(\.bytes))[...]
    var frames: [Frame] = []
    while !rest.isEmpty {
      reader.append(rest.prefix(size))
      rest = rest.dropFirst(size)
      frames += try read(&reader)
    }
    #expect(frames == Self.frames)
    #expect(reader.token == Self.token)
  }

  @Test func `what an earlier session left is skipped`() throws {
    var reader = FrameReader(expecting: .agent(token: Self.token))
    let other = Array("fedcba9876543210".utf8)
    reader.append(Frame(.output, Array("LABSTART of old".utf8)).bytes)
    reader.append(Preface.agent + other + Frame(.exit, Array("{}".utf8)).bytes)
    #expect(try reader.next() == nil)
    reader.append(Preface.agent + Self.token + Frame(.output, [1]).bytes)
    #expect(try reader.next() == Frame(.output, [1]))
    #expect(reader.isOpen)
  }

  @Test func `a new agent in place of a frame ends the session, and only that`() throws {
    var reader = FrameReader(expecting: .agent(token: Self.token))
    reader.append(Preface.newAgent + Preface.agent + Self.token + Frame(.output, [1]).bytes)
    #expect(try reader.next() == Frame(.output, [1]))
    reader.append(Preface.newAgent)
    let error = #expect(throws: MachineError.self) { try reader.next() }
    #expect(error?.code == .unreachable)
  }

  @Test func `a new agent ends the session wherever in a frame the one before it ended`() throws {
    let frame = Frame(.output, Array(repeating: 7, count: 60)).bytes
    for length in 0..<frame.count {
      var reader = FrameReader(expecting: .agent(token: Self.token))
      reader.append(Preface.agent + Self.token)
      #expect(try reader.next() == nil)
      reader.append(frame.prefix(length))
      #expect(try reader.next() == nil)
      reader.append(Preface.newAgent)
      #expect(throws: MachineError.self, "\(length)") {
        // Its word may be taken for the frame's rest.
        if try reader.next() != nil { _ = try reader.next() }
      }
    }
  }

  @Test func `a new session in place of a frame is seen`() throws {
    var reader = FrameReader(expecting: .anyClient)
    reader.append(Preface.client + Self.token + Frame(.input, [1]).bytes)
    #expect(try reader.next() == Frame(.input, [1]))
    #expect(!reader.seesNewSession)
    reader.append(Preface.client + Array("fedcba9876543210".utf8) + Frame(.endOfInput).bytes)
    #expect(reader.seesNewSession)
    reader.expect(.anyClient)
    #expect(try reader.next() == Frame(.endOfInput))
    #expect(reader.token == Array("fedcba9876543210".utf8))
  }

  @Test func `a length that nobody sends is an error`() {
    var reader = FrameReader(expecting: .nothing)
    reader.append([Frame.Kind.output.rawValue, 0xff, 0xff, 0xff, 0x7f])
    #expect(throws: MachineError.self) { try reader.next() }
  }

  @Test func `hostile bytes throw, they never trap`() {
    let small = [Self.frames[0], Self.frames[1], Self.frames[2], Self.frames[4]].flatMap(\.bytes)
    for bytes in HostileBytes.all(of: Preface.client + Self.token + small) {
      for expectation in [FrameReader.Expectation.anyClient, .nothing, .agent(token: Self.token)] {
        var reader = FrameReader(expecting: expectation)
        reader.append(bytes)
        while let frame = try? reader.next() {
          _ = try? frame.value(SessionRequest.self)
          _ = try? frame.value(SessionEnding.self)
        }
      }
    }
  }

  @Test func `a request says what it means`() throws {
    let request = SessionRequest(
      ["lab", "start", "a/b"], environment: ["TERM": "xterm"], directory: "/tmp", user: .root,
      login: false, terminal: .init(columns: 80, rows: 24))
    #expect(try Frame(.open, json: request).value(SessionRequest.self) == request)
  }

  static let endings: [(SessionEnding, Int32)] = [
    (SessionEnding(code: 3), 3), (SessionEnding(signal: 15), 143),
    (SessionEnding(error: "no such file"), 127),
  ]

  @Test(arguments: endings)
  func `an ending has a shell's status`(ending: SessionEnding, status: Int32) {
    #expect(ending.status == status)
  }
}
