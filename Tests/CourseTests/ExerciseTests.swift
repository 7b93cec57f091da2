import Checking
import Course
import LabTestSupport
import Record
import Testing

@Suite struct ExerciseTests {
  /// Held by the suite: its folder must live as long as the test.
  let fixture: CourseFixture

  init() throws { fixture = try CourseFixture() }

  @Test func `a whole exercise is read`() throws {
    let exercise = try fixture.library.exercise("signals/term-first")
    #expect(exercise.id == "signals/term-first" && exercise.module == "signals")
    #expect(exercise.title == "Stop it, keep the work" && exercise.level == .intro)
    #expect(exercise.points == 10 && exercise.time == 300 && exercise.terminal == .main)
    #expect(exercise.requires == [.tty, .cpus(2), .memory(bytes: 600 << 20)])
    #expect(exercise.parameters.map(\.name) == ["every", "lr", "order", "other", "log"])
    #expect(exercise.checks.map(\.id) == ["graceful", "clean"])
    #expect(exercise.checks[0].because.map(\.id) == ["impatient", "killed"])
    #expect(exercise.hints.count == 2 && exercise.task.hasPrefix("Stop"))
    #expect(exercise.solutions.map(\.summary) == ["It stops it."])
    #expect(exercise.nearMissScripts.map(\.name) == ["kill-dash-nine", "term-then-kill"])
    #expect(exercise.nearMisses.first?.expected == ["graceful": "killed"])
    #expect(exercise.restsOn == [.record, .file] && exercise.rootCanForge)
    #expect(exercise.trial("hang-up")?.actions.count == 2)
    #expect(exercise.setup.count == 4)
    #expect(exercise.directory.hasSuffix("/Exercises/signals/term-first"))
  }

  @Test func `a workload's arguments stand in their order`() throws {
    let exercise = try fixture.library.exercise("term-first")
    let values = ["run": "bert-k7q", "every": "7"]
    let job = try #require(exercise.role("job"))
    #expect(
      job.arguments { values[$0] } == [
        "--run", "bert-k7q", "--ckpt-every", "7", "--workers", "2", "--plain", "--epochs", "5000",
      ])
    #expect(job.arguments(run: "other") { values[$0] }.prefix(2) == ["--run", "other"])
    #expect(job.nice?.value { _ in nil } == 5 && job.cwd?.source == "data" && job.then.count == 3)
    #expect(
      exercise.role("wrapper")?.arguments { values[$0] } == ["bash", "-c", "sleep 9; : bert-k7q"])
    #expect(exercise.role("wrapper")?.reveal == false)
  }

  @Test func `the supervisor's rules have their names filled in`() throws {
    let exercise = try fixture.library.exercise("term-first")
    let rules = exercise.roleRules { ["run": "r", "other": "wave-a2b"][$0] }
    let sources = Dictionary(uniqueKeysWithValues: rules.map { ($0.name, $0.source) })
    #expect(sources["job"] == .started)
    #expect(sources["loaders"] == .children(of: "job", kind: "loader"))
    #expect(sources["mine"] == .learner(kind: "burner", run: "wave-a2b"))
    #expect(sources["marked"] == .pidFile(path: "mark"))
    #expect(sources["pipe"] == .readerOf(role: "mine", descriptor: 1))
    #expect(rules.allSatisfy { $0.watch.contains(.stat) })
  }

  @Test(arguments: [
    ("loader", "loader"), ("burner", "burn"), ("sleeper", "sleep"), ("trainer", "train"),
    ("server", "serve"), ("tracer", "tracer"), ("\"{{other}}er\"", "burn"),
  ])
  func `a child is found by the name that its kind's processes have`(
    _ kind: String, _ command: String
  ) throws {
    try fixture.spoil("of: job, kind: loader", "of: job, kind: \(kind)")
    let exercise = try fixture.library.exercise("term-first")
    let rules = exercise.roleRules { ["run": "r", "other": "burn"][$0] }
    let sources = Dictionary(uniqueKeysWithValues: rules.map { ($0.name, $0.source) })
    #expect(sources["loaders"] == .children(of: "job", kind: command))
  }

  @Test func `files are asked for with names filled in`() throws {
    let exercise = try fixture.library.exercise("term-first")
    var journal = ExampleJournal(parameters: ["log": "train-a2b.log"])
    journal.ready()
    #expect(
      exercise.files(for: journal.timeline) == [
        FileRequest(pattern: "train-a2b.log", readsContent: false)
      ])
    #expect(exercise.verdicts(in: journal.world).map(\.verdict) == [.waiting, .waiting])
  }

  @Test func `an unknown exercise is answered with near ones`() throws {
    let library = fixture.library
    for name in ["signals/term-frist", "term-frist", "signal/term-first"] {
      let error = #expect(throws: CourseError.self) { try library.exercise(name) }
      #expect(error?.code == .unknown)
      #expect(error?.message == "no exercise '\(name)'; did you mean signals/term-first?")
    }
    for name in ["../../etc", "/etc/passwd", "", ".", "signals/.."] {
      #expect(throws: CourseError.self) { try library.exercise(name) }
    }
  }

  @Test func `all problems come at once, each with its place`() throws {
    try fixture.spoil("of: job\n    sequence", "of: jbo\n    sequence")
    var error = #expect(throws: CourseError.self) { try fixture.library.exercise("term-first") }
    #expect(
      error?.problems.map(\.description) == [
        "Exercises/signals/term-first/exercise.yaml:36:9: unknown role 'jbo'; did you mean 'job'?"
      ])
    try fixture.spoil("kind: trainer", "knid: trainer")
    error = #expect(throws: CourseError.self) { try fixture.library.exercise("term-first") }
    #expect(error?.problems.contains { $0.message.contains("did you mean 'kind'?") } ?? false)
  }

  @Test(arguments: [
    ("{{every}}", "{{evrey}}", "unknown name '{{evrey}}'; did you mean 'every'?"),
    ("{{job.signal}}", "{{job.singal}}", "unknown name '{{job.singal}}'; did you mean 'signal'?"),
    ("needs: graceful", "needs: gracefull", "unknown check 'gracefull'; did you mean 'graceful'?"),
    (
      "{graceful: killed}", "{graceful: kiled}",
      "check 'graceful' has no reason 'kiled'; did you mean 'killed'?"
    ),
    ("kind: trainer", "kind: trainr", "unknown workload 'trainr'; did you mean 'trainer'?"),
    ("kind: loader", "kind: loaders", "unknown kind 'loaders'; did you mean 'loader'?"),
    ("from: children", "from: childern", "unknown word 'childern'; did you mean 'children'?"),
    ("[tty,", "[ttty,", "unknown requirement 'ttty'; did you mean 'tty'?"),
    ("int: [7, 12]", "int: [12, 7]", "'int' needs two whole numbers, the smaller first: [7, 12]"),
    ("do: [hang-up", "do: [hangup", "unknown action 'hangup'; did you mean 'hang-up'?"),
    ("format: 1", "format: 2", "format '2' is not known; this lab reads format 1"),
    ("level: intro", "level: easy", "unknown word 'easy'; one of: challenge, core, intro"),
  ])
  func `a slip in exercise.yaml is said`(_ from: String, _ to: String, _ expected: String) throws {
    try fixture.spoil(from, to)
    let error = #expect(throws: CourseError.self) { try fixture.library.exercise("term-first") }
    #expect(error?.problems.contains { $0.message == expected } ?? false, "\(error as Any)")
  }

  @Test func `no prefix and no changed byte of exercise yaml traps`() throws {
    let bytes = Array(CourseFixture.exercise.utf8)
    let path = "Exercises/signals/term-first/exercise.yaml"
    let prefixes = stride(from: 0, through: bytes.count, by: 3).map { Array(bytes[..<$0]) }
    for text in prefixes + HostileBytes.mutations(of: bytes, count: 300, seed: 7) {
      try fixture.directory.write(text, to: path)
      let draft = try fixture.library.draft("signals/term-first")
      for problem in draft.problems { #expect(problem.line >= 1 && problem.column >= 1) }
    }
  }

  @Test func `a copy in an attempt is read from its own folder`() throws {
    let exercise = try CourseLibrary.exercise(
      id: "signals/term-first", inFolder: fixture.directory.path("Exercises/signals/term-first"))
    #expect(exercise.id == "signals/term-first" && exercise.solutions.count == 1)
  }
}
