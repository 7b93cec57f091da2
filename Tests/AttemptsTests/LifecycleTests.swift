import Checking
import Course
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
  @Suite struct LifecycleTests {
    @Test func `everything waits at the start, and the signal passes it with evidence`()
      async throws
    {
      let test = try TestLab()
      let attempt = try test.lab.start("signals/term-first")
      #expect(try attempt.judge().areAll == .waiting)
      let job = try attempt.process("job")
      kill(job.pid, SIGTERM)
      let verdicts = try await test.judge(attempt, until: "all passed") { $0.areAll == .passed }
      for verdict in verdicts {
        #expect(!verdict.evidence.isEmpty, "\(verdict.id)")
        #expect(!verdict.expected.isEmpty && !verdict.observed.isEmpty, "\(verdict.id)")
        #expect(verdict.score == verdict.maxScore)
      }
      let graceful = try #require(verdicts["graceful"])
      #expect(graceful.evidence.contains { $0.source.contains("\(job.pid)") })
      #expect(try test.lab.passedExercises() == ["signals/term-first"])
      // Passed stays passed, whatever becomes of the files.
      try FileManager.default.removeItem(atPath: attempt.bench)
      #expect(try attempt.judge() == verdicts)
      #expect(try test.another().judgement(of: "signals/term-first").verdicts == verdicts)
    }

    @Test func `retry keeps the numbers and ends what was left`() async throws {
      let test = try TestLab()
      let first = try test.lab.start("signals/term-first")
      let job = try first.process("job")
      let loader = try first.process("loaders")
      kill(job.pid, SIGKILL)
      let failed = try await test.judge(first, until: "graceful failed") {
        $0["graceful"]?.verdict == .failed
      }
      #expect(failed["graceful"]?.reason == "killed")
      #expect(failed["saved"]?.verdict == .waiting)
      #expect(try !first.canStillPass(first.judge()))

      let fresh = try test.lab.retry(first)
      #expect(fresh.ended.contains { $0.process == loader })
      #expect(!Observer().isAlive(loader) || Observer().state(of: loader) == .zombie)
      #expect(fresh.attempt.header.parameters == first.header.parameters)
      #expect(fresh.attempt.header.run == first.header.run)
      #expect(fresh.attempt.header.nonce != first.header.nonce)
      #expect(!fresh.newNumbers)
      #expect(try fresh.attempt.judge().areAll == .waiting)
      #expect(try test.lab.store().attempt(first.id)?.state == .retried)
      #expect(try test.lab.store().attempt(fresh.attempt.id)?.number == 2)
    }

    @Test func `an exercise that is open is taken up, also by another program`() throws {
      let test = try TestLab()
      let attempt = try test.lab.start("signals/pause-resume")
      #expect(try test.lab.start("pause-resume").id == attempt.id)
      #expect(try test.another().start("signals/pause-resume").id == attempt.id)
      #expect(try test.another().current(nil).id == attempt.id)
    }

    @Test func `two exercises at once don't touch each other`() async throws {
      let test = try TestLab()
      let one = try test.lab.start("signals/term-first")
      let other = try test.lab.start("processes/find-pid")
      #expect(try Set(test.lab.openAttempts().map(\.id)) == [one.id, other.id])
      #expect(throws: AttemptError.self) { try test.lab.current(nil) }
      #expect(try test.lab.current("processes/find-pid").id == other.id)

      kill(try one.process("job").pid, SIGTERM)
      try await test.judge(one, until: "all passed") { $0.areAll == .passed }
      #expect(try other.judge().areAll == .waiting)
      let answer = try test.lab.answer(other, words: ["\(try other.process("job").pid)"])
      #expect(answer.passedAll)
      try test.lab.closePassed()
      #expect(try test.lab.openAttempts().isEmpty)
    }

    @Test func `stop leaves no process and says what it ended`() throws {
      let test = try TestLab()
      let attempt = try test.lab.start("processes/find-pid")
      let started = attempt.exercise.processes.flatMap { role in
        attempt.timeline.processes(of: role.name)
      }
      #expect(started.count >= 4)
      let ended = try test.lab.stop(attempt, reason: "stopped")
      #expect(Set(ended.map(\.process)).isSuperset(of: started))
      for process in started {
        #expect(!Observer().isAlive(process) || Observer().state(of: process) == .zombie)
      }
      #expect(try test.records(attempt).last?.event == .closed(reason: "stopped"))
      #expect(try test.lab.openAttempts().isEmpty)
    }

    @Test func `an unknown exercise is an error with the nearest names`() throws {
      let test = try TestLab()
      for name in ["signals/term-frist", "term-frist", "signal/term-first"] {
        let error = #expect(throws: (any Error).self) { try test.lab.start(name) }
        #expect("\(try #require(error))".contains("signals/term-first"))
      }
      #expect(try test.lab.openAttempts().isEmpty)
    }
  }
}
