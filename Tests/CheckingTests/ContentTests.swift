import LabTestSupport
import Testing

@testable import Checking

@Suite struct ContentTests {
  static let good = """
    - id: graceful
      title: "stopped {{hold}}"
      points: 5
      of: [job, other]
      sequence: [{received: {signal: TERM, by: learner}}, {ended: {code: 143}}]
      for: "{{hold}}s"
      because:
        killed: {when: {all: [{ended: {killed-by: KILL}}, {not: {of: job, state: [stopped, zombie]}}]}, say: "a", help: "b"}
    - {id: b, title: t, points: 5, answer: pid, is: {field: rss-kb, of: job, tolerance: 5%}, partial: per-key}
    - {id: c, title: t, points: 5, of: job, now: {file: {glob: "c_*", format: json, values: {a: {above: 1}}}}}
    """

  private func problems(_ yaml: String) -> [String] {
    let log = ContentLog()
    if let node = ContentParser.parse(yaml, file: "f.yaml", log: log) {
      _ = CheckReader.checks(node, log: log)
    }
    return log.sortedProblems.map(\.description)
  }

  @Test func `good content has no problems`() { #expect(problems(Self.good).isEmpty) }

  @Test(arguments: [
    (
      "points: 5\n  of", "point: 5\n  of", "f.yaml:3:3: unknown key 'point'; did you mean 'points'?"
    ),
    (
      "{received:", "{recieved:",
      "f.yaml:5:15: unknown predicate 'recieved'; did you mean 'received'?"
    ),
    ("code: 143", "kode: 143", "f.yaml:5:64: unknown key 'kode'; did you mean 'code'?"),
    ("signal: TERM", "signal: TREM", "f.yaml:5:34: 'TREM' is not a signal such as TERM or HUP"),
    ("by: learner", "by: lerner", "f.yaml:5:44: unknown word 'lerner'; did you mean 'learner'?"),
    ("code: 143", "code: many", "f.yaml:5:70: 'many' is not a whole number"),
    ("tolerance: 5%", "tolerance: few", "f.yaml:9:85: 'few' is not a tolerance such as 5% or 1"),
    ("id: b", "id: c", "f.yaml:10:3: a second check with the id 'c'"),
    (
      "[stopped, zombie]", "[stoped]", "f.yaml:8:79: unknown word 'stoped'; did you mean 'stopped'?"
    ),
    ("say: \"a\"", "sya: \"a\"", "f.yaml:8:101: unknown key 'sya'; did you mean 'say'?"),
    ("of: job, now", "now", "f.yaml:10:35: key 'of' x"),
    ("partial: per-key", "partial: some", "f.yaml:9:99: 'partial' can only be per-key"),
    ("for: \"{{hold}}s\"", "for: 5s\n  for: 6s", "f.yaml:7:3: 'for' is given twice"),
    ("above: 1", "abvoe: 1", "f.yaml:10:94: unknown comparison 'abvoe'; did you mean 'above'?"),
  ])
  func `a slip is said with its place and what was meant`(
    _ from: String, _ to: String, _ expected: String
  ) throws {
    let yaml = Self.good.replacing(from, with: to)
    #expect(yaml != Self.good)
    if expected.hasSuffix(" x") {
      // A file predicate whose values need no process needs no subject.
      #expect(problems(yaml).isEmpty)
    } else {
      #expect(problems(yaml).contains(expected), "\(problems(yaml))")
    }
  }

  @Test func `a misspelt key isn't called missing as well`() {
    let all = problems(Self.good.replacing("say: \"a\"", with: "sya: \"a\""))
    #expect(all.count == 1, "\(all)")
  }

  @Test func `several slips are all said`() {
    let yaml = Self.good.replacing("points", with: "point").replacing("signal:", with: "singal:")
    #expect(problems(yaml).filter { $0.contains("did you mean") }.count == 4)
  }

  @Test(arguments: [
    ("a: [1, 2\nb: 3", "not YAML"), ("", "the file is empty"), ("\ta: 1", "not YAML"),
    ("- a\n- b: c\n d: [", "not YAML"), ("\u{0}", "not "), ("a: 1\na: 2", "'a' is given twice"),
  ])
  func `what isn't YAML is a problem with a place`(_ yaml: String, _ words: String) {
    let all = problems(yaml)
    #expect(all.contains { $0.contains(words) }, "\(all)")
    #expect(all.allSatisfy { $0.hasPrefix("f.yaml:") })
  }

  @Test func `aliases that unfold without end are stopped`() {
    var yaml = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    for level in 1..<9 {
      let before = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      yaml += "a\(level): &a\(level) [\(before)]\n"
    }
    #expect(problems(yaml).contains { $0.contains("aliases unfold without end") })
  }

  @Test func `deep nesting is a problem, not a crash`() {
    #expect(!problems(String(repeating: "[", count: 100_000)).isEmpty)
    #expect(!problems(String(repeating: "- ", count: 100_000)).isEmpty)
  }

  @Test func `no prefix and no changed byte traps`() {
    for bytes in HostileBytes.prefixes(of: Array(Self.good.utf8)) {
      _ = problems(String(decoding: bytes, as: UTF8.self))
    }
    for bytes in HostileBytes.mutations(of: Array(Self.good.utf8), count: 800) {
      let log = ContentLog()
      guard
        let node = ContentParser.parse(String(decoding: bytes, as: UTF8.self), file: "f", log: log)
      else { continue }
      // What can be read can also be judged, whatever it says.
      let checks = CheckReader.checks(node, log: log)
      var journal = ExampleJournal.trainer()
      journal.end(42, status: 9, at: 5)
      _ = Judge.judge(checks, [], journal.roles, journal.world)
    }
  }

  @Test(arguments: [
    ("5s", 5.0), ("200ms", 0.2), ("10m", 600), ("2h", 7200), ("7", 7), ("0.5s", 0.5),
  ])
  func `stretches of time`(_ text: String, _ seconds: Double) {
    #expect(Stretch(content: text)?.seconds == seconds)
  }

  @Test(arguments: ["", "s", "-5s", "5x", "nan", "inf", "1e99s", "99999999999h"])
  func `what isn't a stretch of time`(_ text: String) { #expect(Stretch(content: text) == nil) }

  @Test func `suggestions are near, or none`() {
    #expect(Suggestion.near("recieved", among: ["received", "reported"]) == ["received"])
    #expect(Suggestion.near("xyz", among: ["received"]).isEmpty)
    #expect(Suggestion.ending(for: "zzz", among: ["b", "a"]) == "; one of: a, b")
    #expect(Suggestion.distance("", "abc") == 3)
    #expect(Suggestion.distance("abdc", "abcd") == 1)
  }
}

@Suite struct TemplateTests {
  @Test func `names are found and filled`() {
    let template = Template("kill {{job.pid}} in {{ bench }}; ${x} {{}} {{a b}")
    #expect(template.names == ["job.pid", "bench"])
    #expect(template.filled { $0 == "job.pid" ? "42" : nil } == "kill 42 in ?; ${x} {{}} {{a b}")
    #expect(template.filledCompletely { _ in nil } == nil)
    #expect(Template("plain").isPlain)
  }

  @Test(arguments: ["{{", "}}", "{{a", "{{a}", "{{{a}}}", "{{a}}}}", "{{\n}}", "日{{本}}"])
  func `half a template is text`(_ text: String) {
    _ = Template(text).filled { _ in "x" }
    #expect(Template(text).source == text)
  }
}

@Suite struct ReferenceTests {
  @Test func `the schema names every kind and is JSON`() throws {
    let schema = CourseSchema.json()
    for kind in VocabularyRegistry.kinds { #expect(schema.contains("\"\(kind.key)\"")) }
    // YAML 1.2 takes JSON.
    let log = ContentLog()
    #expect(ContentParser.parse(schema, file: "schema.json", log: log) != nil)
    #expect(log.problems.isEmpty)
  }

  @Test func `the reference page shows every kind`() {
    let page = VocabularyReference.markdown()
    for kind in VocabularyRegistry.kinds { #expect(page.contains("### \(kind.key)\n")) }
    for kind in Match.kinds { #expect(page.contains("### \(kind.key)\n")) }
  }
}
