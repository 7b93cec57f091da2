internal import FoundationEssentials
internal import Record

/// JSON of schema 1. Fields are only ever added; a field without a value is `null`, never absent.
///
/// A report is `{schema, time, score, maxScore, passed, failed, errored, unsupported, waiting,
/// exercises: […]}`. Each exercise, and `lab check` by itself, is `{schema, exercise, title, attempt,
/// learner, verdict, score, maxScore, basis: […], hints, attempts, seconds, checks: [{id, title,
/// verdict, score, maxScore, reason, expected, observed, basis, evidence: [{source, field, value,
/// at}], rationale, help}]}`. `time` is seconds since 1970; `at` is nanoseconds of CLOCK_BOOTTIME.
public enum JSONReport {
  /// The version that each object carries.
  public static let schema = 1

  /// A whole report, with a newline at its end.
  public static func render(_ document: ReportDocument) -> String {
    text(DocumentForm(document))
  }

  /// One exercise alone, with a newline at its end.
  public static func render(_ attempt: AttemptReport) -> String {
    text(AttemptForm(attempt))
  }

  private static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // JSON has no word for these; a score that isn't a number is our own mistake, not a reason to
    // lose the report.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(value) else { return "{\"schema\": \(schema)}\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

private struct DocumentForm: Encodable {
  var document: ReportDocument

  init(_ document: ReportDocument) { self.document = document }

  enum Key: String, CodingKey {
    case schema, time, score, maxScore, passed, failed, errored, unsupported, waiting, exercises
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(JSONReport.schema, forKey: .schema)
    try object.encode(document.time, forKey: .time)
    try object.encode(document.score, forKey: .score)
    try object.encode(document.maxScore, forKey: .maxScore)
    for verdict in Verdict.allCases {
      let key: Key =
        switch verdict {
        case .passed: .passed
        case .failed: .failed
        case .errored: .errored
        case .unsupported: .unsupported
        case .waiting: .waiting
        }
      try object.encode(document.count(verdict), forKey: key)
    }
    try object.encode(document.attempts.map(AttemptForm.init), forKey: .exercises)
  }
}

private struct AttemptForm: Encodable {
  var report: AttemptReport

  init(_ report: AttemptReport) { self.report = report }

  enum Key: String, CodingKey {
    case schema, exercise, title, attempt, learner, verdict, score, maxScore, basis, hints
    case attempts, seconds, checks
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(JSONReport.schema, forKey: .schema)
    try object.encode(report.exercise, forKey: .exercise)
    try object.encode(report.title, forKey: .title)
    try object.encode(report.attempt, forKey: .attempt)
    try object.encode(report.learner, forKey: .learner)
    try object.encode(report.verdict, forKey: .verdict)
    try object.encode(report.score, forKey: .score)
    try object.encode(report.maxScore, forKey: .maxScore)
    try object.encode(report.basis, forKey: .basis)
    try object.encode(report.hints, forKey: .hints)
    try object.encode(report.attempts, forKey: .attempts)
    try object.encode(report.seconds, forKey: .seconds)
    try object.encode(report.checks.map(CheckForm.init), forKey: .checks)
  }
}

private struct CheckForm: Encodable {
  var check: CheckVerdict

  init(_ check: CheckVerdict) { self.check = check }

  enum Key: String, CodingKey {
    case id, title, verdict, score, maxScore, reason, expected, observed, basis, evidence
    case rationale, help
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(check.id, forKey: .id)
    try object.encode(check.title, forKey: .title)
    try object.encode(check.verdict, forKey: .verdict)
    try object.encode(check.score, forKey: .score)
    try object.encode(check.maxScore, forKey: .maxScore)
    try object.encode(check.reason, forKey: .reason)
    try object.encode(check.expected, forKey: .expected)
    try object.encode(check.observed, forKey: .observed)
    try object.encode(check.basis, forKey: .basis)
    try object.encode(check.evidence, forKey: .evidence)
    try object.encode(check.rationale, forKey: .rationale)
    try object.encode(check.help, forKey: .help)
  }
}
