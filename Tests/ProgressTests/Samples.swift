import LabTestSupport
import Record

@testable import Progress

/// A store in a folder of its own, which goes with it.
struct TemporaryStore {
  let directory: TemporaryDirectory
  let store: ProgressStore

  init() throws {
    directory = try TemporaryDirectory()
    store = try ProgressStore(path: directory.path("state/lab.sqlite"))
  }
}

extension StoredAttempt {
  static func sample(
    _ id: String, exercise: String = "signals/term-first", learner: String = "alice",
    started: Double = 100
  ) -> StoredAttempt {
    StoredAttempt(
      id: id, exercise: exercise, learner: learner, started: started, run: "bert-k7q",
      nonce: "n-\(id)", parameters: ["every": "7", "epoch": "3"], bench: "/home/a/lab/\(exercise)",
      journal: "/state/attempts/\(id)/journal.ndjson",
      boot: "11111111-2222-3333-4444-555555555555")
  }
}

extension CheckVerdict {
  static func sample(
    _ id: String, _ verdict: Verdict, score: Double = 0, observed: String = "seen"
  ) -> CheckVerdict {
    CheckVerdict(
      id: id, title: "the \(id)", verdict: verdict, score: score, maxScore: 5, reason: nil,
      expected: "expected", observed: observed, basis: .record,
      evidence: [
        Evidence(source: "/proc/42/stat", field: "field 3", value: "T", at: UInt64(Int64.max))
      ],
      rationale: nil, help: "\"quoted\" \u{1b}")
  }
}
