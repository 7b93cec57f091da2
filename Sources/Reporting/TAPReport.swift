internal import Record

/// The Test Anything Protocol, version 14 (testanything.org): a line a check.
///
/// Unsupported is `# SKIP`, waiting is `not ok … # TODO`: neither counts as failed. Everything but a
/// pass has a YAML block with what was expected and seen.
public enum TAPReport {
  /// A whole report, with a newline at its end.
  public static func render(_ document: ReportDocument) -> String {
    let count = document.attempts.reduce(0) { $0 + $1.lines.count }
    var text = "TAP version 14\n"
    text += count == 0 ? "1..0 # SKIP nothing was judged\n" : "1..\(count)\n"
    var number = 0
    for attempt in document.attempts {
      for check in attempt.lines {
        number += 1
        text += line(number, check, of: attempt.exercise)
        text += block(check)
      }
    }
    return text
  }

  private static func line(_ number: Int, _ check: CheckVerdict, of exercise: String) -> String {
    let ok =
      switch check.verdict {
      case .passed, .unsupported: "ok"
      case .failed, .errored, .waiting: "not ok"
      }
    let directive =
      switch check.verdict {
      case .passed, .failed, .errored: ""
      case .unsupported: " # SKIP \(escaped(check.rationale ?? check.observed))"
      case .waiting: " # TODO \(escaped(check.reason ?? "not yet"))"
      }
    let description = escaped("\(exercise) \(check.id): \(check.title)")
    return "\(ok) \(number) - \(description)\(directive)\n"
  }

  private static func block(_ check: CheckVerdict) -> String {
    if check.verdict == .passed { return "" }
    var lines = ["verdict: \(check.verdict.rawValue)"]
    if let reason = check.reason { lines.append("reason: \(quoted(reason))") }
    lines.append("score: \(Points.text(check.score))")
    lines.append("maxScore: \(Points.text(check.maxScore))")
    if !check.expected.isEmpty { lines.append("expected: \(quoted(check.expected))") }
    if !check.observed.isEmpty { lines.append("observed: \(quoted(check.observed))") }
    if !check.evidence.isEmpty {
      lines.append("evidence:")
      lines += check.evidence.map { "  - \(quoted(Points.evidence($0)))" }
    }
    if let rationale = check.rationale { lines.append("rationale: \(quoted(rationale))") }
    if let help = check.help { lines.append("help: \(quoted(help))") }
    return "  ---\n" + lines.map { "  \($0)\n" }.joined() + "  ...\n"
  }

  /// A description: one line, with `\` and `#` escaped, so that no directive begins in it.
  static func escaped(_ string: String) -> String {
    Printable.line(string)
      .split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
      .split(separator: "#", omittingEmptySubsequences: false).joined(separator: "\\#")
  }

  /// A double-quoted YAML scalar, YAML 1.2 section 7.3.1.
  static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}":
        result += Printable.escape(scalar)
      case "\u{2028}": result += "\\L"
      case "\u{2029}": result += "\\P"
      case "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
        result += "\\u\(String(scalar.value, radix: 16))"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
