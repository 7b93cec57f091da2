import Record
import Testing

@testable import LabCommands

/// How evidence is shown beside a check.
@Suite struct EvidenceTests {
  @Test func `a deep control group keeps room for its value`() {
    let evidence = Evidence(
      source: "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/"
        + "lab-etl-h7h.service/cpu.stat",
      field: "nr_throttled", value: "53", at: 0)
    #expect(
      CheckScreen.text(evidence)
        == "/sys/fs/cgroup/…/lab-etl-h7h.service/cpu.stat, nr_throttled: 53")
  }

  @Test(arguments: [
    "/proc/4242/stat", "systemctl show lab-a-very-long-name-that-a-learner-gave-to-a-unit.service",
    "/home/somebody-with-a-name/a-very-long-folder-name-here/x",
  ])
  func `what is short, no path or not deep is shown whole`(source: String) {
    let evidence = Evidence(source: source, field: "", value: "1", at: 0)
    #expect(CheckScreen.text(evidence) == "\(source): 1")
  }
}
