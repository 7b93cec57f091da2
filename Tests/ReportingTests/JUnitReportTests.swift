import Record
import Testing

@testable import Reporting

@Suite struct JUnitReportTests {
  @Test func `a suite an exercise, a case a check`() throws {
    let text = JUnitReport.render(
      ReportDocument(attempts: [Samples.passed, Samples.killed], time: 1_763_740_000.75))
    #expect(
      text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="lab" tests="3" failures="1" errors="0" skipped="1" time="500.500">
          <testsuite name="processes/find-pid" tests="1" failures="0" errors="0" skipped="0" \
        time="250.250" timestamp="2025-11-21T15:46:40Z">
            <testcase name="pid: the PID of the trainer" classname="processes/find-pid" \
        time="0.000">
              <system-out>score 10 of 10</system-out>
            </testcase>
          </testsuite>
          <testsuite name="signals/term-first" tests="2" failures="1" errors="0" skipped="1" \
        time="250.250" timestamp="2025-11-21T15:46:40Z">
            <testcase name="graceful: the trainer stopped itself, after SIGTERM" \
        classname="signals/term-first" time="0.000">
              <failure message="SIGKILL can't be caught. No line of the trainer's code ran after \
        it." type="killed"/>
              <system-out>score 0 of 6
        expected exit status 143, after SIGTERM
        observed ended by signal 9 (KILL), in epoch 26
        source wait status = 0x0009
        SIGKILL can't be caught. No line of the trainer's code ran after it.
        retry sets it up afresh.</system-out>
            </testcase>
            <testcase name="saved: a checkpoint of its last epoch was written" \
        classname="signals/term-first" time="0.000">
              <skipped message="not-judged"/>
              <system-out>score 0 of 4</system-out>
            </testcase>
          </testsuite>
        </testsuites>

        """)
    _ = try StrictXML(text)
  }

  @Test func `whatever a process calls itself, the file stays well-formed`() throws {
    let text = JUnitReport.render(ReportDocument(attempts: [Samples.hostile]))
    let scanned = try StrictXML(text)
    let failure = try #require(scanned.elements.first { $0.path.hasSuffix("/failure") })
    #expect(failure.attributes["message"] == "</failure><!-- & -->")
    let testCase = try #require(scanned.elements.first { $0.path.hasSuffix("/testcase") })
    let name = try #require(testCase.attributes["name"])
    #expect(name == "id<&>\"': a # b \\ c\n...\n1..0 \\x1b[31m\\x00\\u{fffe}]]>")
    let output = try #require(scanned.elements.first { $0.path.hasSuffix("/system-out") })
    #expect(output.text.contains("tab\there, cr\rhere"))
    #expect(output.text.contains("\\x7f\\x85"))
  }

  @Test func `the numbers of the suites add up to those of the file`() throws {
    let elements = try StrictXML(JUnitReport.render(Samples.mixed)).elements
    let root = try #require(elements.first)
    for key in ["tests", "failures", "errors", "skipped"] {
      let parts = elements.filter { $0.path == "testsuites/testsuite" }
        .compactMap { $0.attributes[key].flatMap { Int($0) } }
      #expect(root.attributes[key] == String(parts.reduce(0, +)), "\(key)")
    }
    #expect(root.attributes["tests"] == "6")
    #expect(root.attributes["errors"] == "1")
    #expect(root.attributes["skipped"] == "3")
  }

  @Test(arguments: [(0.0, "0.000"), (1.2344, "1.234"), (61.9996, "62.000"), (-1, "0.000")])
  func `seconds have three decimals and a point`(value: Double, text: String) {
    #expect(JUnitReport.seconds(value) == text)
    #expect(JUnitReport.seconds(.nan) == "0.000")
  }

  @Test(arguments: ["<a>", "<a><b></a></b>", "<a b=\"1\" b=\"2\"/>", "<a>&x;</a>", "<a/><b/>"])
  func `the scanner of these tests is strict`(body: String) {
    #expect(throws: StrictXML.Malformed.self) {
      _ = try StrictXML("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(body)\n")
    }
  }
}
