import ProcFS
import Record
import Testing

@testable import Checking

/// Two processes that compete: 42, the role `job`, and 44, the role `prod`.
private struct Race {
  var journal = ExampleJournal()
  private var ticks: [Int32: UInt64] = [42: 100, 44: 100]
  private(set) var second = 2

  init() {
    journal.bind("job", 42)
    journal.bind("prod", 44)
    journal.ready()
  }

  /// So many seconds in which each got so many ticks a second.
  mutating func run(_ seconds: Int, mine: UInt64, theirs: UInt64) {
    for _ in 0..<seconds {
      second += 1
      for (pid, more) in [(Int32(42), mine), (44, theirs)] {
        let sum = (ticks[pid] ?? 0) + more
        ticks[pid] = sum
        journal.see(pid, at: Double(second)) { $0.cpuTicks = sum }
      }
    }
    journal.now = Double(second) + 0.5
  }

  func holds(_ yaml: String) throws -> Bool {
    let scene = Scene(world: journal.world, roles: journal.roles, subject: ["job"])
    return try predicate(yaml).held(scene).yes.contains(scene.now)
  }

  func observed(_ yaml: String) throws -> String {
    try predicate(yaml).observed(
      Scene(world: journal.world, roles: journal.roles, subject: ["job"]))
  }
}

@Suite struct ShareTests {
  let band = "share: {against: prod, between: [6, 14]}"

  @Test func `it turns green four to five seconds after the change`() throws {
    var race = Race()
    race.run(20, mine: 50, theirs: 50)
    #expect(try !race.holds("{\(band)}"))
    var greenAfter: Int?
    for second in 1...8 {
      race.run(1, mine: 10, theirs: 90)
      if greenAfter == nil, try race.holds("{\(band)}") { greenAfter = second }
    }
    #expect(greenAfter == 4)
  }

  @Test(arguments: [(1, 99), (25, 75), (50, 50), (99, 1)] as [(UInt64, UInt64)])
  func `on the way from one share to another it is in no band between`(
    mine: UInt64, theirs: UInt64
  ) throws {
    for (old, new) in [(mine, (UInt64(1), UInt64(99))), (mine, (99, 1))] where old != new.0 {
      for share in [6, 20, 40, 60, 80] where abs(Int(new.0) - share) > 15 {
        let yaml = "{share: {against: prod, between: [\(share), \(share + 8)]}}"
        guard !(share - 3...share + 11).contains(Int(mine)) else { continue }
        var race = Race()
        race.run(8, mine: mine, theirs: theirs)
        for _ in 1...8 {
          race.run(1, mine: new.0, theirs: new.1)
          #expect(try !race.holds(yaml), "\(mine) to \(new.0) in \(yaml) at \(race.second)")
        }
      }
    }
  }

  @Test func `who was stopped gets no share until all have run through a window`() throws {
    var race = Race()
    race.run(10, mine: 10, theirs: 90)
    #expect(try race.holds("{\(band)}"))
    race.journal.state(42, "T", at: Double(race.second) + 0.2)
    race.journal.now = Double(race.second) + 0.3
    #expect(try !race.holds("{\(band)}"))
    #expect(try race.observed("{\(band)}").contains("42 is stopped (state T)"))
    race.journal.state(42, "R", at: Double(race.second) + 0.6)
    for _ in 1...4 {
      race.run(1, mine: 10, theirs: 90)
      #expect(try !race.holds("{\(band)}"), "\(race.second)")
      #expect(try race.observed("{\(band)}").contains("42 was stopped (state T) within"))
    }
    race.run(1, mine: 10, theirs: 90)
    #expect(try race.holds("{\(band)}"))
  }

  @Test func `one reading a second is enough, and other facts may change between`() throws {
    var race = Race()
    for _ in 1...8 {
      race.run(1, mine: 10, theirs: 90)
      race.journal.see(44, at: Double(race.second) + 0.4) { $0.nice = 3 }
    }
    #expect(try race.holds("{\(band)}"))
    #expect(try race.observed("{\(band)}") == "10 % in the last 4 s (40 of 400 ticks)")
  }

  @Test func `a gap in sampling waits, and is nobody's fault`() throws {
    var race = Race()
    race.run(8, mine: 50, theirs: 50)
    race.journal.add(
      Double(race.second), .gap(from: ExampleJournal.time(8), to: ExampleJournal.time(9)))
    let scene = Scene(world: race.journal.world, roles: race.journal.roles, subject: ["job"])
    let held = try predicate("{\(band)}").held(scene)
    #expect(!held.yes.contains(scene.now) && !held.no.contains(scene.now))
    #expect(try race.observed("{\(band)}").contains("the lab didn't look"))
  }

  @Test func `who begins in a window is waited for`() throws {
    var race = Race()
    race.run(8, mine: 10, theirs: 90)
    race.journal.bind("prod", 45, at: Double(race.second)) { $0.cpuTicks = 0 }
    for count in 1...5 {
      race.run(1, mine: 10, theirs: 45)
      race.journal.see(45, at: Double(race.second)) { $0.cpuTicks = UInt64(count) * 45 }
      let isThere = count >= 4
      #expect(try race.holds("{\(band)}") == isThere, "\(count)")
    }
  }

  @Test func `who ended before the window is no competitor of it`() throws {
    var race = Race()
    race.journal.bind("prod", 45, at: 2.2) { $0.cpuTicks = 0 }
    race.journal.end(45, status: 9, at: 2.5)
    race.run(8, mine: 10, theirs: 90)
    #expect(try race.holds("{\(band)}"))
  }

  @Test func `nobody to share with is out of reach`() throws {
    var race = Race()
    race.run(8, mine: 50, theirs: 50)
    race.journal.end(44, status: 9, at: Double(race.second) + 0.2)
    let scene = Scene(world: race.journal.world, roles: race.journal.roles, subject: ["job"])
    let predicate = try predicate("{\(band)}")
    #expect(!predicate.reach(scene).canHold)
    #expect(predicate.observed(scene) == "lab-train 44 has ended: there is nothing to share with")
  }

  @Test func `the evidence is what each of them used`() throws {
    var race = Race()
    race.run(8, mine: 10, theirs: 90)
    let scene = Scene(world: race.journal.world, roles: race.journal.roles, subject: ["job"])
    let lines = try predicate("{\(band)}").evidence(scene, at: scene.now)
    #expect(lines.map(\.source) == ["/proc/42/stat", "/proc/44/stat"])
    #expect(lines.map(\.field) == ["fields 14 + 15", "fields 14 + 15"])
    #expect(lines.map(\.value) == ["140 → 180: 40 ticks in 4 s", "460 → 820: 360 ticks in 4 s"])
  }

  @Test func `both ends of a band are in it`() throws {
    var race = Race()
    race.run(8, mine: 20, theirs: 80)
    #expect(try race.holds("{share: {against: prod, between: [20, 30]}}"))
    #expect(try race.holds("{share: {against: prod, between: [10, 20]}}"))
    #expect(try race.holds("{share: {against: prod, between: 20-30}}"))
    #expect(try !race.holds("{share: {against: prod, between: 21-30}}"))
    #expect(try !race.holds("{share: {against: prod, below: 20}}"))
    #expect(try race.holds("{share: {against: prod, at-most: 20}}"))
    #expect(try race.holds("{share: {against: prod, above: 10, window: 6s}}"))
  }

  @Test func `a check on it never fails by itself, and a mistake has its place`() throws {
    let sheet = try Sheet(
      "[{id: share, title: t, points: 1, of: job, now: {\(band)}}]")
    var race = Race()
    #expect(sheet.verdicts(race.journal)["share"]?.verdict == .waiting)
    race.run(8, mine: 50, theirs: 50)
    #expect(sheet.verdicts(race.journal)["share"]?.verdict == .waiting)
    race.run(5, mine: 10, theirs: 90)
    #expect(sheet.verdicts(race.journal)["share"]?.verdict == .passed)

    for wrong in [
      "{share: {between: [6, 14]}}", "{share: {against: prod}}",
      "{share: {against: prod, between: [6]}}", "{share: {against: prod, between: 14-6}}",
      "{share: {against: prod, between: six}}", "{share: {against: prod, below: 20, window: 1s}}",
    ] {
      let log = ContentLog()
      let node = try #require(ContentParser.parse(wrong, file: "x", log: log))
      _ = Predicate(node, log: log)
      #expect(log.problems.count == 1, "\(wrong): \(log.problems)")
    }
  }
}
