internal import Record

/// Outside text, made safe to print: a process may call itself anything, escape sequences included.
enum Printable {
  /// One line without control characters: blanks for newlines and tabs, `\x1b` for the others.
  static func line(_ string: String) -> String {
    var result = ""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\n", "\t", "\r", "\u{2028}", "\u{2029}": result += " "
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}": result += escape(scalar)
      // Marks that turn the direction of what follows.
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": result += escape(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `\x1b`, or `\u{202e}` beyond a byte.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    if scalar.value > 0xFF { return "\\u{\(digits)}" }
    return digits.count < 2 ? "\\x0\(digits)" : "\\x\(digits)"
  }
}

/// Numbers and facts in the forms that all reports share.
enum Points {
  /// Without decimals where there are none, else with at most two: `10`, `3.33`.
  static func text(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let hundredths = Int((value * 100).rounded())
    let whole = hundredths / 100
    let rest = abs(hundredths % 100)
    if rest == 0 { return "\(whole)" }
    let sign = hundredths < 0 && whole == 0 ? "-" : ""
    let digits = rest < 10 ? "0\(rest)" : rest % 10 == 0 ? "\(rest / 10)" : "\(rest)"
    return "\(sign)\(whole).\(digits)"
  }

  /// `/proc/42/stat, field 3 = T`.
  static func evidence(_ evidence: Evidence) -> String {
    let place =
      evidence.field.isEmpty ? evidence.source : "\(evidence.source), \(evidence.field)"
    return "\(place) = \(evidence.value)"
  }
}
