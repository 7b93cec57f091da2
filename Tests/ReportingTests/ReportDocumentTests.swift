import Record
import Testing

@testable import Reporting

@Suite struct ReportDocumentTests {
  @Test(arguments: [
    ([Verdict.passed, .waiting], Verdict.waiting),
    ([.passed, .passed], .passed),
    ([.waiting, .unsupported], .unsupported),
    ([.unsupported, .errored], .errored),
    ([.errored, .failed, .passed], .failed),
    ([], .waiting),
  ])
  func `an attempt is worth the worst of its checks`(checks: [Verdict], whole: Verdict) {
    #expect(AttemptReport.verdict(of: checks.map { Samples.check("c", $0) }) == whole)
  }

  @Test func `points add up`() {
    #expect(Samples.killed.maxScore == 10)
    #expect(Samples.mixed.score == 10)
    #expect(Samples.mixed.maxScore == 30)
    #expect(Samples.mixed.count(.failed) == 1)
  }

  @Test func `what waits has failed once the report is settled`() {
    let open = Samples.attempt("m/x", [Samples.check("a", .passed), Samples.check("b", .waiting)])
    let settled = open.settled()
    #expect(settled.verdict == .failed)
    #expect(settled.checks.map(\.verdict) == [.passed, .failed])
    #expect(settled.checks[1].reason == "not-finished")

    var never = Samples.attempt("m/x", [Samples.check("a", .waiting)], attempt: nil)
    never = never.settled()
    #expect(never.checks[0].reason == "not-begun")
  }

  @Test func `what was not judged says so in a settled report, too`() {
    let settled = Samples.killed.settled()
    #expect(settled.checks.map(\.verdict) == [.failed, .failed])
    #expect(settled.checks.map(\.reason) == ["killed", "not-judged"])
  }

  @Test func `what the lab couldn't judge is never turned into a failure`() {
    for verdict in [Verdict.errored, .unsupported] {
      #expect(Samples.attempt("m/x", [Samples.check("a", verdict)]).settled().verdict == verdict)
    }
  }

  @Test(arguments: ReportFormat.allCases)
  func `every form ends with one newline and holds no escape sequence`(format: ReportFormat) {
    let documents = [
      ReportDocument(attempts: []), Samples.mixed, ReportDocument(attempts: [Samples.hostile]),
    ]
    for document in documents {
      let text = document.rendered(as: format)
      #expect(text.hasSuffix("\n"))
      #expect(!text.hasSuffix("\n\n"))
      #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" && $0 != "\t" })
    }
  }
}
