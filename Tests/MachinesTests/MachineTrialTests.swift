import Testing

@testable import Machines

@Suite struct MachineTrialTests {
  @Test(arguments: [
    ("unshare mounts: Operation not permitted", "root may not make namespaces"),
    ("mount overlay at /tmp/x: No such device", "modprobe overlay"),
    ("mount overlay at /tmp/x: Invalid argument", "no layer can be put over"),
  ])
  func `the step that failed is explained`(line: String, words: String) {
    #expect(MachineTrial.explained(line).contains(words))
    #expect(MachineTrial.explained(line).contains(line))
  }
}
