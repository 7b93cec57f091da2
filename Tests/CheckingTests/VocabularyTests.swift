import ProcFS
import Record
import Testing

@testable import Checking

/// A predicate of one YAML line; fails the test with the log's words.
func predicate(_ yaml: String, sourceLocation: SourceLocation = #_sourceLocation) throws
  -> Predicate
{
  let log = ContentLog()
  let node = try #require(
    ContentParser.parse(yaml, file: "test.yaml", log: log), "\(log.problems)",
    sourceLocation: sourceLocation)
  return try #require(
    Predicate(node, log: log), "\(log.problems)", sourceLocation: sourceLocation)
}

struct LabelledExample: CustomTestStringConvertible, Sendable {
  var key: String
  var example: PredicateExample
  var testDescription: String { "\(key): \(example.title)" }

  static let all = VocabularyRegistry.kinds.flatMap { kind in
    kind.examples.map { LabelledExample(key: kind.key, example: $0) }
  }
}

@Suite struct VocabularyTests {
  @Test(arguments: LabelledExample.all)
  func `each example of a kind holds as it says`(_ item: LabelledExample) throws {
    let example = item.example
    let predicate = try predicate(example.yaml)
    let journal = example.journal
    let scene = Scene(world: journal.world, roles: journal.roles, subject: ["job"])
    let held = predicate.held(scene)
    #expect(held.yes.contains(scene.now) == example.holds, "\(held)")
    // Nothing both holds and doesn't.
    #expect(held.yes.intersection(held.no).isEmpty)
    #expect(!predicate.expected(scene).isEmpty)
    #expect(!predicate.observed(scene).isEmpty)
    _ = predicate.evidence(scene, at: scene.now)
    _ = predicate.reach(scene)
  }

  @Test func `each kind shows when it holds and when it doesn't`() {
    for kind in VocabularyRegistry.kinds where kind.key != "answer" {
      #expect(kind.examples.contains { $0.holds }, "\(kind.key)")
      #expect(kind.examples.contains { !$0.holds }, "\(kind.key)")
    }
  }

  @Test func `keys are unique and each kind is documented`() {
    #expect(Set(VocabularyRegistry.kinds.map { $0.key }).count == VocabularyRegistry.kinds.count)
    for kind in VocabularyRegistry.kinds {
      #expect(kind.summary.hasSuffix("."), "\(kind.key)")
      #expect(!kind.usage.isEmpty)
    }
  }

  @Test func `each usage line can be loaded`() throws {
    for kind in VocabularyRegistry.kinds {
      for usage in kind.usage {
        let log = ContentLog()
        let yaml = usage.contains(":") ? "{\(usage)}" : usage
        let node = try #require(ContentParser.parse(yaml, file: "usage", log: log), "\(usage)")
        #expect(Predicate(node, log: log) != nil, "\(usage): \(log.problems)")
        #expect(log.problems.isEmpty, "\(usage): \(log.problems)")
      }
    }
  }

  @Test(arguments: Match.kinds.map { $0.key })
  func `each example of a comparison agrees as it says`(_ key: String) throws {
    let kind = try #require(Match.kinds.first { $0.key == key })
    #expect(kind.examples.contains { $0.holds } && kind.examples.contains { !$0.holds })
    for example in kind.examples {
      let log = ContentLog()
      let node = try #require(ContentParser.parse(example.yaml, file: "m", log: log))
      let match = try #require(Match(node, log: log), "\(example.yaml): \(log.problems)")
      #expect(log.problems.isEmpty, "\(log.problems)")
      let journal = example.journal
      let scene = Scene(world: journal.world, roles: journal.roles, subject: ["job"])
      let outcome = match.kind.outcome(example.given, scene)
      #expect((outcome.matches == true) == example.holds, "\(example.yaml) of \(example.given)")
    }
  }
}
