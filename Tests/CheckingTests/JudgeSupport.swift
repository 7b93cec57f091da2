import ProcFS
import Record
import Testing

@testable import Checking

/// Checks of a few lines of YAML, judged on a journal.
struct Sheet {
  var checks: [Check]
  var answers: [AnswerSpec] = []

  init(_ yaml: String, answers: String? = nil) throws {
    let log = ContentLog()
    let node = try #require(ContentParser.parse(yaml, file: "checks", log: log), "\(log.problems)")
    checks = CheckReader.checks(node, log: log)
    if let answers {
      let node = try #require(ContentParser.parse(answers, file: "answers", log: log))
      self.answers = (node.map ?? []).compactMap { pair in
        pair.key.text.flatMap { AnswerSpec($0, pair.value, log: log) }
      }
    }
    try #require(log.problems.isEmpty, "\(log.problems)")
  }

  func verdicts(
    _ journal: ExampleJournal, finalising: Bool = false, passedBefore: Set<String> = []
  ) -> [String: CheckVerdict] {
    var world = journal.world
    world.finalising = finalising
    world.passedBefore = passedBefore
    let all = Judge.judge(checks, answers, journal.roles, world)
    return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
  }
}

extension ExampleJournal {
  /// A trainer 42 with a loader 43, ready at second 2.
  static func trainer(parameters: [String: String] = [:]) -> ExampleJournal {
    var journal = ExampleJournal(parameters: parameters)
    journal.bind("job", 42)
    journal.bind("loaders", 43, source: .children(of: "job", kind: "loader")) {
      $0.comm = "lab-loader"
      $0.parent = 42
    }
    journal.ready()
    return journal
  }
}
