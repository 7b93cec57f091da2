import FoundationEssentials
import Record
import Testing

@testable import Reporting

@Suite struct JSONReportTests {
  @Test func `the schema is what it was`() {
    let check = Samples.check(
      "graceful", .failed, title: "a \"title\"", score: 1.5, maxScore: 6, reason: "killed",
      expected: "143", observed: "9",
      evidence: [Evidence(source: "/proc/4/stat", field: "field 3", value: "Z", at: 12)])
    #expect(
      JSONReport.render(Samples.attempt("signals/term-first", [check])) == """
        {
          "attempt" : "a1",
          "attempts" : 2,
          "basis" : [
            "record",
            "file"
          ],
          "checks" : [
            {
              "basis" : "record",
              "evidence" : [
                {
                  "at" : 12,
                  "field" : "field 3",
                  "source" : "/proc/4/stat",
                  "value" : "Z"
                }
              ],
              "expected" : "143",
              "help" : null,
              "id" : "graceful",
              "maxScore" : 6,
              "observed" : "9",
              "rationale" : null,
              "reason" : "killed",
              "score" : 1.5,
              "title" : "a \\"title\\"",
              "verdict" : "failed"
            }
          ],
          "exercise" : "signals/term-first",
          "hints" : 1,
          "learner" : "alice",
          "maxScore" : 6,
          "schema" : 1,
          "score" : 1.5,
          "seconds" : 250.25,
          "title" : "Stop it, keep the work",
          "verdict" : "failed"
        }

        """)
  }

  private struct Summary: Decodable {
    struct Exercise: Decodable {
      var schema: Int
      var exercise: String
      var attempt: String?
      var checks: [CheckVerdict]
    }
    var schema: Int
    var score: Double
    var passed: Int
    var failed: Int
    var errored: Int
    var exercises: [Exercise]
  }

  @Test func `a report of several exercises counts them and reads back`() throws {
    let text = JSONReport.render(Samples.mixed)
    let summary = try JSONDecoder().decode(Summary.self, from: Data(text.utf8))
    #expect(summary.schema == 1)
    #expect(summary.score == 10)
    #expect((summary.passed, summary.failed, summary.errored) == (1, 1, 1))
    #expect(summary.exercises.map(\.exercise) == Samples.mixed.attempts.map(\.exercise))
    #expect(summary.exercises.map(\.checks) == Samples.mixed.attempts.map(\.checks))
    #expect(summary.exercises.last?.attempt == nil)
  }

  @Test func `any text survives`() throws {
    let text = JSONReport.render(ReportDocument(attempts: [Samples.hostile]))
    let summary = try JSONDecoder().decode(Summary.self, from: Data(text.utf8))
    #expect(summary.exercises.first?.checks == Samples.hostile.checks)
  }

  @Test func `a score that is no number does not lose the report`() {
    let odd = Samples.attempt(
      "m/x", [Samples.check("a", .passed, score: .nan, maxScore: .infinity)])
    #expect(JSONReport.render(odd).contains("\"score\" : \"nan\""))
  }
}
