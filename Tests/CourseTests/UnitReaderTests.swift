import Checking
import Course
import LabTestSupport
import Record
import Systemd
import Testing

@Suite struct UnitReaderTests {
  /// Held by the suite: its folder must live as long as the test.
  let directory: TemporaryDirectory
  var library: CourseLibrary { CourseLibrary(root: directory.path) }

  static let exercise = """
    format: 1
    title: A service
    level: core
    points: 2
    time: 5m
    requires: [user-manager, {cgroup: cpu}]
    rests-on: [live, record, answer]
    parameters:
      port: {int: [8100, 8199]}
      other: {run-name: true}
    units:
      server:
        name: "lab-infer-{{run}}.service"
        file: |
          [Service]
          WorkingDirectory={{bench}}
          ExecStart={{bin}}/lab-train --run {{run}} --port {{port}}
          [Install]
          WantedBy=default.target
        drop-ins: {limits.conf: "[Service]\\nTasksMax=50\\n"}
        enable: true
        start: true
      burn: {name: "lab-{{other}}.service", manager: system}
      shard: {name: "lab-train-{{run}}@.service", file: "[Service]\\nExecStart=/bin/true\\n"}
      shard0: {name: "lab-train-{{run}}@0.service", start: ignore}
    processes:
      main: {from: unit, of: server}
      all: {from: unit-group, of: server}
    answers:
      group: {type: text, ask: "Which control group?"}
    setup:
      - run: [cp, a, b]
      - run: {command: [false], status: any}
      - daemon-reload
      - daemon-reload: system
      - unit: {restart: server}
      - connect: {port: "{{port}}", path: /health, times: 20, hold: 2s}
    trials:
      crash: {say: "It is ended.", do: [{signal: KILL, to: main}, {wait-for: 2s}]}
    checks:
      - id: up
        title: "{{server.unit}} is up, main {{server.MainPID}}"
        points: 1
        after: crash
        now: {unit: {of: server, active: active, properties: {RestartUSec: 3s, After: {has: "{{burn.unit}}"}}, journal: {contains: "Port {{port}}"}, file: {contains: x}}}
        because:
          often: {when: {unit: {of: server, properties: {ExecMainStatus: {above: 0}}}}, say: "status {{server.ExecMainCode}}"}
      - id: where
        title: where it lives
        points: 1
        answer: group
        is: {cgroup: path, of: main}
    """

  init() throws {
    directory = try TemporaryDirectory(prefix: "lab-course")
    try directory.write(Self.exercise, to: "Exercises/systemd/x/exercise.yaml")
    try directory.write("It is {{server.NRestarts}}.\n", to: "Exercises/systemd/x/task.md")
    try directory.write("A\n---\nB\n", to: "Exercises/systemd/x/hints.md")
    try directory.write(
      "id: test\nversion: \"1\"\ntitle: Test\nmodules: []\n", to: "Lessons/course.yaml")
  }

  private static let values = ["run": "bert-k7q", "other": "wave-a2b", "port": "8101"]

  @Test func `units are read in their order`() throws {
    let exercise = try library.exercise("systemd/x")
    #expect(exercise.units.map(\.key) == ["server", "burn", "shard", "shard0"])
    let server = try #require(exercise.unit("server"))
    #expect(server.unitName { Self.values[$0] }?.text == "lab-infer-bert-k7q.service")
    #expect(server.start == .yes && server.isEnabled && server.isWritten)
    #expect(server.dropIns.map(\.name) == ["limits.conf"])
    #expect(exercise.unit("burn")?.manager == .system)
    #expect(exercise.unit("shard0")?.start == .ignore)
    #expect(exercise.unit("shard")?.unitName { Self.values[$0] }?.isTemplate == true)
    #expect(exercise.requires == [.userManager, .cgroup("cpu")])
  }

  @Test func `roles find their processes by the unit's full name`() throws {
    let rules = try library.exercise("systemd/x").roleRules { Self.values[$0] }
    let sources = Dictionary(uniqueKeysWithValues: rules.map { ($0.name, $0.source) })
    #expect(sources["main"] == .unit(name: "lab-infer-bert-k7q.service"))
    #expect(sources["all"] == .unitGroup(name: "lab-infer-bert-k7q.service"))
    #expect(rules.first { $0.name == "main" }?.watch.contains(.cgroup) == false)
  }

  @Test func `the supervisor is told what checks, reasons, texts and answers ask for`() throws {
    let plan = try library.exercise("systemd/x").lookPlan { Self.values[$0] }
    let server = try #require(plan.units.first)
    #expect(server.name == "lab-infer-bert-k7q.service")
    #expect(server.properties == ["RestartUSec", "After", "ExecMainStatus", "ExecMainCode"])
    #expect(server.journal == ["Port 8101"])
    #expect(server.readsFiles)
    #expect(plan.units.map(\.manager) == [.user, .system, .user, .user])
    #expect(plan.groups.map(\.whose) == [.role("main")])
  }

  @Test func `actions are read`() throws {
    let exercise = try library.exercise("systemd/x")
    var said: [String] = []
    for action in exercise.setup {
      switch action.kind {
      case .run(let words, let status): said.append("run \(words.count) \(status)")
      case .daemonReload(let manager): said.append("reload \(manager)")
      case .unit(let verb, let keys): said.append("\(verb) \(keys)")
      case .connect(let connecting):
        let times = connecting.times?.fixed ?? 0
        said.append("connect \(times) \(connecting.hold?.fixed?.seconds ?? 0)")
      default: said.append("?")
      }
    }
    #expect(
      said == [
        "run 3 exactly(0)", "run 1 any", "reload user", "reload system", "restart [\"server\"]",
        "connect 20 2.0",
      ])
    #expect(exercise.trial("crash")?.needsTerminal == false)
  }

  @Test(arguments: [
    (
      "name: \"lab-infer-{{run}}.service\"", "name: \"lab-infer.service\"",
      "exercise.yaml:12:3: 'lab-infer.service' could be somebody's own unit: its name must hold "
        + "{{run}}"
    ),
    (
      "lab-infer-{{run}}.service", "lab infer-{{run}}.service",
      "exercise.yaml:13:11: 'lab infer-{{run}}.service' is no unit's full name, such as "
        + "\"lab-infer-{{run}}.service\""
    ),
    (
      "name: \"lab-infer", "nam: \"lab-infer",
      "exercise.yaml:13:5: unknown key 'nam'; did you mean 'name'?"
    ),
    ("manager: system", "manager: root", "exercise.yaml:23:50: unknown word 'root'"),
    ("start: ignore", "start: maybe", "exercise.yaml:25:56: unknown word 'maybe'"),
    (
      "limits.conf:", "limits:",
      "exercise.yaml:20:16: 'limits' is no drop-in's name, such as limits.conf"
    ),
    (
      "default.target", "multi-user.target",
      "exercise.yaml:13:11: a user manager never starts multi-user.target: default.target is its own"
    ),
    ("[Install]", "[install]", "exercise.yaml:13:11: enable: needs an [Install] section in file:"),
    (
      "{from: unit, of: server}", "{from: unit, of: sever}",
      "exercise.yaml:27:26: unknown unit 'sever'; did you mean 'server'?"
    ),
    ("{from: unit, of: server}", "{from: unit}", "exercise.yaml:27:9: from: unit needs of:"),
    (
      "unit: {of: server, active", "unit: {of: srver, active",
      "exercise.yaml:45:22: unknown unit 'srver'; did you mean 'server'?"
    ),
    (
      "{restart: server}", "{restrt: server}",
      "exercise.yaml:36:12: unknown key 'restrt'; did you mean 'restart'?"
    ),
    ("{restart: server}", "{restart: other}", "exercise.yaml:36:21: unknown unit 'other'"),
    (
      "status: any", "status: some",
      "exercise.yaml:33:37: 'status' is a number from 0 to 255, or any"
    ),
    ("times: 20", "times: 2000", "exercise.yaml:37:48: 'times' must be between 1 and 512"),
    (
      "{{server.unit}} is", "{{server.pid}} is",
      "exercise.yaml:42:12: unknown name '{{server.pid}}'; a unit has unit, group and "
        + "properties such as MainPID"
    ),
    (
      "main: {from", "server: {from",
      "exercise.yaml:12:3: 'server' is a role too; give one of them another name"
    ),
  ])
  func `a mistake is told with its place`(_ from: String, _ to: String, _ message: String) throws {
    try #require(Self.exercise.contains(from))
    var isFirst = true
    let text = Self.exercise.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard isFirst, line.contains(from) else { return String(line) }
      isFirst = false
      return String(line).replacing(from, with: to)
    }.joined(separator: "\n")
    try directory.write(text, to: "Exercises/systemd/x/exercise.yaml")
    let problems = try library.draft("systemd/x").problems.map {
      $0.description.replacing("Exercises/systemd/x/", with: "")
    }
    #expect(problems.contains { $0.hasPrefix(message) }, "\(problems)")
  }

  @Test func `a started unit that only has to be active holds right after the start`() throws {
    let text = Self.exercise.replacing(
      "after: crash\n    now: {unit: {of: server, active: active, properties: {RestartUSec: 3s, After: {has: \"{{burn.unit}}\"}}, journal: {contains: \"Port {{port}}\"}, file: {contains: x}}}",
      with: "now: {unit: {of: server, active: active}}")
    try directory.write(text, to: "Exercises/systemd/x/exercise.yaml")
    let said = try Lint(library).exercise("systemd/x").map(\.message)
    #expect(said.contains { $0.hasPrefix("check 'up' holds right after the start") }, "\(said)")
  }
}
