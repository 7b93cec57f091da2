import Checking
import Course
import LabTestSupport
import Testing

@Suite struct LintTests {
  /// Held by the suite: its folder must live as long as the test.
  let fixture: CourseFixture

  init() throws { fixture = try CourseFixture() }

  @Test func `a good exercise and a good course have nothing to say`() throws {
    #expect(try fixture.lint() == [])
    #expect(Lint(fixture.library).course().map(\.description) == [])
    #expect(Lint(fixture.library).all().isEmpty)
  }

  @Test(arguments: [
    (
      "sequence: [{received", "sequence: [{recieved",
      "exercise.yaml:37:17: unknown predicate 'recieved'; did you mean 'received'?"
    ),
    (
      "killed-by: KILL}}]}, say: \"first TERM\"",
      "killed-by: KILL}}]}, say: \"first TERM\", hlep: x",
      "exercise.yaml:39:109: unknown key 'hlep'; did you mean 'help'?"
    ),
    (
      "epochs: 5000", "epochs: 60, epoch-time: 1",
      "exercise.yaml:22:14: 'job' ends by itself after 60 s, but the exercise allows 5 min to read "
        + "and act, and twice that must be left; give epochs: 600 or more"
    ),
    (
      "plain: true, epochs: 5000", "plain: true",
      "exercise.yaml:22:14: 'job' ends by itself after 120 s, but the exercise allows 5 min to read "
        + "and act, and twice that must be left; give epochs: 300 or more"
    ),
    (
      "points: 10", "points: 11",
      "exercise.yaml:4:9: points are 11, but those of the checks add up to 10"
    ),
    (
      "needs: graceful\n    now: {all: [{file: {path: \"{{log}}\", absent: true}}, {of: loaders, gone: {patience: 5s}}]}",
      "of: job\n    now: alive",
      "exercise.yaml:41:5: check 'clean' holds right after the start; give it needs: the check that "
        + "the learner passes first"
    ),
    (
      "needs: graceful\n    now: {all:", "never: {any:",
      "exercise.yaml:41:5: check 'clean' can pass only in the end; give it needs: the check that "
        + "the learner passes first"
    ),
    (
      "needs: graceful", "needs: clean",
      "exercise.yaml:41:5: check 'clean' needs itself, in the end"
    ),
    (
      "rests-on: [record, file]", "rests-on: [record]",
      "exercise.yaml:7:11: check 'clean' rests on file, which isn't named here"
    ),
    (
      "  term-then-kill: {graceful: impatient}", "  term-then-klil: {graceful: impatient}",
      "exercise.yaml:48:19: near-misses/term-then-klil.sh: no such file"
    ),
    (
      "  term-then-kill: {graceful: impatient}", "",
      "near-misses/term-then-kill.sh:1:1: not named in near-misses: of exercise.yaml"
    ),
    (
      "  term-then-kill: {graceful: impatient}", "",
      "exercise.yaml:1:1: 1 near misses; an exercise proves at least two wrong ways wrong"
    ),
  ])
  func `a fault of an exercise is said`(_ from: String, _ to: String, _ expected: String) throws {
    try fixture.spoil(from, to)
    let said = try fixture.lint()
    #expect(said.contains(expected), "\(said)")
  }

  @Test(arguments: [
    ("fdleak", "{every: 100}", "after 100 s", "give every: 600 or more"),
    ("fdleak", "{every: 600}", "", ""),
    ("notifier", "{type: oneshot, late: 60}", "after 60 s", "give late: 600 or more"),
    ("notifier", "{exit: 3}", "after 0 s", "give late: 600 or more"),
    ("notifier", "{type: notify, late: 5}", "", ""),
    ("server", "{crash-after: 30}", "after 30 s", "give crash-after: 600 or more"),
    ("server", "{port: 8080}", "", ""),
    ("locker", "{secs: 50}", "after 50 s", "give secs: 600 or more"),
    ("forker", "{n: 5}", "", ""), ("limiter", "{pid: \"1\"}", "", ""),
  ])
  func `a workload that ends by itself too early is said`(
    kind: String, options: String, when: String, advice: String
  ) throws {
    try fixture.spoil(
      """
      kind: trainer
          run: "{{run}}"
          nice: 5
          cwd: data
          files: {train.conf: "lr=1\\n"}
          options: {ckpt-every: "{{every}}", workers: 2, plain: true, epochs: 5000}
      """,
      """
      kind: \(kind)
          nice: 5
          options: \(options)
      """)
    let said = try fixture.lint().filter { $0.contains("ends by itself") }
    #expect(said.count == (when.isEmpty ? 0 : 1), "\(said)")
    if let said = said.first { #expect(said.contains(when) && said.hasSuffix(advice)) }
  }

  @Test(arguments: [
    ("a/b", ""), ("data/train.conf", ""), ("a/c", "'a/c'; did you mean 'a/b'?"),
    ("{{log}}", "'{{log}}'; one of: a/b, data/train.conf"),
  ])
  func `only a file that the lab wrote can be unchanged`(_ path: String, _ end: String) throws {
    try fixture.spoil("path: \"{{log}}\", absent: true", "path: \"\(path)\", unchanged: true")
    let said = try fixture.lint()
    #expect(said.count == (end.isEmpty ? 0 : 1), "\(said)")
    if let said = said.first {
      #expect(said.hasSuffix("unchanged: the lab writes no file \(end)"), "\(said)")
    }
  }

  @Test func `a reason that stands behind a wider one is never given`() throws {
    try fixture.spoil(
      "impatient: {when: {all: [{received: {signal: TERM}}, {ended: {killed-by: KILL}}]}, say: \"first TERM\"}\n      killed: {when: {ended: {killed-by: KILL}}, say: \"signal {{job.signal}}\"}",
      "killed: {when: {ended: {killed-by: KILL}}, say: \"signal {{job.signal}}\"}\n      impatient: {when: {all: [{received: {signal: TERM}}, {ended: {killed-by: KILL}}]}, say: \"first TERM\"}"
    )
    #expect(
      try fixture.lint() == [
        "exercise.yaml:39:7: 'killed' matches whenever 'impatient' does and stands first, so "
          + "'impatient' can never be given"
      ])
  }

  @Test(arguments: [
    ("{ended: {killed-by: KILL}}", "{ended: {killed-by: any}}", true),
    ("{ended: {killed-by: KILL}}", "{ended: {}}", true),
    ("{ended: {}}", "{ended: {killed-by: KILL}}", false),
    ("{state: stopped}", "{state: [stopped, traced]}", true),
    ("{state: stopped}", "alive", true),
    ("{state: stopped}", "{ever: {state: stopped}}", true),
    ("{ever: {state: stopped}}", "{state: stopped}", false),
    ("{state: stopped, for: 5s}", "{state: stopped}", true),
    ("{state: stopped}", "{state: stopped, for: 5s}", false),
    ("{all: [alive, {state: stopped}]}", "{any: [ended, {state: stopped}]}", true),
    ("{any: [{state: stopped}, {state: traced}]}", "{state: [traced, stopped]}", true),
    ("{not: alive}", "{not: {state: stopped}}", true),
    ("{of: a, ended: {}}", "{of: b, ended: {}}", false),
    ("{of: [a, b], state: stopped}", "{of: a, state: stopped}", true),
    ("{of: a, state: stopped}", "{of: [a, b], state: stopped}", false),
    ("{of: a, state: stopped}", "{of: [a, b], some: true, state: stopped}", true),
    ("{received: {signal: TERM, by: learner}}", "{received: TERM}", true),
    ("{file: {path: x}}", "{file: {path: x}}", true),
    ("{file: {path: x}}", "{file: {path: y}}", false),
  ])
  func `one predicate implies another by its form`(_ first: String, _ second: String, _ holds: Bool)
    throws
  {
    func read(_ yaml: String) throws -> Predicate {
      let log = ContentLog()
      let node = try #require(ContentParser.parse(yaml, file: "p", log: log))
      return try #require(Predicate(node, log: log), "\(log.problems)")
    }
    let (a, b) = (try read(first), try read(second))
    #expect(a.implies(b, subject: ["job"], otherSubject: ["job"]) == holds)
  }

  @Test func `long tasks, long hints and few of them`() throws {
    let folder = "Exercises/signals/term-first"
    try fixture.directory.write(String(repeating: "line\n", count: 21), to: "\(folder)/task.md")
    try fixture.directory.write(String(repeating: "x", count: 80 * 19), to: "\(folder)/hints.md")
    let said = try fixture.lint()
    #expect(said.contains("task.md:1:1: 21 lines at 76 columns; a task has at most 12"))
    #expect(said.contains("hints.md:1:1: hint 1 has 20 lines at 76 columns; a page has 18"))
    #expect(said.contains("hints.md:1:1: 1 hints; at least two, from a nudge to nearly the answer"))
  }

  @Test func `scripts are typed line by line`() throws {
    try fixture.directory.write(
      "kill $job\nfor p in 1 2; do\n#: wiat clean 5s\n#: wait claen 5s\n#: wait clean\n#: trial x\n#: keys\necho \"it's\" {{run}} 'a' && fg %1\n"
        + "#: until '[ -n \"$job\" ] && sleep 3' 10s\n#: until 'pgrep sleep' 10s\n",
      to: "Exercises/signals/term-first/solutions/bad.sh")
    let said = try fixture.lint()
    for line in [
      "solutions/bad.sh:1:1: the first comment line says in a sentence what it does",
      "solutions/bad.sh:3:1: unknown directive 'wiat'; did you mean 'wait'?",
      "solutions/bad.sh:4:1: unknown check 'claen'; did you mean 'clean'?",
      "solutions/bad.sh:5:1: 'wait' is written as: #: wait CHECK 10s",
      "solutions/bad.sh:6:1: unknown trial 'x'; one of: hang-up",
      "solutions/bad.sh:7:1: 'keys' needs keys, such as ^Z",
      "solutions/bad.sh:9:1: 'until' waits for a condition, not for a time: "
        + "what is it that is to have happened then?",
    ] { #expect(said.contains(line), "\(line) is not in \(said)") }
    #expect(said.contains { $0.hasPrefix("solutions/bad.sh:2:1: bash can't take this line") })
    #expect(!said.contains { $0.hasPrefix("solutions/bad.sh:8") })
    #expect(!said.contains { $0.hasPrefix("solutions/bad.sh:10") })
  }

  @Test func `pages must fit and have something to try`() throws {
    try fixture.directory.write(
      "---\ntitle: T\n---\n# Long\n\(String(repeating: "line\n", count: 18))---\n# Short\n```try\nls\n```\n",
      to: "Lessons/02-signals/02-more.md")
    let said = Lint(fixture.library).course().map(\.description)
    #expect(
      said == [
        "Lessons/02-signals/02-more.md:4:1: page 1 has 19 lines at 76 columns; a page has 18",
        "Lessons/02-signals/02-more.md:4:1: page 1 has nothing to try: a ```try block",
      ])
  }

  @Test func `a lesson that speaks to the user's systemd says that it needs one`() throws {
    let page = "# P\n```try\nsystemctl --user status\n```\n"
    try fixture.directory.write(
      "---\ntitle: T\n---\n\(page)", to: "Lessons/02-signals/02-more.md")
    #expect(
      Lint(fixture.library).course().map(\.description) == [
        "Lessons/02-signals/02-more.md:4:1: page 1 speaks to the user's systemd: the lesson begins "
          + "with requires: [user-manager]"
      ])
    try fixture.directory.write(
      "---\ntitle: T\nrequires: [user-manager]\n---\n\(page)",
      to: "Lessons/02-signals/02-more.md")
    #expect(Lint(fixture.library).course().isEmpty)
    try fixture.directory.write(
      "---\ntitle: T\nrequires: [user-manger]\n---\n\(page)",
      to: "Lessons/02-signals/02-more.md")
    #expect(
      Lint(fixture.library).course().map(\.description).contains {
        $0.contains("02-more.md:3:12: unknown requirement 'user-manger'; did you mean")
      })
  }

  @Test func `files that nobody reads are pointed out`() throws {
    try fixture.directory.write("x", to: "Exercises/signals/term-first/hint.md")
    #expect(
      try fixture.lint() == ["hint.md:1:1: a file that nobody reads; did you mean 'hints.md'?"])
  }
}
