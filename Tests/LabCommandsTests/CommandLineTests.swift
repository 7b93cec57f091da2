import Foundation
import LabTestSupport
import Testing

@testable import LabCommands

extension EndToEnd {
  /// `lab` as scripts and instructors call it: exit statuses, formats, one line of error.
  @Suite struct CommandLineTests {
    @Test(arguments: [
      (["check"], "no exercise is open"),
      (["start", "signals/term-frist"], "did you mean signals/term-first"),
      (["start", "jobs/nohup"], "at the lab's prompt"),
      (["validate"], "which exercises?"),
      (["validate", "nowhere/nothing"], "no exercise 'nowhere/nothing'"),
      (["validate", "--module", "nothing"], "there is no module"),
      (["validate", "--all", "--format", "pdf"], "pdf"),
      (["map", "nothing"], "there is no module"),
      (["card", "nothing"], "there is no card"),
      (["lesson", "nothing"], "MODULE/LESSON"),
      (["frobnicate"], "frobnicate"),
    ])
    func `wrong usage is 64 and a line on standard error`(words: [String], error: String) throws {
      let home = try LabHome()
      let outcome = try home.run(words)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains(error))
      #expect(outcome.output.isEmpty)
    }

    @Test func `0 when all passed, 1 when something failed; the formats agree`() async throws {
      let home = try LabHome()
      let started = try home.run(["start", "signals/term-first", "--format", "json"])
      #expect(started.status == 0)
      let document = try JSONDecoder().decode(
        StartDocument.self, from: Data(started.output.utf8))
      let job = try #require(document.workloads.first { $0.name == "job" })
      #expect(job.kind == "trainer")
      #expect(isThere(job.pid))
      // Waiting is neither: nothing was judged yet. For a grade it is not finished.
      #expect(try home.run(["check"]).status == 3)
      #expect(try home.run(["validate", "signals/term-first"]).status == 1)

      kill(job.pid, SIGTERM)
      try await eventually("it is passed", within: .seconds(60), every: .milliseconds(200)) {
        try home.run(["check"]).status == 0
      }
      #expect(try home.run(["validate", "signals/term-first"]).status == 0)
      #expect(try home.run(["validate", "--module", "signals"]).status == 1)
      try validateAgrees(home)
    }

    /// One pass of three, in every format.
    private func validateAgrees(_ home: LabHome) throws {
      let what = ["signals/term-first", "signals/stubborn", "jobs/nohup"]
      let json = try home.run(["validate", "--format", "json"] + what)
      #expect(json.status == 1)
      let report = try #require(
        JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect(report["passed"] as? Int == 1)
      #expect(report["failed"] as? Int == 2)
      let exercises = try #require(report["exercises"] as? [[String: Any]])
      let checks = exercises.compactMap { $0["checks"] as? [[String: Any]] }.flatMap { $0 }
      let passed = checks.filter { $0["verdict"] as? String == "passed" }
      #expect(passed.count == 3)
      #expect(passed.allSatisfy { ($0["evidence"] as? [Any])?.isEmpty == false })

      let tap = try home.run(["validate", "--format", "tap"] + what)
      #expect(tap.status == 1)
      let lines = tap.output.split(separator: "\n")
      #expect(lines.first == "TAP version 14")
      #expect(lines.contains("1..\(checks.count)"))
      #expect(lines.count { $0.hasPrefix("ok ") } == 3)
      #expect(lines.count { $0.hasPrefix("not ok ") } == checks.count - 3)

      let junit = home.folder.path("junit.xml")
      let written = try home.run(["validate", "--format", "junit", "--output", junit] + what)
      #expect(written.status == 1)
      #expect(written.output.isEmpty)
      let xml = try home.folder.text("junit.xml")
      #expect(xml.hasPrefix("<?xml"))
      #expect(xml.ranges(of: "<testcase ").count == checks.count)
      #expect(xml.ranges(of: "<failure").count == checks.count - 3)
    }

    @Test func `a damaged database is kept aside and said once`() throws {
      let home = try LabHome()
      #expect(try home.run(["exercises"]).errors.isEmpty)
      let folder = "home/.local/state/lab"
      try home.folder.write(
        "this is no database, but somebody's work\n", to: "\(folder)/lab.sqlite")
      for suffix in ["-wal", "-shm"] { unlink(home.folder.path("\(folder)/lab.sqlite\(suffix)")) }
      let outcome = try home.run(["map"])
      #expect(outcome.status == 0)
      #expect(outcome.errors.contains("It is kept as"))
      #expect(outcome.output.contains("0 of 51 passed"))
      let kept = try FileManager.default.contentsOfDirectory(atPath: home.folder.path(folder))
        .filter { $0.hasPrefix("lab.sqlite.corrupt-") }
      #expect(kept.count == 1)
      #expect(try home.folder.text("\(folder)/\(kept[0])").hasPrefix("this is no database"))
      #expect(try home.run(["map"]).errors.isEmpty)
    }

    @Test func `an environment without a home is one line`() throws {
      let home = try LabHome()
      let outcome = try home.run(["map"], more: ["HOME": "", "XDG_RUNTIME_DIR": ""])
      #expect(outcome.status == 3)
      #expect(outcome.errors.hasPrefix("lab: HOME is not set"))
    }
  }
}
