import ProcFS

/// Goal G4: what a sample of an attempt's processes costs, and so what ten a second take of a core.
struct SampleBenchmark {
  let rounds: Int
  let tools: ReferencePrograms
  static let processes = 20

  func run() throws {
    let sleepers = try Command([try tools.build("sleepers"), "\(Self.processes)"])
    defer { sleepers.end() }
    guard sleepers.line() != nil else {
      throw Command.Failure(description: "sleepers said nothing")
    }
    let pids = try ProcRoot().process(sleepers.pid).children()
    var kept = Keeper()
    for pid in pids { try kept.add(pid) }
    Comparison(
      title: "G4 one sample of \(pids.count) processes; × 10 a second: 1 ms is 1 % of a core",
      contenders: [
        .init(name: "KeptStat, one call each") { try Self.time { try kept.sample() } },
        .init(name: "ProcessDirectory, opened anew") {
          try Self.time { for pid in pids { _ = try ProcRoot().process(pid).stat() } }
        },
        .init(name: "ProcessDirectory, with status") {
          try Self.time { for pid in pids { _ = try ProcRoot().process(pid).status() } }
        },
      ], units: pids.count
    ).run(rounds: rounds * 5)
  }

  private static func time(_ body: () throws -> Void) throws -> Double {
    let start = nanoseconds()
    try body()
    return Double(nanoseconds() - start)
  }

  /// Holds values that can't be copied.
  private struct Keeper {
    final class Entry {
      let stat: KeptStat

      init(_ pid: Int32) throws { stat = try KeptStat(ProcRoot().process(pid)) }
    }

    var entries: [Entry] = []

    mutating func add(_ pid: Int32) throws { entries.append(try Entry(pid)) }

    func sample() throws {
      for entry in entries { _ = try entry.stat.read() }
    }
  }
}
