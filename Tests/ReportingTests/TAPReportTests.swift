import Record
import Testing

@testable import Reporting

@Suite struct TAPReportTests {
  @Test func `a line a check, and what was seen where it did not pass`() {
    #expect(
      TAPReport.render(Samples.mixed) == """
        TAP version 14
        1..6
        ok 1 - processes/find-pid pid: the PID of the trainer
        not ok 2 - signals/term-first graceful: the trainer stopped itself, after SIGTERM
          ---
          verdict: failed
          reason: "killed"
          score: 0
          maxScore: 6
          expected: "exit status 143, after SIGTERM"
          observed: "ended by signal 9 (KILL), in epoch 26"
          evidence:
            - "wait status = 0x0009"
          rationale: "SIGKILL can't be caught. No line of the trainer's code ran after it."
          help: "retry sets it up afresh."
          ...
        not ok 3 - signals/term-first saved: a checkpoint of its last epoch was written # TODO \
        not-judged
          ---
          verdict: waiting
          reason: "not-judged"
          score: 0
          maxScore: 4
          ...
        ok 4 - jobs/tty seen: the seen check # SKIP no terminal
          ---
          verdict: unsupported
          score: 0
          maxScore: 5
          observed: "no terminal"
          ...
        not ok 5 - jobs/disk log: the log check
          ---
          verdict: errored
          score: 0
          maxScore: 5
          observed: "the disk was full"
          ...
        not ok 6 - jobs/none exercise: Stop it, keep the work # TODO not yet
          ---
          verdict: waiting
          score: 0
          maxScore: 0
          ...

        """)
  }

  @Test func `nothing to judge is a plan of nothing`() {
    #expect(
      TAPReport.render(ReportDocument(attempts: []))
        == "TAP version 14\n1..0 # SKIP nothing was judged\n")
  }

  @Test func `no text begins a directive, a plan or a block`() {
    let lines = TAPReport.render(ReportDocument(attempts: [Samples.hostile]))
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1] == "1..1")
    #expect(
      lines[2]
        == "not ok 1 - signals/x id<&>\"': a \\# b \\\\ c ... 1..0 \\\\x1b[31m\\\\x00\u{FFFE}]]>")
    #expect(lines.count { $0 == "  ---" } == 1)
    #expect(lines.count { $0.hasPrefix("1..") } == 1)
    #expect(lines.contains("  expected: \"\\x1b]0;title\\x07\""))
    #expect(
      lines.contains(
        "    - \"/proc/4/comm, < = od) \\\"d\\\" \\\\ (x\\n---\u{202E}\""))
  }
}
