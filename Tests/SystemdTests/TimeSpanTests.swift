import LabTestSupport
import Systemd
import Testing

@Suite struct TimeSpanTests {
  @Test(
    arguments: [
      ("3s", 3_000_000), ("3", 3_000_000), ("1min 30s", 90_000_000), ("90", 90_000_000),
      ("100ms", 100_000), ("1.5s", 1_500_000), ("2h 5min", 7_500_000_000), ("5 min", 300_000_000),
      ("1min30s", 90_000_000), ("0", 0), ("10us", 10), ("1d", 86_400_000_000),
    ] as [(String, UInt64)])
  func `spans as systemd prints and reads them`(_ text: String, _ microseconds: UInt64) {
    #expect(TimeSpan(text)?.microseconds == microseconds)
  }

  @Test func `infinity is longer than anything`() throws {
    let long = try #require(TimeSpan("9y"))
    #expect(try #require(TimeSpan("infinity")) > long)
  }

  @Test(arguments: ["", "s", "3x", "-3s", "1..2s", "99999999999999999999y", "n/a", "."])
  func `what is no time`(_ text: String) { #expect(TimeSpan(text) == nil) }

  @Test func `any bytes are read without a trap`() {
    for bytes in HostileBytes.all(of: Array("1y 2month 1w 3d 4h 5min 6.7s 8ms 9us infinity".utf8)) {
      _ = TimeSpan(String(decoding: bytes, as: UTF8.self))
    }
  }
}
