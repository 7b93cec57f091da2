internal import FoundationEssentials
internal import Record

/// JUnit XML: a suite an exercise, a case a check.
///
/// `testsuites > testsuite[name,tests,failures,errors,skipped,time,timestamp] >
/// testcase[name,classname,time] > failure|error[message,type] | skipped`, `system-out`. Failed is a
/// failure, errored an error; unsupported and waiting are skipped. The time of an attempt is its
/// suite's: checks have none of their own.
public enum JUnitReport {
  /// A whole report, with a newline at its end.
  public static func render(_ document: ReportDocument) -> String {
    let lines = document.attempts.map(\.lines)
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"lab\"\(counts(lines.flatMap { $0 }))"
    text += " time=\"\(seconds(document.attempts.reduce(0) { $0 + $1.seconds }))\">\n"
    for (attempt, checks) in zip(document.attempts, lines) {
      text += "  <testsuite\(attribute("name", attempt.exercise))\(counts(checks))"
      text += " time=\"\(seconds(attempt.seconds))\""
      if let time = document.time { text += " timestamp=\"\(timeStamp(time))\"" }
      text += ">\n"
      for check in checks { text += testCase(check, of: attempt) }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private static func counts(_ checks: [CheckVerdict]) -> String {
    let failures = checks.count { $0.verdict == .failed }
    let errors = checks.count { $0.verdict == .errored }
    let skipped = checks.count { $0.verdict == .unsupported || $0.verdict == .waiting }
    return " tests=\"\(checks.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
      + " skipped=\"\(skipped)\""
  }

  private static func testCase(_ check: CheckVerdict, of attempt: AttemptReport) -> String {
    var text = "    <testcase\(attribute("name", "\(check.id): \(check.title)"))"
    text += "\(attribute("classname", attempt.exercise)) time=\"0.000\">\n"
    let message = check.rationale ?? check.observed
    let type = attribute("type", check.reason ?? check.verdict.rawValue)
    switch check.verdict {
    case .passed: break
    case .failed:
      text += "      <failure\(attribute("message", message))\(type)/>\n"
    case .errored:
      text += "      <error\(attribute("message", message))\(type)/>\n"
    case .unsupported, .waiting:
      text += "      <skipped\(attribute("message", skipReason(check)))/>\n"
    }
    text += "      <system-out>\(XML.text(details(check)))</system-out>\n"
    return text + "    </testcase>\n"
  }

  private static func details(_ check: CheckVerdict) -> String {
    var lines = [
      "score \(Points.text(check.score)) of \(Points.text(check.maxScore))"
    ]
    if !check.expected.isEmpty { lines.append("expected \(check.expected)") }
    if !check.observed.isEmpty { lines.append("observed \(check.observed)") }
    lines += check.evidence.map { "source \(Points.evidence($0))" }
    if let rationale = check.rationale { lines.append(rationale) }
    if let help = check.help { lines.append(help) }
    return lines.joined(separator: "\n")
  }

  private static func attribute(_ name: String, _ value: String) -> String {
    " \(name)=\"\(XML.attribute(value))\""
  }

  /// Seconds with three decimals and a point, whatever the locale.
  static func seconds(_ value: Double) -> String {
    let thousandths = value.isFinite && value > 0 ? Int((min(value, 1e12) * 1000).rounded()) : 0
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }

  /// ISO 8601 in UTC, without a fraction: `2025-11-21T16:12:00Z`.
  private static func timeStamp(_ time: Double) -> String {
    Date(timeIntervalSince1970: time.rounded(.down)).formatted(.iso8601)
  }

  private static func skipReason(_ check: CheckVerdict) -> String {
    check.rationale ?? check.reason ?? (check.verdict == .waiting ? "not yet" : check.observed)
  }
}

/// What XML 1.0 needs of text.
enum XML {
  /// For content: `&`, `<` and `>` as entities, what XML has no character for written out.
  static func text(_ string: String) -> String { escaped(string, inAttribute: false) }

  /// For a value between double quotes: quotes too, and blanks that would be made spaces.
  static func attribute(_ string: String) -> String { escaped(string, inAttribute: true) }

  private static func escaped(_ string: String, inAttribute: Bool) -> String {
    var result = ""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"" where inAttribute: result += "&quot;"
      case "\t", "\n":
        if inAttribute {
          result += "&#\(scalar.value);"
        } else {
          result.unicodeScalars.append(scalar)
        }
      case "\r": result += "&#13;"
      // Char, production 2 of XML 1.0: the other controls don't exist, not even as references.
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
        result += Printable.escape(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
