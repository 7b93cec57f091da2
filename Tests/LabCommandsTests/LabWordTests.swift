import Testing

@testable import LabCommands

@Suite struct LabWordTests {
  @Test(arguments: [
    ("next", LabWord.next), ("  check ", .check), ("task", .task), ("lab", .task),
    ("answer 4242", .answer(["4242"])), ("answer 41=R 42=S", .answer(["41=R", "42=S"])),
    ("map signals", .map("signals")), ("start signals/term-first", .start("signals/term-first")),
    ("retry", .retry(nil)), ("card ps", .card("ps")), ("answer", .answer([])),
    ("start", .start(nil)), ("start term-first", .start("term-first")), ("lab next", .next),
    ("answer labels=\"41=R 42=S\"", .answer(["labels=41=R 42=S"])),
    ("answer 'a b' c", .answer(["a b", "c"])), ("lesson", .lesson(nil)),
    ("lesson systemd/1", .lesson("systemd/1")), ("lab lesson jobs/2", .lesson("jobs/2")),
  ])
  func `a whole line in a verb's shape is the lab's`(line: String, word: LabWord) {
    #expect(LabWord(line: line) == word)
  }

  @Test(arguments: [
    "check | cat", "next; ls", "help kill", "check > file", "answer $(pgrep x)", "answer \"$x\"",
    "next next", "./check", "check &", "'check'", "echo next", "lab check --format json", "",
    "for x in 1; do check; done", "map a b", "lesson jobs/2 | less",
  ])
  func `everything else is bash's`(line: String) {
    #expect(LabWord(line: line) == nil)
  }

  @Test func `a verb in a pipe gets advice`() throws {
    let advice = try #require(LabWord.advice(line: "check | cat"))
    #expect(advice.contains("lab check | cat"))
    #expect(LabWord.advice(line: "ls | cat") == nil)
  }

  @Test(arguments: ["answer file=~/x", "answer pid=$!", "answer {1,2}", "start signals/*"])
  func `a verb with what bash would act on is told how to have both`(line: String) throws {
    let advice = try #require(LabWord.advice(line: line))
    #expect(advice.hasSuffix("With bash's help: lab \(line)"))
  }
}
