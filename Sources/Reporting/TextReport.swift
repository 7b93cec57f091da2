internal import Record

/// The report for people: what `check` shows, for any number of exercises, with a sum at its end.
public struct TextReport: Sendable {
  /// How it may look.
  public let style: TextStyle

  /// A report in this style.
  public init(style: TextStyle = TextStyle()) {
    self.style = style
  }

  /// A whole report, with a newline at its end.
  public func render(_ document: ReportDocument) -> String {
    if document.attempts.isEmpty { return "Nothing was judged.\n" }
    var text = ""
    for attempt in document.attempts { text += render(attempt) + "\n" }
    return text + sum(document) + "\n"
  }

  /// One exercise, with a newline at its end.
  public func render(_ attempt: AttemptReport) -> String {
    var lines = [
      pair("\(attempt.exercise)  \(attempt.title)", points(attempt.score, attempt.maxScore))
    ]
    for (index, check) in attempt.checks.enumerated() {
      lines += render(check, number: index + 1)
    }
    if attempt.checks.isEmpty { lines.append("  \(mark(attempt.verdict))  \(word(attempt))") }
    let footer = facts(attempt)
    if !footer.isEmpty { lines += wrapped(footer, indent: 2, first: 2) }
    return lines.map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private func render(_ check: CheckVerdict, number: Int) -> [String] {
    let notJudged = check.reason == "not-judged"
    let mark = notJudged ? (style.unicode ? "–" : "--") : mark(check.verdict)
    var lines = [
      pair("  \(mark) \(number)  \(check.title)", worth(check, notJudged: notJudged))
    ]
    if check.verdict == .passed || notJudged { return lines }
    lines += labelled("expected", check.expected)
    lines += labelled("observed", check.observed)
    for evidence in check.evidence { lines += labelled("source", Points.evidence(evidence)) }
    if let reason = check.reason { lines += labelled("reason", reason) }
    for paragraph in [check.rationale, check.help] {
      if let paragraph { lines += wrapped(paragraph, indent: 7, first: 7) }
    }
    return lines
  }

  private func mark(_ verdict: Verdict) -> String {
    switch verdict {
    case .passed: style.unicode ? "✔" : "ok"
    case .failed: style.unicode ? "✘" : "NO"
    case .waiting: style.unicode ? "○" : ".."
    case .unsupported: style.unicode ? "–" : "--"
    case .errored: style.unicode ? "!" : "!!"
    }
  }

  private func word(_ attempt: AttemptReport) -> String {
    switch attempt.verdict {
    case .passed: "passed"
    case .failed: attempt.attempt == nil ? "not begun" : "failed"
    case .waiting: attempt.attempt == nil ? "not begun" : "not yet"
    case .unsupported: "this machine can't host it"
    case .errored: "the lab couldn't judge it; that is not your fault"
    }
  }

  private func worth(_ check: CheckVerdict, notJudged: Bool) -> String {
    if notJudged { return "not judged" }
    return switch check.verdict {
    case .passed, .failed: points(check.score, check.maxScore)
    case .waiting: "not yet"
    case .unsupported: "not possible here"
    case .errored: "couldn't be judged"
    }
  }

  private func points(_ score: Double, _ maxScore: Double) -> String {
    "\(Points.text(score)) of \(Points.text(maxScore))"
  }

  /// What there is to say about the attempt: hints, attempts and time, where there are any.
  private func facts(_ attempt: AttemptReport) -> String {
    guard attempt.attempt != nil else { return "" }
    var parts: [String] = []
    if attempt.attempts > 1 { parts.append("\(attempt.attempts) attempts") }
    if attempt.hints > 0 { parts.append(attempt.hints == 1 ? "1 hint" : "\(attempt.hints) hints") }
    if attempt.seconds >= 1 { parts.append(Self.duration(attempt.seconds)) }
    if !attempt.basis.isEmpty {
      parts.append("judged from " + attempt.basis.map(\.rawValue).joined(separator: " + "))
    }
    return parts.joined(separator: style.unicode ? " · " : ", ")
  }

  private func sum(_ document: ReportDocument) -> String {
    var parts = ["\(document.count(.passed)) passed", "\(document.count(.failed)) failed"]
    for verdict in [Verdict.waiting, .unsupported, .errored] where document.count(verdict) > 0 {
      parts.append("\(document.count(verdict)) \(verdict.rawValue)")
    }
    let total = points(document.score, document.maxScore)
    let sum = parts.joined(separator: ", ") + " (\(total) points)"
    return wrapped(sum, indent: 0, first: 0).joined(separator: "\n")
  }

  /// `3 min 40 s`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    if hours > 0 { return "\(hours) h \(minutes) min" }
    return minutes > 0 ? "\(minutes) min \(rest) s" : "\(rest) s"
  }

  /// Left text, and right text flush with the margin; below each other where they don't fit.
  private func pair(_ left: String, _ right: String) -> String {
    let left = Printable.line(left)
    let room = style.width - left.count - right.count - 2
    if room >= 2 { return left + String(repeating: " ", count: room) + right }
    let lines = wrapped(left, indent: 7, first: 0)
    guard let last = lines.last else { return right }
    let fits = last.count + 2 + right.count <= style.width - 2
    return lines.joined(separator: "\n") + (fits ? "  \(right)" : "\n       \(right)")
  }

  private func labelled(_ label: String, _ text: String) -> [String] {
    if text.isEmpty { return [] }
    let head = "       \(label)" + String(repeating: " ", count: max(1, 11 - label.count))
    let indent = min(head.count, style.width / 2)
    var lines = wrapped(text, indent: indent, first: head.count)
    lines[0] = head + lines[0].drop { $0 == " " }
    return lines
  }

  /// Words in lines of the style's width; words longer than a line stand alone.
  private func wrapped(_ text: String, indent: Int, first: Int) -> [String] {
    let clean = Printable.line(text)
    let lead = clean.prefix { $0 == " " }
    var lines: [String] = []
    var line = String(repeating: " ", count: first) + lead
    var isEmpty = true
    for word in clean.split(separator: " ") {
      if !isEmpty && line.count + 1 + word.count > style.width {
        lines.append(line)
        line = String(repeating: " ", count: indent)
        isEmpty = true
      }
      line += isEmpty ? String(word) : " \(word)"
      isEmpty = false
    }
    return lines + [line]
  }
}
