import Checking
import Course
import Record

/// What an author is shown when a script came to something else than was promised.
struct Explanation {
  let attempt: Attempt
  /// What was typed and pressed, with when.
  let played: [(at: UInt64, line: String)]
  /// The reasons that a near miss promised, by check.
  let expected: [String: String]
  /// Everything that the terminal showed.
  let transcript: String

  /// How many of the terminal's last lines are shown.
  static let terminalLines = 24

  /// What happened; how each check stands; which reasons were tried; what the terminal showed.
  func lines() -> [String] {
    var lines = ["what happened"] + timeline()
    let verdicts = (try? attempt.judge(finalising: true)) ?? []
    lines.append("verdicts")
    for verdict in verdicts {
      let reason = verdict.reason.map { ", \($0)" } ?? ""
      lines.append("  \(verdict.id): \(verdict.verdict.rawValue)\(reason)")
      if verdict.verdict == .passed || verdict.reason == "not-judged" { continue }
      lines += ["    expected   \(verdict.expected)", "    observed   \(verdict.observed)"]
    }
    for check in attempt.exercise.checks {
      let given = verdicts.first { $0.id == check.id }?.reason
      if let wanted = expected[check.id], wanted != given {
        lines += reasons(of: check, wanted: wanted, given: given)
      }
    }
    let shown = transcript.split(separator: "\n").suffix(Self.terminalLines)
    return lines + ["terminal"] + shown.map { "  \($0)" }
  }

  private func timeline() -> [String] {
    let start = attempt.timeline.ready ?? 0
    var events = played.map { (at: $0.at, text: "line     \($0.line)") }
    events += attempt.story().map { (at: $0.at, text: $0.text) }
    return events.filter { $0.at >= start }.sorted { $0.at < $1.at }.map { event in
      "  +\(fixed(Double(event.at - start) / 1e9, 3))  \(event.text)"
    }
  }

  /// In their order, since the first that matches is given.
  private func reasons(of check: Check, wanted: String, given: String?) -> [String] {
    guard !check.because.isEmpty else { return ["\(check.id) has no reasons: because:"] }
    let width = check.because.map(\.id.count).max() ?? 0
    let matching = check.because.filter { attempt.holds($0.when, subject: check.of) }.map(\.id)
    var lines = ["reasons of \(check.id), in order"]
    for reason in check.because {
      let padding = String(repeating: " ", count: width - reason.id.count)
      let answer = matching.contains(reason.id) ? "yes" : "no "
      let remark = reason.id == given ? "  given" : reason.id == wanted ? "  expected" : ""
      let place = "\(reason.place.file.split(separator: "/").last ?? ""):\(reason.place.line)"
      lines.append("  \(reason.id)\(padding)  \(answer)  \(place)\(remark)")
    }
    if let given, matching.contains(given), matching.contains(wanted) {
      lines.append("  Both match; the first wins. Put \(wanted) above \(given).")
    } else if !matching.contains(wanted) {
      lines.append("  '\(wanted)' does not match what happened.")
    }
    return lines
  }
}
