import Course
import LabTestSupport
import Testing

@testable import Attempts

@Suite struct ScriptLineTests {
  @Test func `lines are typed as they are, comments and blank lines are not`() throws {
    let script = """
      # What this does.

      kill $job
        indented --line
      # another
      echo "# no comment"; true
      """
    #expect(
      try ScriptLine.lines(of: script) == [
        .type("kill $job"), .type("  indented --line"), .type("echo \"# no comment\"; true"),
      ])
  }

  @Test(arguments: [
    ("#: keys ^Z", ScriptLine.keys("^Z")), ("#: keys 42^M", .keys("42^M")),
    ("#:keys ^C", .keys("^C")), ("  #: keys a b", .keys("a b")),
    ("#: wait saved", .wait(check: "saved", seconds: 10)),
    ("#: wait saved 25s", .wait(check: "saved", seconds: 25)),
    ("#: wait saved 2.5", .wait(check: "saved", seconds: 2.5)),
    ("#: until 'test -e x'", .until(test: "test -e x", seconds: 10)),
    (
      "#: until '[ -n \"$a\" ] && test -e x' 15s",
      .until(test: "[ -n \"$a\" ] && test -e x", seconds: 15)
    ),
    ("#: trial hang-up", .trial("hang-up")),
  ])
  func `a directive drives the terminal`(line: String, expected: ScriptLine) throws {
    #expect(try ScriptLine.lines(of: line) == [expected])
  }

  @Test(arguments: [
    "#:", "#: ", "#: keys", "#: wait", "#: trial", "#: until", "#: until x", "#: until 'x",
    "#: until '", "#: press ^Z", "#: waits saved",
  ])
  func `a directive that makes no sense is an error with its line`(line: String) {
    let error = #expect(throws: ScriptLine.Mistake.self) {
      try ScriptLine.lines(of: "true\n\n\(line)\n")
    }
    #expect(error?.line == 3)
  }

  @Test func `no script makes the parser trap`() {
    let script = "# c\nkill $job\n#: keys ^Z\n#: wait saved 10s\n#: until 'x' 3s\n#: trial t\n"
    for bytes in HostileBytes.all(of: Array(script.utf8)) {
      _ = try? ScriptLine.lines(of: String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func `every shipped script can be read`() throws {
    let test = try TestLab()
    for id in try test.lab.library().exerciseIDs() {
      let exercise = try test.lab.exercise(id)
      for script in exercise.solutions + exercise.nearMissScripts {
        #expect(throws: Never.self) { try ScriptLine.lines(of: script.text) }
      }
    }
  }
}
