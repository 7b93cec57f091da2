import ProcFS
import Record
import Testing

@testable import Checking

@Suite struct AnswerTests {
  private func facts(_ comm: String, _ arguments: [String], _ state: String = "S") -> ProcessFacts {
    var facts = ProcessFacts()
    facts.comm = comm
    facts.arguments = arguments
    facts.state = state
    return facts
  }

  static let find = """
    - id: found
      title: the PID of the trainer
      points: 10
      answer: pid
      is: {process: job}
      because:
        wrapper: {when: {answer: {process: wrapper}}, say: "{{answer.pid}} is {{answer.comm}}"}
        near: {when: {answer: {process: near}}, say: "its --run is {{answer.argument.run}}, not {{run}}"}
    """
  static let pid = #"{pid: {type: pid, ask: "The PID"}}"#

  private var journal: ExampleJournal {
    var journal = ExampleJournal()
    journal.bind("job", 42)
    journal.bind("wrapper", 43) { $0.comm = "bash" }
    journal.bind("near", 44)
    journal.ready()
    return journal
  }

  @Test func `no answer waits, and the right one passes with what it is`() throws {
    var journal = journal
    let sheet = try Sheet(Self.find, answers: Self.pid)
    #expect(sheet.verdicts(journal)["found"]?.observed == "no answer yet")
    let facts = facts("lab-train", ["lab-train", "--run", "bert-k7q"])
    journal.answer("pid", "42", at: 5, facts: ["42": facts])
    let verdict = try #require(sheet.verdicts(journal)["found"])
    #expect(verdict.verdict == .passed && verdict.basis == .answer && verdict.score == 10)
    #expect(verdict.observed == "42, which is lab-train")
    #expect(
      verdict.evidence.map(\.value) == ["lab-train", "lab-train --run bert-k7q"])
  }

  @Test func `a wrong answer has its reason, in the answer's own facts`() throws {
    var journal = journal
    let sheet = try Sheet(Self.find, answers: Self.pid)
    journal.answer(
      "pid", "43", at: 5, facts: ["43": facts("bash", ["bash", "-c", "tail -F bert-k7q.log"])])
    var verdict = try #require(sheet.verdicts(journal)["found"])
    #expect(verdict.verdict == .failed && verdict.reason == "wrapper")
    #expect(verdict.rationale == "43 is bash")
    journal.answer(
      "pid", "44", at: 6, facts: ["44": facts("lab-train", ["lab-train", "--run", "bert-k7q-2"])])
    verdict = try #require(sheet.verdicts(journal)["found"])
    #expect(verdict.rationale == "its --run is bert-k7q-2, not bert-k7q")
    journal.answer("pid", "1", at: 7)
    verdict = try #require(sheet.verdicts(journal)["found"])
    #expect(verdict.verdict == .failed && verdict.reason == "wrong-answer")
    #expect(verdict.observed == "1: no such process then")
    // What is right isn't given away.
    #expect(!"\(verdict)".contains("42"))
  }

  @Test func `a wrong answer shows no evidence that is the right one`() throws {
    var journal = ExampleJournal()
    journal.unit("server", ["NRestarts": "3"], at: 1)
    journal.ready()
    let sheet = try Sheet(
      "- {id: count, title: how often, points: 2, answer: restarts, is: {unit: server, property: NRestarts}}",
      answers: "restarts: {type: int, ask: \"How often?\"}")
    journal.answer("restarts", "9", at: 5)
    var verdict = try #require(sheet.verdicts(journal)["count"])
    #expect(verdict.verdict == .failed)
    #expect(verdict.evidence.isEmpty)
    #expect(!"\(verdict)".contains("3"))
    journal.answer("restarts", "3", at: 6)
    verdict = try #require(sheet.verdicts(journal)["count"])
    #expect(verdict.verdict == .passed)
    #expect(verdict.evidence.map(\.value) == ["3"])
  }

  @Test func `a list must be exactly the role's processes`() throws {
    var journal = journal
    let spec = #"{loaders: {type: pid-list, ask: "The loaders"}}"#
    let yaml = """
      - id: a
        title: the loaders
        points: 4
        answer: loaders
        is: {process: [job, near], all: true}
        because: {threads: {when: {answer: {thread-of: job}}, say: "{{answer.bad}} is a thread of {{answer.tgid}}"}}
      """
    let sheet = try Sheet(yaml, answers: spec)
    journal.answer("loaders", "44 42", at: 5)
    #expect(sheet.verdicts(journal)["a"]?.verdict == .passed)
    var wrong = self.journal
    var job = facts("lab-train", [])
    job.threadIDs = [77]
    wrong.answer("loaders", "42, 44 77", at: 5, facts: ["42": job, "77": facts("lab-train", [])])
    let verdict = try #require(sheet.verdicts(wrong)["a"])
    #expect(verdict.reason == "threads")
    #expect(verdict.rationale == "77 is a thread of 42")
  }

  @Test func `a map is judged key by key, and scored so`() throws {
    let spec = """
      labels: {type: map, keys: [job, wrapper, near, absent], shown-as: pid, values: [R, S, T], ask: "Letters"}
      """
    let yaml = """
      - id: a
        title: the letters
        points: 10
        partial: per-key
        answer: labels
        is: {majority: state}
        because: {no-r: {when: {not: {answer: {equals: R, some: true}}}, say: "no R"}}
      """
    let sheet = try Sheet(yaml, answers: spec)
    var journal = journal
    var busy = facts("lab-burn", [])
    busy.stateCounts = ["R": 18, "S": 2]
    journal.answer("labels", "42=S 43=S 44=S", at: 5, facts: ["44": busy])
    var verdict = try #require(sheet.verdicts(journal)["a"])
    #expect(verdict.verdict == .failed && verdict.reason == "no-r")
    #expect(verdict.score == 6.6 && verdict.observed.hasSuffix("2 of 3 are right"))
    journal.answer("labels", "42=S, 43=S, 44=R", at: 6, facts: ["44": busy])
    verdict = try #require(sheet.verdicts(journal)["a"])
    #expect(verdict.verdict == .passed && verdict.score == 10)
    #expect(verdict.evidence.contains { $0.value == "R in 18 of 20 samples" })
  }

  @Test(arguments: [
    ("pid", "42", true), ("pid", "zwölf", false), ("pid", "-1", false), ("pid", "", false),
    ("pid-list", "1 2,3", true), ("pid-list", "1 x", false), ("pid-list", "", false),
    ("int", "120", true), ("int", "120 MiB", true), ("int", "120M", true), ("int", "much", false),
    ("text", "x y", true), ("text", "  ", false), ("choice", "r", true), ("choice", "Q", false),
  ])
  func `an answer is read in its form, or refused in words`(
    _ form: String, _ text: String, _ isFine: Bool
  ) throws {
    let log = ContentLog()
    let node = try #require(
      ContentParser.parse(
        "{type: \(form), ask: What, values: [R, S], unit: MiB}", file: "a", log: log))
    let spec = try #require(AnswerSpec("a", node, log: log))
    switch AnswerValue.read(text, as: spec, Names()) {
    case .success: #expect(isFine)
    case .failure(let problem):
      #expect(!isFine)
      #expect(!problem.message.isEmpty)
    }
  }

  @Test func `labels of strangers, unknown words and missing ones are refused`() throws {
    let log = ContentLog()
    let node = try #require(
      ContentParser.parse(
        "{type: map, ask: What, keys: [job, near], shown-as: pid, in-order: near job, values: [R, S]}",
        file: "a", log: log))
    let spec = try #require(AnswerSpec("a", node, log: log))
    let names = Names(timeline: journal.timeline)
    #expect(spec.shownKeys(names) == ["near", "job"])
    for (text, words) in [
      ("42=R", "not labelled yet: 44"), ("99=R 42=R", "99 is not one of those"),
      ("42=X 44=R", "'X' is not one of R, S"), ("42", "pairs such as"),
    ] {
      guard case .failure(let problem) = AnswerValue.read(text, as: spec, names) else {
        Issue.record("\(text) was taken")
        continue
      }
      #expect(problem.message.hasPrefix(words), "\(problem)")
    }
  }

  @Test func `files give points for each value`() throws {
    let yaml = """
      - id: a
        title: the lines
        points: 10
        partial: per-key
        of: job
        now: {file: {path: dossier, format: key-value, values: {pid: {field: pid}, comm: {field: comm}, nice: {field: nice}, x: {above: 0}}}}
        because: {none: {when: {file: {path: dossier, format: key-value, values: {x: {equals: 0}}}}, say: "x is 0"}}
      """
    let sheet = try Sheet(yaml)
    var journal = journal
    journal.files = [FileFacts(pattern: "dossier", matches: [])]
    #expect(sheet.verdicts(journal)["a"]?.verdict == .waiting)
    journal.files = []
    journal.file("dossier", "pid=42\ncomm=bash\nnice = 0\n", at: 5)
    var verdict = try #require(sheet.verdicts(journal)["a"])
    #expect(verdict.verdict == .waiting && verdict.score == 5)
    #expect(verdict.observed == "dossier: comm is bash, x is missing")
    journal.files = []
    journal.file("dossier", "pid=42\ncomm=lab-train\nnice=0\nx=0\n", at: 5)
    verdict = try #require(sheet.verdicts(journal)["a"])
    #expect(verdict.verdict == .failed && verdict.reason == "none" && verdict.score == 7.5)
  }
}
