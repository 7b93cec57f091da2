import Record
import Testing

@testable import Reporting

@Suite struct ExitRuleTests {
  @Test(arguments: [
    ([Verdict.passed, .passed], JudgementStatus.passed),
    ([.passed, .failed, .errored], .failed),
    ([.waiting, .failed], .failed),
    ([.passed, .errored], .notJudged),
    ([.passed, .unsupported], .notJudged),
    ([.passed, .waiting], .notJudged),
    ([.waiting], .notJudged),
    ([], .notJudged),
  ])
  func `the status says whether all passed, something failed, or it can't be said`(
    verdicts: [Verdict], status: JudgementStatus
  ) {
    #expect(JudgementStatus(verdicts) == status)
  }

  @Test func `a report ends as its checks do`() {
    #expect(ReportDocument(attempts: []).exitStatus == 3)
    #expect(ReportDocument(attempts: [Samples.passed]).exitStatus == 0)
    #expect(ReportDocument(attempts: [Samples.passed, Samples.killed]).exitStatus == 1)
    let unsupported = Samples.attempt("a/b", [Samples.check("x", .unsupported)])
    #expect(ReportDocument(attempts: [Samples.passed, unsupported]).exitStatus == 3)
    #expect(
      ReportDocument(attempts: [Samples.passed, Samples.attempt("a/b", [], attempt: nil)])
        .exitStatus == 3)
  }
}
