import Checking
import FoundationEssentials
import Glibc
import LabTestSupport
import ProcFS
import Record
import Supervision
import Testing

@testable import Attempts

extension RealAttempts {
  /// kill -9 of the supervisor: what is in the journal stays, and what was missed is nobody's fault.
  @Suite struct SupervisorDeathTests {
    @Test func `killed at random moments, no recorded evidence is lost`() async throws {
      let test = try TestLab()
      let attempt = try test.lab.start("signals/term-first")
      for _ in 1...4 {
        // A moment in the middle of what is going on: some records later.
        let now = try test.records(attempt).count
        let more = Int.random(in: 0...3)
        try await eventually("\(more) more records", within: .seconds(60), every: .milliseconds(1))
        {
          try test.records(attempt).count >= now + more
        }
        try await test.killSupervisor()
        let before = try test.records(attempt)

        let verdicts = try attempt.judge()
        #expect(verdicts.allSatisfy { $0.verdict == .waiting }, "\(verdicts)")
        let after = try test.records(attempt)
        #expect(Array(after.prefix(before.count)) == before)
        #expect(after.map(\.sequence) == Array(0..<after.count))
        #expect(
          after.dropFirst(before.count).contains {
            if case .resumed = $0.event { true } else { false }
          })
      }
      kill(try attempt.process("job").pid, SIGTERM)
      let verdicts = try await test.judge(attempt, until: "judged") { verdicts in
        verdicts.allSatisfy { [.passed, .errored].contains($0.verdict) }
      }
      // The trainer reported to the new supervisor, and this kernel tells how others' children end.
      #expect(verdicts["graceful"]?.verdict == .passed || verdicts["graceful"]?.verdict == .errored)
      let fresh = try #require(try test.another().openAttempts().first)
      #expect(try fresh.judge() == verdicts)
    }

    @Test(arguments: 1...3)
    func `killed while the learner acts, the verdict is right or blameless`(round: Int) async throws
    {
      let test = try TestLab()
      let attempt = try test.lab.start("signals/term-first")
      let job = try attempt.process("job")
      let events = "\(attempt.bench)/events.jsonl"
      if round == 1 {
        // Before it: nobody sees the signal arrive.
        try await test.killSupervisor()
        kill(job.pid, SIGTERM)
      } else {
        // In the middle of the save.
        kill(job.pid, SIGTERM)
        if round == 3 {
          try await eventually("the save begins", within: .seconds(30), every: .milliseconds(1)) {
            try String(contentsOfFile: events, encoding: .utf8).contains("saving")
          }
        }
        try await test.killSupervisor()
      }
      try await eventually("the trainer is gone", within: .seconds(60)) {
        access("\(attempt.bench)/training.pid", F_OK) != 0 && !isRunning(job.pid)
      }
      let verdicts = try await test.judge(attempt, until: "judged") { verdicts in
        verdicts["graceful"]?.verdict != .waiting
      }
      for verdict in verdicts {
        #expect(verdict.verdict != .failed, "\(verdict.id): \(verdict.observed)")
      }
      let records = try test.records(attempt)
      #expect(records.map(\.sequence) == Array(0..<records.count))
    }

    @Test func `a torn last line is forgiven`() async throws {
      let test = try TestLab()
      let attempt = try test.lab.start("signals/term-first")
      try await test.killSupervisor()
      let before = try test.records(attempt)
      let file = fopen(test.lab.paths.attempt(attempt.id).journal, "a")
      fputs("{\"at\":12,\"boot\":\"torn", file)
      fclose(file)
      #expect(try attempt.judge().areAll == .waiting)
      kill(try attempt.process("job").pid, SIGKILL)
      try await test.judge(attempt, until: "failed") { $0["graceful"]?.verdict == .failed }
      let after = try test.records(attempt)
      #expect(Array(after.prefix(before.count)) == before)
      #expect(after.map(\.sequence) == Array(0..<after.count))
    }
  }
}

/// Whether a process of that number runs: neither gone nor a zombie.
private func isRunning(_ pid: Int32) -> Bool {
  guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
    let name = stat.lastIndex(of: ")")
  else { return false }
  return !stat[name...].hasPrefix(") Z") && !stat[name...].hasPrefix(") X")
}
