import Checking
import LabTestSupport
import Systemd
import Testing

@testable import Course

@Suite struct CourseLibraryTests {
  /// Held by the suite: its folder must live as long as the test.
  let fixture: CourseFixture

  init() throws { fixture = try CourseFixture() }

  @Test func `the course is read with modules, lessons, pages and quizzes`() throws {
    let course = try fixture.library.load()
    #expect(course.id == "test" && course.modules.map(\.id) == ["signals"])
    #expect(course.exercises == ["signals/term-first"])
    #expect(course.profiles == ["core": ["signals"]] && course.cards == ["ps"])
    let module = try #require(course.module("signals"))
    #expect(module.path == [.lesson("01-what"), .exercise("term-first")])
    let lesson = try #require(module.lessons.first)
    #expect(lesson.title == "What a process is" && lesson.pages.count == 3)
    #expect(lesson.pages[0].tries == ["ps -p $$"] && lesson.pages[0].quiz == nil)
    #expect(lesson.pages[0].markdown.contains("{{shell.pid}}"))
    #expect(!lesson.pages[1].markdown.contains("Which?"))
    guard case .options(let options, let answer)? = lesson.pages[1].quiz?.form else {
      Issue.record("page 2 has no choice")
      return
    }
    #expect(options.map(\.key) == ["a", "b"] && answer == "b")
    guard case .live(let start, let spec, let match)? = lesson.pages[2].quiz?.form else {
      Issue.record("page 3 has no live question")
      return
    }
    #expect(start.map(\.name) == ["a"] && spec.form == .int && match.kind is FieldMatch)
  }

  @Test func `a lesson's faults have their lines`() throws {
    try fixture.directory.write(
      CourseFixture.lesson.replacing("answer: b", with: "answer: c"),
      to: "Lessons/02-signals/01-what.md")
    let error = #expect(throws: CourseError.self) { try fixture.library.load() }
    #expect(
      error?.problems.map(\.description) == [
        "Lessons/02-signals/01-what.md:23:9: the answer is not one of the options"
      ])
  }

  @Test(arguments: [
    ("{first: first.service}", "{unit: first, property: NRestarts}", ""),
    (
      "{frist: first.service}", "{unit: first, property: NRestarts}",
      "30:5: unknown unit 'first'; did you mean 'frist'?"
    ),
    (
      "{first: first}", "{unit: first, property: NRestarts}",
      "29:9: 'first' is no full name of a unit, such as app.service"
    ),
  ])
  func `a question may be about a unit of the learner's`(
    _ units: String, _ match: String, _ problem: String
  ) throws {
    try fixture.directory.write(
      CourseFixture.lesson.replacing(
        "start: {a: {kind: sleeper, run: copy}}", with: "units: \(units)"
      )
      .replacing("{field: ppid, of: a}", with: match)
      .replacing("PPID of {{a.pid}}", with: "NRestarts of {{first.unit}}")
      .replacing("why: \"field 4\"", with: "why: \"{{first.NRestarts}}\""),
      to: "Lessons/02-signals/01-what.md")
    guard problem.isEmpty else {
      let error = #expect(throws: CourseError.self) { try fixture.library.load() }
      #expect(
        error?.problems.contains { "\($0)".hasSuffix(problem.drop { $0 != " " }) } ?? false,
        "\(error as Any)")
      return
    }
    let module = try #require(fixture.library.load().module("signals"))
    let quiz = try #require(module.lessons.first?.pages[2].quiz)
    #expect(quiz.units.map(\.key) == ["first"] && quiz.units.map(\.name.text) == ["first.service"])
  }

  @Test func `a page names only what is there`() throws {
    try fixture.directory.write(
      CourseFixture.lesson.replacing("{{shell.pid}}", with: "{{shel.pid}}"),
      to: "Lessons/02-signals/01-what.md")
    let error = #expect(throws: CourseError.self) { try fixture.library.load() }
    #expect(
      error?.problems.map(\.description) == [
        "Lessons/02-signals/01-what.md:6:15: unknown name '{{shel.pid}}'; did you mean 'shell.pid'?"
      ])
  }

  @Test func `no prefix of a lesson traps`() throws {
    let log = ContentLog()
    let bytes = Array(CourseFixture.lesson.utf8)
    for text in HostileBytes.all(of: bytes) {
      _ = LessonReader(module: "m", path: "l.md", log: log)
        .read(String(decoding: text, as: UTF8.self))
    }
  }

  @Test func `cards are found by name`() throws {
    let library = fixture.library
    #expect(try library.card("ps") == "# ps\n")
    for name in ["pss", "", "../course", "."] {
      #expect(throws: CourseError.self) { try library.card(name) }
    }
  }

  @Test func `the course is found where the environment says`() throws {
    let root = fixture.directory.path
    #expect(try DataDirectory.find(environment: ["LAB_DATA_DIR": root], executable: nil) == root)
    let error = #expect(throws: CourseError.self) {
      try DataDirectory.find(environment: ["LAB_DATA_DIR": "/nowhere"], executable: nil)
    }
    #expect(error?.message.contains("/nowhere/Lessons/course.yaml") ?? false)
  }

  @Test func `the course is found beside the executable, or above it`() throws {
    let root = fixture.directory.path
    #expect(
      try DataDirectory.find(environment: [:], executable: "\(root)/.build/debug/lab") == root)
    let installed = try TemporaryDirectory()
    try installed.write("id: x\n", to: "share/lab/Lessons/course.yaml")
    #expect(
      try DataDirectory.find(environment: [:], executable: installed.path("bin/lab"))
        == installed.path("share/lab"))
    let error = #expect(throws: CourseError.self) {
      try DataDirectory.find(environment: [:], executable: "/opt/none/bin/lab")
    }
    #expect(error?.code == .noCourse)
    for path in ["/opt/none/share/lab", "/opt/none/bin", "/opt"] {
      #expect(error?.message.contains("  \(path)/Lessons/course.yaml") ?? false, "\(path)")
    }
  }
}

@Suite struct DrawTests {
  let specs = [
    ParameterSpec(name: "n", kind: .int(7...12)),
    ParameterSpec(name: "c", kind: .choose(["x", "y", "z"])),
    ParameterSpec(name: "s", kind: .shuffle(["a", "b", "c"])),
    ParameterSpec(name: "r", kind: .runName),
    ParameterSpec(name: "f", kind: .fileName("train")),
  ]

  @Test func `both ends`() {
    let low = Draw.low.values(of: specs)
    let high = Draw.high.values(of: specs)
    #expect(low["n"] == "7" && low["c"] == "x" && low["s"] == "a b c")
    #expect(high["n"] == "12" && high["c"] == "z" && high["s"] == "c b a")
    #expect(low["run"] != high["run"])
  }

  @Test func `the same key draws the same, on every machine and for ever`() {
    let key = Array(repeating: UInt8(7), count: 32)
    let first = Draw.keyed(key).values(of: specs)
    #expect(first == Draw.keyed(key).values(of: specs))
    // One parameter more moves none of the others.
    let more = Draw.keyed(key).values(of: [ParameterSpec(name: "z", kind: .int(1...9))] + specs)
    for (name, value) in first { #expect(more[name] == value) }
  }

  @Test func `every value is within what was written, and all are drawn`() {
    var seen: [String: Set<String>] = [:]
    for seed in 0..<400 {
      let key = (0..<32).map { UInt8(truncatingIfNeeded: seed &* 31 &+ $0 &* seed) }
      for (name, value) in Draw.keyed(key).values(of: specs) {
        seen[name, default: []].insert(value)
      }
    }
    #expect(seen["n"] == Set((7...12).map { "\($0)" }))
    #expect(seen["c"] == ["x", "y", "z"])
    #expect(seen["s"]?.count == 6)
    #expect(seen["r"]?.allSatisfy { $0.split(separator: "-").count == 2 } ?? false)
    #expect(seen["f"]?.allSatisfy { $0.hasPrefix("train-") && $0.hasSuffix(".log") } ?? false)
    #expect((seen["run"]?.count ?? 0) > 200)
  }

  @Test func `two run names of one exercise differ`() {
    let twins = (0..<40).map { ParameterSpec(name: "r\($0)", kind: .runName) }
    let values = Draw.low.values(of: twins)
    #expect(Set(twins.map { values[$0.name] }).count == 40)
  }
}
