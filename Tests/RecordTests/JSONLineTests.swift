import LabTestSupport
import Testing

@testable import Record

@Suite struct JSONLineTests {
  /// A value of every kind that a line can hold.
  struct Everything: Codable, Hashable {
    enum Choice: Codable, Hashable {
      case plain
      case with(name: String, Int?)
    }

    var text: String
    var small: Int32
    var large: UInt64
    var negative: Int
    var real: Double
    var yes: Bool
    var absent: String?
    var list: [[Int]]
    var map: [String: Double]
    var choices: [Choice]
  }

  static let everything = Everything(
    text: "a \"quote\" \\ / \n\t\r\u{1} é 😀", small: .min, large: .max, negative: .min,
    real: 1_763_740_000.125, yes: true, absent: nil, list: [[], [1, 2]], map: ["é": -0.5, "a": 2],
    choices: [.plain, .with(name: "x", nil), .with(name: "", 3)])

  @Test func `every kind of value is read back as it was`() throws {
    let line = try JSONLineEncoder.encode(Self.everything)
    #expect(try JSONLineDecoder.decode(Everything.self, from: line) == Self.everything)
  }

  @Test(arguments: [
    (#""\u00e9\ud83d\ude00\/\b\f""#, "é😀/\u{8}\u{c}"), (#" "a" "#, "a"), (#""""#, ""),
  ])
  func `escapes stand for what they mean`(line: String, text: String) throws {
    #expect(try JSONLineDecoder.decode(String.self, from: Array(line.utf8)) == text)
  }

  @Test(arguments: [
    "1 2", "01", "1.", ".5", "1e", "-", "+1", "tru", "nul", "\"", "\"\u{1}\"", #""\x""#, #""\u12""#,
    "[1,]", "[1 2]", "{1:2}", "{\"a\"}", "{\"a\":}", "{,}", "[", "{\"a\":1,}", "\u{feff}1",
  ])
  func `what is no JSON is an error`(line: String) {
    #expect(throws: JSONTape.Fault.self) { try JSONTape(Array(line.utf8)) }
  }

  @Test(arguments: [#""\ud83d""#, #""\ude00\ud83d""#])
  func `half a surrogate pair is an error`(line: String) {
    #expect(throws: DecodingError.self) {
      try JSONLineDecoder.decode(String.self, from: Array(line.utf8))
    }
  }

  @Test func `bytes that are no UTF-8 are an error`() {
    #expect(throws: DecodingError.self) {
      try JSONLineDecoder.decode(String.self, from: [34, 0xc3, 34])
    }
  }

  @Test(arguments: ["256", "-1", "1.5", "1e2", "99999999999999999999", "\"1\"", "null"])
  func `a number that doesn't fit is an error`(line: String) {
    #expect(throws: DecodingError.self) {
      try JSONLineDecoder.decode(UInt8.self, from: Array(line.utf8))
    }
  }

  @Test func `an error says where`() {
    let line = Array(#"{"a":{"b":[1,"x"]}}"#.utf8)
    #expect {
      try JSONLineDecoder.decode([String: [String: [Int]]].self, from: line)
    } throws: { error in
      guard case .typeMismatch(_, let context)? = error as? DecodingError else { return false }
      return context.codingPath.map(\.stringValue) == ["a", "b", "1"]
    }
  }

  @Test func `hostile bytes are errors or values, never traps`() throws {
    let line = try JSONLineEncoder.encode(Self.everything)
    for bytes in HostileBytes.mutations(of: line, count: 400) {
      _ = try? JSONLineDecoder.decode(Everything.self, from: bytes)
    }
    for length in 0..<line.count {
      #expect(throws: (any Error).self) {
        try JSONLineDecoder.decode(Everything.self, from: Array(line[..<length]))
      }
    }
  }
}
