import Record
import Testing

@testable import Checking

@Suite struct ValueTestTests {
  private func holds(_ yaml: String, _ value: String, _ dimension: Dimension) throws -> Bool? {
    let log = ContentLog()
    let node = try #require(ContentParser.parse(yaml, file: "v", log: log))
    let test = try #require(ValueTest(node, log: log), "\(log.problems)")
    #expect(log.problems.isEmpty, "\(log.problems)")
    return test.holds(value, as: dimension, Scene(world: ExampleJournal().world))
  }

  @Test(
    arguments: [
      ("3s", "3s", Dimension.time, true), ("{equals: 90s}", "1min 30s", .time, true),
      ("{at-least: 15s}", "infinity", .time, true), ("{at-most: 15s}", "infinity", .time, false),
      ("{above: 2s, below: 4s}", "3s", .time, true), ("infinity", "infinity", .time, true),
      ("64M", "67108864", .size, true), ("{at-most: 1G}", "max", .size, false),
      ("{at-least: 1G}", "infinity", .size, true), ("{above: 64M}", "67108864", .size, false),
      ("3", "3", .text, true), ("{at-most: 3}", "2", .text, true),
      ("{above: 3}", "many", .text, false),
      ("{one-of: [always, on-failure]}", "on-failure", .text, true),
      ("{one-of: [always, no]}", "on-failure", .text, false),
      ("{not: always}", "on-failure", .text, true), ("{contains: fail}", "on-failure", .text, true),
      ("{lacks: fail}", "on-failure", .text, false),
      ("{has: db.service}", "app.slice db.service basic.target", .words, true),
      ("{has: db}", "app.slice db.service", .words, false),
      ("a b", "b a", .words, true), ("\"\"", "", .words, true),
      ("{contains: \"/run/\", lacks: \"/etc/\"}", "/run/x.conf", .text, true),
      ("{at-least: \"{{nobody}}\"}", "3", .number, nil),
      ("{equals: \"{{run}}\"}", "bert-k7q", .text, true),
    ] as [(String, String, Dimension, Bool?)])
  func `values are compared by their kind`(
    _ yaml: String, _ value: String, _ dimension: Dimension, _ right: Bool?
  ) throws {
    #expect(try holds(yaml, value, dimension) == right)
  }

  @Test(arguments: [
    ("RestartUSec", Dimension.time), ("CPUQuotaPerSecUSec", .time), ("MemoryMax", .size),
    ("After", .words), ("NRestarts", .text), ("Restart", .text), ("DropInPaths", .words),
  ])
  func `a property's name tells its kind`(_ name: String, _ dimension: Dimension) {
    #expect(Dimension.ofProperty(name) == dimension)
  }
}
