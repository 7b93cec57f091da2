import Glibc
import ProcFS

/// Goal G1: a snapshot of the whole machine against the bare C loop and against ps.
struct ScanBenchmark {
  let processes: Int
  let rounds: Int
  let tools: ReferencePrograms

  func run() throws {
    let sleepers = try Command([try tools.build("sleepers"), "\(processes)"])
    defer { sleepers.end() }
    guard let ready = sleepers.line() else {
      throw Command.Failure(description: "sleepers said nothing")
    }
    let loop = try tools.build("stat_loop")
    var scanner = try ProcessScanner()
    var total = try scanner.scan { _ in }.processes
    print("sleepers: \(ready); \(total) processes on the machine")
    let before = try ProcRoot().process(getpid()).status().residentKiB ?? 0
    var checksum: UInt64 = 0
    let comparison = Comparison(
      title: "G1 whole-machine snapshot, stat only",
      contenders: [
        .init(name: "C: open, read, close") {
          // Its own clock: the start of the program is not measured.
          let lines = try Command([loop, "1"]).finish().split(separator: " ")
          return Double(lines.first ?? "") ?? .nan
        },
        .init(name: "ProcFS.ProcessScanner") {
          let start = nanoseconds()
          total = try scanner.scan { stat in
            checksum &+= stat.startTimeTicks &+ UInt64(stat.pid)
          }.processes
          return Double(nanoseconds() - start)
        },
        .init(name: "ps -eo pid,ppid,stat,ni,rss,comm") {
          try Command.time(["/usr/bin/ps", "-eo", "pid,ppid,stat,ni,rss,comm"])
        },
      ], units: total)
    comparison.run(rounds: rounds)
    let after = try ProcRoot().process(getpid()).status().residentKiB ?? 0
    print("  memory gained by scanning: \(Int64(after) - Int64(before)) KiB (goal: 6,144 at most)")
    systemCalls(total)
    if checksum == 1 { print("") }
  }

  /// Counts system calls of one scan, if strace(1) is there.
  private func systemCalls(_ total: Int) {
    guard access("/usr/bin/strace", X_OK) == 0,
      let own = try? ProcRoot().process(getpid()).executable()
    else {
      print("  system calls a process: strace is not installed; by design 3 and a few per scan")
      return
    }
    let trace = tools.directory + "/strace"
    let words = ["/usr/bin/strace", "-f", "-c", "-o", trace, own, "scan-once"]
    guard (try? Command(words).finish()) != nil else { return }
    guard let table = try? Command(["/usr/bin/tail", "-n", "1", trace]).finish() else { return }
    let fields = table.split(separator: " ")
    guard fields.count > 3, let calls = fields.compactMap({ Int($0) }).first(where: { $0 > total })
    else { return }
    print(
      "  system calls a process, program start included: \(fixed(Double(calls) / Double(total), 3))"
    )
  }
}
