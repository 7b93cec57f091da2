import Record
import Testing

@testable import Reporting

@Suite struct TextReportTests {
  @Test func `it reads as check does`() {
    #expect(
      TextReport().render(ReportDocument(attempts: [Samples.passed, Samples.killed])) == """
        processes/find-pid  Stop it, keep the work                            10 of 10
          ✔ 1  the PID of the trainer                                         10 of 10
          2 attempts · 1 hint · 4 min 10 s · judged from record + file

        signals/term-first  Stop it, keep the work                             0 of 10
          ✘ 1  the trainer stopped itself, after SIGTERM                        0 of 6
               expected   exit status 143, after SIGTERM
               observed   ended by signal 9 (KILL), in epoch 26
               source     wait status = 0x0009
               reason     killed
               SIGKILL can't be caught. No line of the trainer's code ran after it.
               retry sets it up afresh.
          – 2  a checkpoint of its last epoch was written                   not judged
          2 attempts · 1 hint · 4 min 10 s · judged from record + file

        1 passed, 1 failed (10 of 20 points)

        """)
  }

  @Test func `without UTF-8 the marks are words`() {
    let text = TextReport(style: TextStyle(unicode: false)).render(Samples.mixed)
    #expect(text.contains("  ok 1  the PID of the trainer"))
    #expect(text.contains("  NO 1  the trainer stopped itself"))
    #expect(text.contains("  !! 1  the log check"))
    #expect(text.contains("  -- 1  the seen check"))
    #expect(text.contains("  ..  not begun\n"))
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test(arguments: [20, 40, 80, 132])
  func `lines keep to the width as long as their words do`(width: Int) {
    let text = TextReport(style: TextStyle(width: width)).render(Samples.mixed)
    for line in text.split(separator: "\n") where line.count > width {
      let words = line.split(separator: " ")
      #expect(words.count <= 3, "\(line)")
    }
  }

  @Test func `the sum names what could not be judged`() {
    let text = TextReport().render(Samples.mixed)
    #expect(
      text.hasSuffix(
        "\n1 passed, 1 failed, 1 waiting, 1 unsupported, 1 errored (10 of 30 points)\n"))
  }

  @Test func `nothing judged is said`() {
    #expect(TextReport().render(ReportDocument(attempts: [])) == "Nothing was judged.\n")
  }

  @Test(arguments: [
    (10.0, "10"), (3.333, "3.33"), (0.5, "0.5"), (2.05, "2.05"), (-0.25, "-0.25"), (0, "0"),
  ])
  func `points have only the decimals they need`(value: Double, text: String) {
    #expect(Points.text(value) == text)
  }

  @Test(arguments: [(0.4, "0 s"), (59.9, "59 s"), (220, "3 min 40 s"), (7_260, "2 h 1 min")])
  func `durations are short`(seconds: Double, text: String) {
    #expect(TextReport.duration(seconds) == text)
  }
}
