import Checking
import Course
import Glibc
import LabTestSupport
import ProcFS
import Progress
import Record
import Testing

@testable import Attempts

extension RealAttempts {
  @Suite struct AnswerTests {
    @Test func `two tries, then the numbers are drawn anew`() throws {
      let test = try TestLab()
      let attempt = try test.lab.start("processes/find-pid")

      // What can't be an answer is no try.
      #expect(try test.lab.answer(attempt, words: ["soon"]).verdict == nil)
      #expect(throws: AttemptError.self) { try test.lab.answer(attempt, words: []) }

      let wrapper = try attempt.process("wrapper").pid
      let first = try test.lab.answer(attempt, words: ["\(wrapper)"])
      #expect(first.verdict?.verdict == .failed)
      #expect(first.verdict?.reason == "wrapper")
      #expect(first.note.contains("One more answer"))
      #expect(try attempt.canStillPass(attempt.judge()))

      let longer = try attempt.process("longer").pid
      let second = try test.lab.answer(attempt, words: ["pid", "\(longer)"])
      #expect(second.verdict?.reason == "near")
      #expect(second.note.contains("second try"))

      let job = try attempt.process("job").pid
      #expect(try test.lab.answer(attempt, words: ["\(job)"]).verdict == nil)
      #expect(try attempt.judge().areAll != .passed)

      let fresh = try test.lab.retry(attempt)
      #expect(fresh.newNumbers)
      #expect(fresh.attempt.header.round == 1)
      #expect(fresh.attempt.header.run != attempt.header.run)
      let right = try test.lab.answer(
        fresh.attempt, words: ["pid=\(try fresh.attempt.process("job").pid)"])
      #expect(right.passedAll)
      #expect(try #require(right.verdict).basis == .answer)
      #expect(right.verdict?.evidence.isEmpty == false)
    }

    @Test func `an answer holds what the machine was when it was given`() throws {
      let test = try TestLab()
      let attempt = try test.lab.start("processes/find-pid")
      let job = try attempt.process("job")
      #expect(try test.lab.answer(attempt, words: ["\(job.pid)"]).passedAll)
      kill(job.pid, SIGKILL)
      let answers = try test.records(attempt).compactMap { record -> Answer? in
        if case .answered(let answer) = record.event { answer } else { nil }
      }
      #expect(answers.count == 1)
      #expect(answers[0].facts["\(job.pid)"]?.comm == "lab-train")
      #expect(try attempt.judge().areAll == .passed)
    }

    @Test func `an exercise without a question says so`() throws {
      let test = try TestLab()
      let attempt = try test.lab.start("signals/pause-resume")
      let error = #expect(throws: AttemptError.self) {
        try test.lab.answer(attempt, words: ["42"])
      }
      #expect(error?.kind == .usage)
    }
  }
}
