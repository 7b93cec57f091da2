import FoundationEssentials
import Glibc
import LabTestSupport
import Observation
import ProcFS
import Progress
import Record
import Supervision
import Testing

@testable import Attempts

extension RealAttempts {
  /// What learners, disks and reboots do to the lab's state.
  @Suite struct BadStateTests {
    @Test func `a deleted bench is said, not tripped over`() async throws {
      let test = try TestLab()
      let attempt = try test.lab.start("signals/term-first")
      try FileManager.default.removeItem(atPath: attempt.bench)
      #expect(try attempt.judge().allSatisfy { $0.verdict == .waiting })
      let resumed = try test.another().resume(since: nil)
      #expect(resumed.count == 1)
      #expect(resumed.first?.note.contains("is gone. retry sets it up afresh") == true)
      let fresh = try test.lab.retry(attempt)
      #expect(access("\(fresh.attempt.bench)/training.pid", F_OK) == 0)
      #expect(try fresh.attempt.judge().areAll == .waiting)
    }

    @Test func `what is in a bench moves out of a new attempt's way, and is kept`() throws {
      let test = try TestLab()
      let bench = "home/lab/signals/term-first"
      try test.folder.write("mine\n", to: "\(bench)/notes.txt")
      let attempt = try test.lab.start("signals/term-first")
      #expect(access("\(attempt.bench)/notes.txt", F_OK) != 0)
      #expect(
        try test.folder.text("state/attempts/\(attempt.id)/before/notes.txt") == "mine\n")
    }

    @Test func `a corrupt database is kept aside, and the lab goes on`() throws {
      let test = try TestLab()
      try test.folder.write("not a database, but somebody's\n", to: "state/lab.sqlite")
      chmod(test.folder.path("state"), 0o700)
      var said: [String] = []
      test.lab.onNotice = { said.append($0) }
      #expect(try test.lab.openAttempts().isEmpty)
      #expect(said.count == 1)
      let kept = try FileManager.default.contentsOfDirectory(atPath: test.folder.path("state"))
        .filter { $0.contains(".corrupt-") }
      #expect(kept.count == 1)
      #expect(try test.folder.text("state/\(kept[0])").hasPrefix("not a database"))
      #expect(try test.lab.start("signals/pause-resume").judge().areAll == .waiting)
    }

    @Test func `another boot interrupts what was open, and start sets it up afresh`() throws {
      let copy = try TemporaryDirectory(prefix: "lab-use")
      let id: String
      let parameters: [String: String]
      do {
        let test = try TestLab()
        let attempt = try test.lab.start("signals/term-first")
        id = attempt.id
        parameters = attempt.header.parameters
        try copy.makeDirectory("state")
        chmod(copy.path("state"), 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: test.folder.path("state"))
        where name == "attempts" || name.hasPrefix("lab.sqlite") {
          try FileManager.default.copyItem(
            atPath: test.folder.path("state/\(name)"), toPath: copy.path("state/\(name)"))
        }
      }
      // The copy is what would be found after a restart of the machine.
      let journal = "state/attempts/\(id)/journal.ndjson"
      let boot = Observer().boot.description
      let other = "00000000-1111-2222-3333-444444444444"
      try copy.write(try copy.text(journal).replacing(boot, with: other), to: journal)

      let test = try TestLab(folder: copy)
      let resumed = try test.lab.resume(since: nil)
      #expect(resumed.count == 1)
      #expect(resumed.first?.note.contains("restarted while signals/term-first was open") == true)
      #expect(try test.lab.store().attempt(id)?.state == .interrupted)
      #expect(try test.lab.openAttempts().isEmpty)

      let fresh = try test.lab.start("signals/term-first")
      #expect(fresh.id != id)
      #expect(fresh.header.parameters == parameters)
      #expect(try fresh.judge().areAll == .waiting)
    }

    @Test func `another boot interrupts also where nobody resumed first`() throws {
      let test = try TestLab()
      let attempt = try test.lab.start("signals/pause-resume")
      try test.lab.stop(attempt, reason: "stopped")
      let stored = attempt.stored
      let boot = Observer().boot.description
      let other = "00000000-1111-2222-3333-444444444444"
      let journal = "state/attempts/\(attempt.id)/journal.ndjson"
      let lines =
        try test.folder.text(journal).split(separator: "\n")
        .filter { !$0.contains("\"closed\"") }.joined(separator: "\n") + "\n"
      try test.folder.write(lines.replacing(boot, with: other), to: journal)
      var again = stored
      again.id = "\(stored.id)-2"
      again.boot = other
      try FileManager.default.copyItem(
        atPath: test.folder.path("state/attempts/\(stored.id)"),
        toPath: test.folder.path("state/attempts/\(again.id)"))
      try test.lab.store().open(again)
      let fresh = try test.lab.start("signals/pause-resume")
      #expect(fresh.id != again.id)
      #expect(try test.lab.store().attempt(again.id)?.state == .interrupted)
    }

    @Test func `an attempt whose record can't be read says what to do`() throws {
      let test = try TestLab()
      let attempt = try test.lab.start("signals/pause-resume")
      try test.lab.stop(attempt, reason: "stopped")
      try test.folder.write("garbage\n", to: "state/attempts/\(attempt.id)/journal.ndjson")
      let error = #expect(throws: AttemptError.self) {
        try Attempt(attempt.stored, lab: test.lab)
      }
      #expect(error?.description.contains("retry signals/pause-resume") == true)
    }
  }
}
