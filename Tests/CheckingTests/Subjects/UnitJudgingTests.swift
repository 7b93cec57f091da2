import ProcFS
import Record
import Systemd
import Testing

@testable import Checking

/// What systemd does that a check must not be fooled by.
@Suite struct UnitJudgingTests {
  private func scene(_ journal: ExampleJournal) -> Scene {
    Scene(world: journal.world, roles: journal.roles, subject: ["job"])
  }

  private func holds(_ yaml: String, _ journal: ExampleJournal) throws -> Bool {
    let scene = scene(journal)
    return try predicate(yaml).held(scene).yes.contains(scene.now)
  }

  private func journal(_ body: (inout ExampleJournal) -> Void) -> ExampleJournal {
    var journal = ExampleJournal()
    journal.bind("job", 42)
    journal.ready()
    body(&journal)
    return journal
  }

  private func outcome(_ sheet: Sheet, _ journal: ExampleJournal) throws -> CheckOutcome {
    try #require(
      Judge(checks: sheet.checks, answers: [], roles: journal.roles)
        .outcomes(in: journal.world).first)
  }

  @Test func `a main process that was to be kept can't come back, whoever takes its role`() throws {
    let sheet = try Sheet(
      """
      - id: kept
        title: t
        points: 2
        of: main
        now: {all: [alive, {unit: {of: server, active: active, unchanged: MainPID}}]}
      """)
    var journal = ExampleJournal()
    journal.bind("main", 42, source: .unit(name: "server.service"))
    journal.unit("server", ["ActiveState": "active", "MainPID": "42"], at: 1)
    journal.ready()
    func outcome() throws -> CheckOutcome { try self.outcome(sheet, journal) }
    #expect(try outcome().verdict.verdict == .passed)
    journal.unit("server", ["ActiveState": "failed"], at: 4)
    #expect(try outcome().canStillPass)
    journal.unit("server", ["ActiveState": "active", "MainPID": "43"], at: 5)
    #expect(try !outcome().canStillPass)
  }

  @Test func `what was never to happen to a unit's processes can't be undone`() throws {
    let sheet = try Sheet(
      """
      - id: kept
        title: t
        points: 2
        of: main
        now: {all: [alive, {not: {ever: {of: members, state: stopped, some: true}}}]}
      """)
    var journal = ExampleJournal()
    journal.bind("main", 42, source: .unit(name: "server.service"))
    journal.bind("members", 43, source: .unitGroup(name: "server.service"))
    journal.ready()
    func outcome() throws -> CheckOutcome { try self.outcome(sheet, journal) }
    #expect(try outcome().verdict.verdict == .passed)
    journal.state(43, "T", at: 4)
    journal.state(43, "S", at: 5)
    #expect(try outcome().verdict.verdict != .passed)
    #expect(try !outcome().canStillPass)
  }

  @Test func `show on a unit that is not loaded answers with defaults: none of them counts`() throws
  {
    let journal = journal {
      $0.unit(
        "server",
        [
          "LoadState": "not-found", "ActiveState": "inactive", "SubState": "dead",
          "Result": "success", "NRestarts": "0", "MainPID": "0", "UnitFileState": "",
        ], at: 1)
    }
    for yaml in [
      "unit: {of: server, active: inactive}", "unit: {of: server, result: success}",
      "unit: {of: server, properties: {NRestarts: 0}}", "unit: {of: server, sub: dead}",
    ] {
      #expect(try !holds(yaml, journal), "\(yaml)")
      // Nor is it said that it isn't: it can come to hold.
      #expect(try predicate(yaml).reach(scene(journal)).canHold)
    }
    #expect(try holds("unit: {of: server, load: not-found}", journal))
    #expect(
      try predicate("unit: {of: server, active: active}").observed(scene(journal))
        == "server.service is not loaded (not-found)")
  }

  @Test func `a manual start sets NRestarts back: the record still has it`() throws {
    let journal = journal {
      $0.unit("server", ["NRestarts": "0"], at: 1)
      $0.unit("server", ["NRestarts": "2"], at: 5)
      $0.unit("server", ["NRestarts": "0"], at: 9)
    }
    let yaml = "unit: {of: server, properties: {NRestarts: {at-least: 2}}}"
    #expect(try !holds(yaml, journal))
    #expect(try holds("ever: {\(yaml)}", journal))
  }

  @Test func `a unit whose main process is stopped still is active`() throws {
    let journal = journal {
      $0.unit("server", ["ActiveState": "active", "MainPID": "42"], at: 1)
      $0.state(42, "T", at: 5)
    }
    #expect(try holds("unit: {of: server, active: active}", journal))
    #expect(
      try !holds("all: [{unit: {of: server, active: active}}, {not: {state: stopped}}]", journal))
  }

  @Test func `while its manager gives no answer nobody can say, and that is errored`() throws {
    let sheet = try Sheet(
      """
      - {id: up, title: it is up, points: 1, now: {unit: {of: server, active: active}}}
      """)
    var journal = journal { $0.unit("server", ["ActiveState": "active"], at: 1) }
    #expect(sheet.verdicts(journal)["up"]?.verdict == .passed)
    journal.unit("server", [UnitValue.failure: "Failed to connect to bus"], at: 50)
    #expect(sheet.verdicts(journal)["up"]?.verdict == .errored)
    #expect(
      sheet.verdicts(journal)["up"]?.observed
        == "server.service can't be looked at: Failed to connect to bus")
    journal.unit("server", [UnitValue.failure: ""], at: 60)
    #expect(sheet.verdicts(journal)["up"]?.verdict == .passed)
  }

  @Test func `a check about a main process waits for the next one after a crash`() throws {
    let sheet = try Sheet(
      """
      - id: alive
        title: its main process lives
        points: 1
        of: main
        now: {all: [alive, {nice: 5}]}
      """)
    var journal = journal { $0.declareUnit("server") }
    journal.declare("main", .unit(name: "server.service"))
    journal.bind("main", 50, at: 1, source: .unit(name: "server.service"))
    journal.end(50, status: 9, at: 5)
    // Another process was ended before anybody acted: what a unit's role lost, a manager gives back.
    #expect(sheet.verdicts(journal)["alive"]?.verdict == .waiting)
    journal.bind("main", 51, at: 6, source: .unit(name: "server.service")) { $0.nice = 5 }
    #expect(sheet.verdicts(journal)["alive"]?.verdict == .passed)
  }

  @Test func `templates name a unit, its group, and its properties`() {
    let journal = journal {
      $0.unit("server", ["NRestarts": "3", "ControlGroup": "/app.slice/server.service"], at: 1)
    }
    let names = Names(timeline: journal.timeline)
    #expect(names.value("server.unit") == "server.service")
    #expect(names.value("server.NRestarts") == "3")
    #expect(names.value("server.group") == "/app.slice/server.service")
    #expect(names.value("server.MainPID") == nil)
    #expect(names.value("other.unit") == nil)
  }

  @Test func `evidence names the command and the property`() throws {
    let journal = journal {
      $0.unit("server", ["ActiveState": "failed", "Result": "signal"], at: 7)
    }
    let lines = try predicate("unit: {of: server, active: failed, result: signal}")
      .evidence(scene(journal), at: ExampleJournal.time(100))
    #expect(
      lines.map { "\($0.source), \($0.field): \($0.value)" } == [
        "systemctl --user show server.service, ActiveState: failed",
        "systemctl --user show server.service, Result: signal",
      ])
    #expect(lines.allSatisfy { $0.at == ExampleJournal.time(7) })
  }

  @Test func `one unit's time can be compared with another's`() throws {
    let yaml = """
      unit: {of: api, properties: {ExecMainStartTimestampMonotonic: {at-least: \
      "{{db.ActiveEnterTimestampMonotonic}}"}}}
      """
    var journal = journal {
      $0.unit("db", ["ActiveEnterTimestampMonotonic": "5000"], at: 3)
      $0.unit("api", ["ExecMainStartTimestampMonotonic": "6000"], at: 4)
    }
    #expect(try holds(yaml, journal))
    journal.unit("db", ["ActiveEnterTimestampMonotonic": "7000"], at: 6)
    #expect(try !holds(yaml, journal))
    // And it is asked for, though no predicate is about the database.
    var planner = LookPlanner(units: [
      .init(key: "db", rule: UnitRule(name: "db.service", manager: .user)),
      .init(key: "api", rule: UnitRule(name: "api.service", manager: .user)),
    ])
    planner.add(try predicate(yaml), subject: []) { _ in nil }
    #expect(planner.plan.units[0].properties == ["ActiveEnterTimestampMonotonic"])
    #expect(planner.plan.units[1].properties == ["ExecMainStartTimestampMonotonic"])
  }

  @Test(arguments: [
    ("unit: {active: active}", "'unit' needs of: a name of units:"),
    ("unit: {of: a}", "what the unit must be is missing, such as active: active"),
    ("unit: {of: a, active: actve}", "unknown word 'actve'; did you mean 'active'?"),
    ("unit: {of: a, activ: active}", "unknown key 'activ'; did you mean 'active'?"),
    (
      "unit: {of: a, properties: {RestartSec: 3s}}", "'RestartSec' is shown as 'RestartUSec'"
    ),
    (
      "unit: {of: a, properties: {NRestarts: {atleast: 3}}}",
      "unknown key 'atleast'; did you mean 'at-least'?"
    ),
    ("unit: {of: a, journal: {}}", "contains: or lacks: is missing"),
    (
      "cgroup: {files: {memory.mx: 5}}",
      "unknown file or entry 'memory.mx'; did you mean 'memory.max'?"
    ),
    ("cgroup: {in: a}", "files:, within: or path: is missing"),
    (
      "cgroup: {files: {cpu.weight: 5}, effective: true}",
      "'cpu.weight' is no limit: effective: asks for the tightest of several limits"
    ),
    (
      "counter: {key: memory.events.oomkill, by: 1}",
      "'memory.events.oomkill' is no counter; did you mean 'memory.events.oom_kill'?"
    ),
    ("counter: {key: pids.events.max}", "key 'by' is missing"),
    (
      "counter: {key: pids.events.max, by: 1, parent: both}",
      "'parent' can be true, false or either"
    ),
  ])
  func `mistakes are told`(_ yaml: String, _ message: String) throws {
    let log = ContentLog()
    let node = try #require(ContentParser.parse("{\(yaml)}", file: "x.yaml", log: log))
    _ = Predicate(node, log: log)
    #expect(log.problems.map(\.message).contains { $0.hasPrefix(message) }, "\(log.problems)")
  }
}
