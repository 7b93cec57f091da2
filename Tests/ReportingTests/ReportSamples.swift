import Record

@testable import Reporting

/// Reports to render: what an instructor meets, and text that tries to break out of its form.
enum Samples {
  static func check(
    _ id: String, _ verdict: Verdict, title: String? = nil, score: Double = 0,
    maxScore: Double = 5, reason: String? = nil, expected: String = "", observed: String = "",
    evidence: [Evidence] = [], rationale: String? = nil, help: String? = nil
  ) -> CheckVerdict {
    CheckVerdict(
      id: id, title: title ?? "the \(id) check", verdict: verdict, score: score,
      maxScore: maxScore, reason: reason, expected: expected, observed: observed, basis: .record,
      evidence: evidence, rationale: rationale, help: help)
  }

  static func attempt(
    _ exercise: String, _ checks: [CheckVerdict], attempt: String? = "a1"
  ) -> AttemptReport {
    AttemptReport(
      exercise: exercise, title: "Stop it, keep the work", attempt: attempt, learner: "alice",
      basis: [.record, .file], checks: checks, hints: 1, attempts: 2, seconds: 250.25)
  }

  /// Killed with signal 9: one failed, one not judged.
  static let killed = attempt(
    "signals/term-first",
    [
      check(
        "graceful", .failed, title: "the trainer stopped itself, after SIGTERM", maxScore: 6,
        reason: "killed", expected: "exit status 143, after SIGTERM",
        observed: "ended by signal 9 (KILL), in epoch 26",
        evidence: [Evidence(source: "wait status", field: "", value: "0x0009", at: 1_000)],
        rationale: "SIGKILL can't be caught. No line of the trainer's code ran after it.",
        help: "retry sets it up afresh."),
      check(
        "saved", .waiting, title: "a checkpoint of its last epoch was written", maxScore: 4,
        reason: "not-judged"),
    ])

  static let passed = attempt(
    "processes/find-pid",
    [check("pid", .passed, title: "the PID of the trainer", score: 10, maxScore: 10)])

  /// A process may call itself anything.
  static let hostile = attempt(
    "signals/x",
    [
      check(
        "id<&>\"'", .failed, title: "a # b \\ c\n...\n1..0 \u{1b}[31m\0\u{FFFE}]]>",
        expected: "\u{1b}]0;title\u{07}", observed: "tab\there, cr\rhere",
        evidence: [
          Evidence(
            source: "/proc/4/comm", field: "<", value: "od) \"d\" \\ (x\n---\u{202E}", at: 0)
        ],
        rationale: "</failure><!-- & -->", help: "\u{7f}\u{85}")
    ])

  static let mixed = ReportDocument(
    attempts: [
      passed, killed, attempt("jobs/tty", [check("seen", .unsupported, observed: "no terminal")]),
      attempt("jobs/disk", [check("log", .errored, observed: "the disk was full")]),
      attempt("jobs/none", [], attempt: nil),
    ], time: 1_763_740_000.75)
}
