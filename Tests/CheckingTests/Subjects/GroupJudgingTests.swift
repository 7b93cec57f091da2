import ProcFS
import Record
import Systemd
import Testing

@testable import Checking

/// Control groups come and go with their units; what they showed is in the record.
@Suite struct GroupJudgingTests {
  private func scene(_ journal: ExampleJournal) -> Scene {
    Scene(world: journal.world, roles: journal.roles, subject: ["job"])
  }

  private func holds(_ yaml: String, _ journal: ExampleJournal) throws -> Bool {
    let scene = scene(journal)
    return try predicate(yaml).held(scene).yes.contains(scene.now)
  }

  private func journal(
    cgroup: String? = nil, _ body: (inout ExampleJournal) -> Void
  ) -> ExampleJournal {
    var journal = ExampleJournal()
    journal.bind("job", 42) { $0.cgroup = cgroup }
    journal.ready()
    journal.declareUnit("server")
    body(&journal)
    return journal
  }

  @Test func `a frozen group's process is not stopped: the letter stays S`() throws {
    let journal = journal(cgroup: "/a/server.service") {
      $0.group("/a/server.service", ["cgroup.events.frozen": "0"], at: 1)
      $0.group("/a/server.service", ["cgroup.events.frozen": "1"], at: 10)
      $0.group("/a/server.service", ["cgroup.events.frozen": "0"], at: 20)
    }
    let yaml = "{cgroup: {files: {cgroup.events.frozen: 1}}, for: 8s}"
    #expect(try holds("ever: \(yaml)", journal))
    #expect(try !holds("ever: {cgroup: {files: {cgroup.events.frozen: 1}}, for: 12s}", journal))
    #expect(try !holds("ever: {state: stopped}", journal))
  }

  @Test func `a group that came back for a restart is not one long stay`() throws {
    let journal = journal { journal in
      journal.group("/a/server.service", ["pids.max": "30"], at: 3)
      journal.group("/a/server.service", [GroupValue.exists: "no"], at: 10)
      journal.group("/a/server.service", ["pids.max": "30"], at: 50)
    }
    let yaml = "cgroup: {in: server, files: {pids.max: 30}}"
    #expect(try holds(yaml, journal))
    #expect(try holds("{\(yaml), for: 40s}", journal))
    #expect(try !holds("{\(yaml), for: 60s}", journal))
  }

  @Test func `a process that moves takes its limits from where it is`() throws {
    let journal = journal(cgroup: "/a") {
      $0.group("/a", ["memory.max": "max"], at: 1)
      $0.group("/b", ["memory.max": "67108864"], at: 1)
      $0.see(42, at: 10) { $0.cgroup = "/b" }
    }
    #expect(try holds("cgroup: {files: {memory.max: 64M}}", journal))
    #expect(try holds("ever: {cgroup: {files: {memory.max: max}}}", journal))
    #expect(
      try predicate("cgroup: {files: {memory.max: 64M}}").evidence(
        scene(journal), at: ExampleJournal.time(100)
      ).map { "\($0.source): \($0.value)" } == ["/sys/fs/cgroup/b/memory.max: 67108864"])
  }

  @Test(arguments: [
    ("{percent: 40}", "40000 100000", true), ("{percent: 40}", "20000 50000", true),
    ("{percent: {at-most: 45}}", "max 100000", false), ("max", "max 100000", true),
    ("{percent: 40}", "", false), ("\"40000 100000\"", "40000 100000", true),
    ("40", "40000 100000", true),
  ])
  func `a quota is a share of its period`(_ test: String, _ value: String, _ right: Bool) throws {
    let journal = journal(cgroup: "/a") { $0.group("/a", ["cpu.max": value], at: 1) }
    #expect(try holds("cgroup: {files: {cpu.max: \(test)}}", journal) == right)
  }

  @Test func `the tightest limit of those above counts, also where the group has none`() throws {
    let journal = journal {
      $0.group("/lab.slice", ["memory.max": "67108864", "cpu.max": "50000 100000"], at: 1)
      $0.group(
        "/lab.slice/server.service", ["memory.max": "134217728", "cpu.max": "max 100000"], at: 3)
    }
    #expect(
      try holds("cgroup: {in: server, files: {memory.max: 64M}, effective: true}", journal))
    #expect(
      try holds("cgroup: {in: server, files: {cpu.max: {percent: 50}}, effective: true}", journal))
    let lines = try predicate("cgroup: {in: server, files: {memory.max: 64M}, effective: true}")
      .evidence(scene(journal), at: ExampleJournal.time(100))
    #expect(lines.map(\.source) == ["/sys/fs/cgroup/lab.slice/memory.max"])
  }

  @Test func `a counter that stood there before, and one of a group that is new`() throws {
    let journal = journal {
      $0.group("/a", ["memory.events.oom_kill": "7", GroupValue.isNew: "no"], at: 1)
      $0.group(
        "/a/server.service", ["memory.events.oom_kill": "1", GroupValue.isNew: "yes"], at: 5)
    }
    #expect(try holds("counter: {key: memory.events.oom_kill, by: 1, in: server}", journal))
    #expect(
      try holds("counter: {key: memory.events.oom_kill, by: 0, in: server, parent: true}", journal))
    #expect(
      try holds(
        "counter: {key: memory.events.oom_kill, by: 1, in: server, parent: either}", journal))
  }

  @Test func `a kill above counts only as the process's own group goes, wherever it was before`()
    throws
  {
    let key = "memory.events.oom_kill"
    let yaml = "counter: {key: \(key), by: {at-least: 1}, parent: either}"
    for (delay, right) in [(0.4, true), (30, false)] {
      let journal = journal(cgroup: "/user.slice/shell.scope") {
        $0.group("/app.slice", [key: "5", GroupValue.isNew: "no"], at: 1)
        $0.group("/user.slice", [key: "0", GroupValue.isNew: "no"], at: 1)
        $0.group("/user.slice/shell.scope", [key: "0", GroupValue.isNew: "no"], at: 1)
        $0.see(42, at: 3) { $0.cgroup = "/app.slice/a.service" }
        $0.group("/app.slice/a.service", [key: "0", GroupValue.isNew: "yes"], at: 3)
        $0.vanish(42, at: 9)
        $0.group("/app.slice/a.service", [GroupValue.exists: "no"], at: 9)
        $0.group("/app.slice", [key: "6"], at: 9 + delay)
      }
      #expect(try holds(yaml, journal) == right)
      guard right else { continue }
      let predicate = try predicate(yaml)
      #expect(
        predicate.observed(scene(journal)) == "42: \(key) risen by 1, counted in /app.slice")
      #expect(
        predicate.evidence(scene(journal), at: ExampleJournal.time(100)).map(\.source) == [
          "/sys/fs/cgroup/app.slice/a.service/memory.events",
          "/sys/fs/cgroup/app.slice/memory.events",
        ])
    }
  }

  @Test func `a check on a unit that has no group yet waits`() throws {
    let sheet = try Sheet(
      """
      - id: limit
        title: at most 30 tasks
        points: 1
        ever: {cgroup: {in: server, files: {pids.max: {at-most: 30}}}}
        because:
          none: {when: {cgroup: {in: server, files: {pids.max: max}}}, say: "no limit"}
      - id: counted
        title: the limit was met
        points: 1
        ever: {counter: {key: pids.events.max, by: {at-least: 1}, in: server}}
      """)
    var journal = journal { _ in }
    #expect(sheet.verdicts(journal).values.allSatisfy { $0.verdict == .waiting })
    #expect(sheet.verdicts(journal)["limit"]?.observed == "server.service has no control group yet")
    journal.group("/a/server.service", ["pids.max": "max", GroupValue.isNew: "yes"], at: 5)
    #expect(sheet.verdicts(journal)["limit"]?.reason == "none")
    journal.group("/a/server.service", ["pids.max": "30", "pids.events.max": "2"], at: 8)
    #expect(sheet.verdicts(journal).values.allSatisfy { $0.verdict == .passed })
    journal.group("/a/server.service", [GroupValue.exists: "no"], at: 9)
    #expect(sheet.verdicts(journal).values.allSatisfy { $0.verdict == .passed })
  }

  @Test func `what is to be looked at is collected by whose group it is`() throws {
    var planner = LookPlanner(units: [
      .init(key: "server", rule: UnitRule(name: "s.service", manager: .user))
    ])
    for yaml in [
      "cgroup: {in: server, files: {memory.max: 64M}, effective: true}",
      "counter: {key: memory.events.oom_kill, by: 1, in: server, parent: either}",
      "all: [{cgroup: {files: {pids.max: 30}}}, {of: other, cgroup: {within: server}}]",
    ] {
      planner.add(try predicate(yaml), subject: ["job"]) { _ in nil }
    }
    let groups = Dictionary(planner.plan.groups.map { ($0.whose, $0) }, uniquingKeysWith: { $1 })
    let server = try #require(groups[.unit("s.service")])
    #expect(
      server.keys == ["memory.max", "memory.events.oom_kill", "cgroup.events.populated"])
    #expect(server.watchesParent && server.watchesAncestors)
    #expect(groups[.role("job")]?.keys == ["pids.max", "cgroup.events.populated"])
    #expect(groups[.role("other")] != nil)
  }

  @Test func `answers are compared with the machine as it was then`() throws {
    let sheet = try Sheet(
      """
      - {id: restarts, title: r, points: 1, answer: restarts, is: {unit: server, property: NRestarts}}
      - {id: main, title: m, points: 1, answer: main, is: {unit: server, property: MainPID}}
      - {id: where, title: w, points: 1, answer: where, is: {cgroup: path, of: job}}
      """,
      answers: """
        restarts: {type: int, ask: "How often?"}
        main: {type: pid, ask: "Which?"}
        where: {type: text, ask: "Where?"}
        """)
    var journal = journal(cgroup: "/a/server.service") {
      $0.unit("server", ["NRestarts": "2", "MainPID": "42"], at: 3)
      var facts = ProcessFacts()
      facts.cgroup = "/a/server.service"
      $0.answer("restarts", "2", at: 5)
      $0.answer("main", "42", at: 5)
      $0.answer("where", "0::/a/server.service", at: 5, facts: ["42": facts])
      $0.unit("server", ["NRestarts": "0", "MainPID": "50"], at: 9)
    }
    #expect(sheet.verdicts(journal).values.allSatisfy { $0.verdict == .passed })
    journal.answer("restarts", "3", at: 20)
    #expect(sheet.verdicts(journal)["restarts"]?.verdict == .passed)
  }
}
