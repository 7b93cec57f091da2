import LabTestSupport
import Testing

@testable import LabCommands

@Suite struct ShellQuotedTests {
  @Test(arguments: ["~/lab/signals/term-first", "/tmp/a_b-c.d", "+,:@%", "größe"])
  func `what bash reads as itself stays`(text: String) {
    #expect(shellQuoted(text) == text)
  }

  @Test(arguments: [
    "a b", "it's", "$HOME", "`id`", "a;b", "a&b", "*", "two\nlines", "\\", "\"", "#x", "(x)", "!x",
  ])
  func `everything else comes through bash unchanged`(text: String) throws {
    let quoted = shellQuoted(text)
    #expect(quoted != text)
    let folder = try TemporaryDirectory()
    let output = folder.path("out")
    let program = try SpawnedProcess(
      "/bin/bash", ["--norc", "-c", "printf %s \(quoted) > '\(output)'"])
    try #require(waitUntilEnded(program))
    #expect(try folder.text("out") == text)
  }

  private func waitUntilEnded(_ program: SpawnedProcess) -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      if program.ending() != nil { return true }
    }
    return false
  }
}
