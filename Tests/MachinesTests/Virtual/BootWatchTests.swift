import LabTestSupport
import Testing

@testable import Machines

@Suite struct BootWatchTests {
  /// As systemd writes it to a serial line.
  static let console = [
    "Command line: console=ttyS0 quiet systemd.unit=lab.target",
    "[\u{1b}[0;32m  OK  \u{1b}[0m] Started \u{1b}[0;1;39msystemd-journald.service\u{1b}[0m - Journal Service.",
    "[\u{1b}[0;32m  OK  \u{1b}[0m] Reached target \u{1b}[0;1;39mbasic.target\u{1b}[0m - Basic System.",
    "         Starting \u{1b}[0;1;39msystemd-logind.se…ice\u{1b}[0m - User Login Management...",
    "[\u{1b}[0;32m  OK  \u{1b}[0m] Started \u{1b}[0;1;39msystemd-logind.service\u{1b}[0m - User Login Management.",
    "[\u{1b}[0;32m  OK  \u{1b}[0m] Reached target \u{1b}[0;1;39mlab.target\u{1b}[0m - Practice machine.",
  ].joined(separator: "\r\n")

  @Test func `a boot is followed stage by stage`() {
    var seen: [Int] = []
    for prefix in HostileBytes.prefixes(of: Array(Self.console.utf8)) {
      let stage = BootWatch.stage(of: String(decoding: prefix, as: UTF8.self))
      if seen.last != stage { seen.append(stage) }
    }
    #expect(seen == [0, 1, 2, 3, 4])
    #expect(BootWatch.stages.count == 5)
  }

  @Test func `a name that is only mentioned is no stage`() {
    let first = Self.console.split(separator: "\r\n")[0]
    #expect(BootWatch.stage(of: String(first)) == 0)
    #expect(BootWatch.stage(of: "") == 0)
  }

  @Test func `the last line is told on one line`() {
    #expect(BootWatch.lastLine(of: "a\r\n  b   c \n") == "b c")
    #expect(BootWatch.lastLine(of: "") == "empty")
  }
}
