import ProcFS
import Record
import Systemd
import Testing

@testable import Checking

/// The control groups of two units that compete: prod.service and exp.service.
private struct GroupRace {
  var journal = ExampleJournal()
  private var used = ["prod": 0, "exp": 0]
  private(set) var second = 2

  init() {
    journal.bind("rival", 44, source: .unit(name: "exp.service"))
    journal.ready()
    for key in ["prod", "exp"] { journal.unit(key, [:], at: 1) }
  }

  static func path(_ key: String) -> String { "/app.slice/\(key).service" }

  /// So many seconds in which each used so many milliseconds a second.
  mutating func run(_ seconds: Int, prod: Int, exp: Int) {
    for _ in 0..<seconds {
      second += 1
      for (key, more) in [("prod", prod), ("exp", exp)] {
        used[key, default: 0] += more * 1000
        see(key, [Competitor.usage: "\(used[key, default: 0])"])
      }
    }
    journal.now = Double(second) + 0.5
  }

  /// It is another one of the same name from now on.
  mutating func restart(_ key: String) { used[key] = 0 }

  mutating func see(_ key: String, _ values: [String: String], after: Double = 0) {
    journal.group(Self.path(key), values, at: Double(second) + after)
    journal.now = max(journal.now, Double(second) + after + 0.1)
  }

  var scene: Scene { Scene(world: journal.world, roles: journal.roles) }

  func holds(_ yaml: String) throws -> Bool {
    let scene = scene
    return try predicate(yaml).held(scene).yes.contains(scene.now)
  }

  func observed(_ yaml: String) throws -> String { try predicate(yaml).observed(scene) }
}

/// A share of what whole control groups used.
@Suite struct GroupShareTests {
  let band = "share: {in: prod, against: exp, between: [70, 79]}"
  let weights = "share: {in: prod, against: exp, key: cpu.weight, between: [74, 76]}"

  @Test func `three to one, in the groups' own numbers`() throws {
    var race = GroupRace()
    race.run(12, prod: 500, exp: 500)
    #expect(try !race.holds(band))
    #expect(try race.observed(band) == "50 % in the last 4 s (2000 of 4000 ms)")
    race.run(4, prod: 750, exp: 250)
    #expect(try race.holds(band))
    #expect(try race.observed(band) == "75 % in the last 4 s (3000 of 4000 ms)")
    let lines = try predicate(band).evidence(race.scene, at: race.scene.now)
    #expect(
      lines.map(\.source) == [
        "/sys/fs/cgroup/app.slice/prod.service/cpu.stat",
        "/sys/fs/cgroup/app.slice/exp.service/cpu.stat",
      ])
    #expect(lines.map(\.field) == ["usage_usec", "usage_usec"])
    #expect(
      lines.map(\.value) == [
        "6000000 → 9000000: 3000 ms in 4 s", "6000000 → 7000000: 1000 ms in 4 s",
      ])
  }

  @Test func `nothing is said before a window is over, nor of what barely runs`() throws {
    var race = GroupRace()
    #expect(try race.observed(band) == "prod.service has no control group yet")
    race.run(2, prod: 750, exp: 250)
    #expect(try !race.holds(band))
    #expect(try race.observed(band) == "being measured: that takes 4 s")
    race.run(10, prod: 75, exp: 25)
    #expect(try !race.holds(band))
    #expect(
      try race.observed(band) == "hardly any CPU time was used: 400 ms in the last 4 s")
  }

  @Test func `a proportion that a frozen group bought counts for nothing`() throws {
    var race = GroupRace()
    race.run(8, prod: 750, exp: 250)
    race.see("exp", [Competitor.frozen: "1"], after: 0.2)
    #expect(try !race.holds(band))
    #expect(try race.observed(band).hasPrefix("exp.service is frozen"))
    race.see("exp", [Competitor.frozen: "0"], after: 0.6)
    for _ in 1...4 {
      race.run(1, prod: 750, exp: 250)
      #expect(try !race.holds(band))
      #expect(try race.observed(band).hasPrefix("exp.service was frozen within the last 4 s"))
    }
    race.run(1, prod: 750, exp: 250)
    #expect(try race.holds(band))
  }

  @Test func `nor does one that a stopped process bought, where a role finds it`() throws {
    var race = GroupRace()
    race.run(8, prod: 750, exp: 250)
    race.journal.state(44, "T", at: Double(race.second) + 0.1)
    race.journal.state(44, "R", at: Double(race.second) + 0.3)
    race.run(1, prod: 750, exp: 250)
    #expect(try !race.holds(band))
    #expect(
      try race.observed(band).hasPrefix("a process of exp.service was stopped (state T) within"))
  }

  @Test func `a group that is gone or empty competes with nobody`() throws {
    for values in [[GroupValue.exists: "no"], [Competitor.populated: "0"]] {
      var race = GroupRace()
      race.run(8, prod: 750, exp: 250)
      #expect(try race.holds(band))
      race.see("exp", values, after: 0.3)
      #expect(try !race.holds(band))
      #expect(try race.observed(band) == "no process of exp.service runs any more")
      #expect(try predicate(band).reach(race.scene).canHold)
    }
  }

  @Test(arguments: [true, false])
  func `a restarted unit is measured anew`(isSeenToGo: Bool) throws {
    var race = GroupRace()
    race.run(8, prod: 750, exp: 250)
    if isSeenToGo {
      race.see("exp", [GroupValue.exists: "no"], after: 0.3)
      race.see("exp", [Competitor.usage: "10", GroupValue.isNew: "yes"], after: 0.6)
    }
    race.restart("exp")
    for _ in 1...4 {
      race.run(1, prod: 750, exp: 250)
      #expect(try !race.holds(band))
      #expect(
        try race.observed(band)
          == "being measured: one of them began or ended within the last 4 s")
    }
    race.run(1, prod: 750, exp: 250)
    #expect(try race.holds(band))
  }

  @Test func `a gap in looking waits, and is nobody's fault`() throws {
    var race = GroupRace()
    race.run(8, prod: 500, exp: 500)
    race.journal.add(
      Double(race.second), .gap(from: ExampleJournal.time(8), to: ExampleJournal.time(9)))
    let held = try predicate(band).held(race.scene)
    #expect(!held.yes.contains(race.scene.now) && !held.no.contains(race.scene.now))
  }

  @Test func `readings that were not made together are not compared`() throws {
    var race = GroupRace()
    for count in 1...10 {
      race.see("prod", [Competitor.usage: "\(count * 750_000)"], after: Double(count))
      race.see("exp", [Competitor.usage: "\(count * 250_000)"], after: Double(count) + 0.4)
    }
    #expect(try !race.holds(band))
    #expect(try race.observed(band) == "being measured: that takes 4 s")
  }

  @Test func `weights are compared as they stand, among neighbours`() throws {
    var race = GroupRace()
    #expect(try race.observed(weights) == "no control group yet")
    race.see("prod", [WeightShare.key: "100"])
    race.see("exp", [WeightShare.key: "100"])
    #expect(try race.observed(weights) == "cpu.weight 100 beside 100, so 50 %")
    race.see("prod", [WeightShare.key: "300"], after: 1)
    #expect(try race.holds(weights))
    #expect(
      try predicate(weights).evidence(race.scene, at: race.scene.now).map {
        "\($0.source): \($0.value)"
      } == [
        "/sys/fs/cgroup/app.slice/prod.service/cpu.weight: 300",
        "/sys/fs/cgroup/app.slice/exp.service/cpu.weight: 100",
      ])
    race.see("exp", [WeightShare.key: ""], after: 2)
    #expect(try !race.holds(weights))
    #expect(try race.observed(weights) == "the group of exp.service has no cpu.weight")
    race.see("exp", [GroupValue.exists: "no"], after: 3)
    #expect(try !race.holds(weights))
    #expect(try race.observed(weights) == "exp.service has no control group now")
    race.journal.group("/own.slice/exp.service", [WeightShare.key: "100"], at: 9)
    #expect(try !race.holds(weights))
    #expect(try race.observed(weights).contains("weights are compared among neighbours"))
  }

  @Test func `usage is looked at together, weights when they change`() throws {
    var planner = LookPlanner(
      units: ["prod", "exp"].map {
        .init(key: $0, rule: UnitRule(name: "\($0).service", manager: .user))
      })
    for yaml in [band, weights] { planner.add(try predicate(yaml), subject: []) { _ in nil } }
    #expect(planner.plan.groups.count == 2)
    for group in planner.plan.groups {
      #expect(group.together == [Competitor.usage])
      #expect(group.keys.contains(WeightShare.key) && group.keys.contains(Competitor.frozen))
    }
  }

  @Test(arguments: [
    ("{share: {against: exp, key: cpu.weight, above: 50}}", "say whose with in: UNIT"),
    (
      "{share: {in: prod, against: exp, key: cpu.max, above: 50}}",
      "'key' can be cpu.stat.usage_usec or cpu.weight"
    ),
    ("{share: {in: prod, against: prod, above: 50}}", "can't compete with itself"),
    ("{share: {in: prod, against: exp, key: cpu.weight, above: 50, window: 4s}}", "no window"),
    ("{share: {in: prod, above: 50}}", "key 'against' is missing"),
  ])
  func `a mistake has its place`(_ yaml: String, _ words: String) throws {
    let log = ContentLog()
    let node = try #require(ContentParser.parse(yaml, file: "x", log: log))
    _ = Predicate(node, log: log)
    #expect(log.problems.map(\.message).filter { $0.contains(words) }.count == 1, "\(log.problems)")
    #expect(log.problems.count == 1)
  }
}
