internal import Record

extension SharePredicate {
  /// A rival 44 beside the subject 42, with so many ticks a second each, from second 3 on.
  private static func race(
    _ journal: inout ExampleJournal, until end: Int = 20, stoppedAt: Int = 0,
    _ rates: (Int) -> (Int, Int)
  ) {
    var (mine, theirs) = (100, 100)
    for second in 3...end {
      let rate = rates(second)
      mine += rate.0
      theirs += rate.1
      let ticks = (UInt64(mine), UInt64(theirs))
      journal.see(42, at: Double(second)) {
        $0.cpuTicks = ticks.0
        $0.state = second == stoppedAt ? "T" : "R"
      }
      journal.see(44, at: Double(second)) { $0.cpuTicks = ticks.1 }
    }
  }

  package static let examples = [
    PredicateExample(
      "nice 10 beside nice 0", "share: {against: prod, between: [6, 14]}", holds: true
    ) {
      $0.bind("prod", 44)
      race(&$0) { _ in (10, 90) }
    },
    PredicateExample("a band in one text", "share: {against: prod, between: 6-14}", holds: true) {
      $0.bind("prod", 44)
      race(&$0) { _ in (10, 90) }
    },
    PredicateExample("half and half", "share: {against: prod, between: [6, 14]}", holds: false) {
      $0.bind("prod", 44)
      race(&$0) { _ in (50, 50) }
    },
    PredicateExample(
      "on the way from half to nothing", "share: {against: prod, between: [20, 30]}", holds: false
    ) {
      $0.bind("prod", 44)
      // The last four seconds together are 26 %.
      race(&$0) { $0 > 18 ? (1, 99) : (50, 50) }
    },
    PredicateExample("it was stopped", "share: {against: prod, below: 20}", holds: false) {
      $0.bind("prod", 44)
      race(&$0, stoppedAt: 17) { $0 == 18 ? (0, 90) : (10, 90) }
    },
    PredicateExample("too short to be measured", "share: {against: prod, below: 20}", holds: false)
    {
      $0.bind("prod", 44)
      race(&$0, until: 4) { _ in (10, 90) }
    },
    PredicateExample(
      "the window before counts", "share: {against: prod, between: [6, 14]}", holds: true
    ) {
      $0.bind("prod", 44)
      race(&$0) { $0 == 20 ? (60, 40) : (10, 90) }
    },
    PredicateExample("neither does much", "share: {against: prod, below: 20}", holds: false) {
      $0.bind("prod", 44)
      race(&$0) { _ in (0, 3) }
    },
    PredicateExample(
      "groups, by their weights", "share: {in: prod, against: exp, between: [70, 79]}", holds: true
    ) {
      groups(&$0) { _ in (750_000, 250_000) }
    },
    PredicateExample(
      "two processes in one of the groups count together",
      "share: {in: prod, against: exp, below: 40}", holds: true
    ) {
      groups(&$0) { _ in (330_000, 670_000) }
    },
    PredicateExample(
      "one of the groups was frozen", "share: {in: prod, against: exp, above: 50}", holds: false
    ) {
      groups(&$0, frozenAt: 18) { $0 == 18 ? (990_000, 0) : (750_000, 250_000) }
    },
    PredicateExample(
      "one of the groups is gone", "share: {in: prod, against: exp, above: 50}", holds: false
    ) {
      groups(&$0) { _ in (750_000, 250_000) }
      $0.group("/app.slice/exp.service", [GroupValue.exists: "no"], at: 20.4)
    },
    PredicateExample(
      "weights", "share: {in: prod, against: exp, key: cpu.weight, between: [74, 76]}", holds: true
    ) {
      weigh(&$0, "30", "10")
    },
    PredicateExample(
      "other weights", "share: {in: prod, against: exp, key: cpu.weight, between: [74, 76]}",
      holds: false
    ) {
      weigh(&$0, "100", "100")
    },
    PredicateExample(
      "weights in two places", "share: {in: prod, against: exp, key: cpu.weight, above: 50}",
      holds: false
    ) {
      weigh(&$0, "300", "100", at: "/other.slice")
    },
  ]

  /// The groups of two units, with so many microseconds a second each, from second 3 on.
  private static func groups(
    _ journal: inout ExampleJournal, frozenAt: Int = 0, _ rates: (Int) -> (Int, Int)
  ) {
    for key in ["prod", "exp"] { journal.unit(key, [:], at: 1) }
    var used = (0, 0)
    for second in 3...20 {
      let rate = rates(second)
      used = (used.0 + rate.0, used.1 + rate.1)
      for (key, sum) in [("prod", used.0), ("exp", used.1)] {
        let isFrozen = key == "exp" && second == frozenAt
        journal.group(
          "/app.slice/\(key).service",
          [
            Competitor.usage: "\(sum)", Competitor.populated: "1",
            Competitor.frozen: isFrozen ? "1" : "0",
          ], at: Double(second))
      }
    }
  }

  /// Two groups beside each other, or one of them elsewhere.
  private static func weigh(
    _ journal: inout ExampleJournal, _ mine: String, _ other: String,
    at place: String = "/app.slice"
  ) {
    for key in ["prod", "exp"] { journal.unit(key, [:], at: 1) }
    journal.group("/app.slice/prod.service", [WeightShare.key: mine], at: 3)
    journal.group("\(place)/exp.service", [WeightShare.key: other], at: 3)
  }
}
