import Glibc
import ProcFS

/// What the prompt costs: from a typed line to the next prompt, and while nobody types.
struct PromptBenchmark {
  let products: String
  let rounds: Int
  static let watchSeconds = 5

  func run() throws {
    let home = try BenchHome(products: products)
    let bash = try Screen(
      ["/bin/bash", "-i"], environment: home.environment, directory: home.directory)
    try bash.await(BenchHome.prompt)
    let idle = try Screen([home.lab], environment: home.environment, directory: home.directory)
    try idle.await(BenchHome.prompt)
    idle.settle(milliseconds: 300)
    // Not of the same home: the first prompt would follow the second one's exercise.
    let other = try BenchHome(products: products)
    let open = try Screen([other.lab], environment: other.environment, directory: other.directory)
    try open.await(BenchHome.prompt)
    open.type("start \(BenchHome.exercise)\r")
    try open.await("/20 ")
    open.settle(milliseconds: 1000)
    Comparison(
      title: "Prompt: from a typed ':' to the next prompt",
      contenders: [
        .init(name: "bash -i") { try bash.time(line: ":", prompt: BenchHome.prompt) },
        .init(name: "lab") { try idle.time(line: ":", prompt: BenchHome.prompt) },
        .init(name: "lab, an exercise open") {
          try open.time(line: ":", prompt: BenchHome.prompt)
        },
      ]
    ).run(rounds: rounds * 5)
    try watch(open, other)
  }

  /// The CPU time of everybody who is awake while a learner thinks.
  private func watch(_ screen: Screen, _ home: BenchHome) throws {
    guard let supervisor = home.supervisor else {
      throw Command.Failure(description: "no supervisor was found")
    }
    screen.settle(milliseconds: 500)
    let shell = try ProcRoot().process(screen.identity.pid).children().first
    let watched = [("prompt", screen.identity.pid), ("supervisor", supervisor.pid)]
    let before = watched.map { Self.runTime($0.1) }
    let shellBefore = shell.map { Self.runTime($0) }
    let start = nanoseconds()
    let top = try Command(["/usr/bin/top", "-b", "-d", "1", "-n", "\(Self.watchSeconds + 1)"])
    usleep(UInt32(Self.watchSeconds) * 1_000_000)
    let seconds = Double(nanoseconds() - start)
    print("\nLive watch: an open exercise of five processes, nobody types; goal: 0.5 % of a core")
    var total = 0.0
    for ((name, pid), time) in zip(watched, before) {
      let share = Double(Self.runTime(pid) - time) / seconds * 100
      total += share
      print("  \(padded(name, 34)) \(padded(fixed(share, 2), 10, right: true)) %")
    }
    if let shell, let shellBefore {
      let share = Double(Self.runTime(shell) - shellBefore) / seconds * 100
      total += share
      print("  \(padded("the learner's bash", 34)) \(padded(fixed(share, 2), 10, right: true)) %")
    }
    print("  \(padded("together", 34)) \(padded(fixed(total, 2), 10, right: true)) %")
    let used = Double(Self.runTime(top.pid)) / seconds * 100
    print("  \(padded("top -d 1, beside it", 34)) \(padded(fixed(used, 2), 10, right: true)) %")
    top.end()
  }

  /// Nanoseconds on a CPU of all threads: the first number of `/proc/PID/task/TID/schedstat`.
  private static func runTime(_ pid: Int32) -> UInt64 {
    let threads = (try? ProcRoot().process(pid).threadIDs()) ?? [pid]
    return threads.reduce(0) { total, thread in
      guard let file = fopen("/proc/\(pid)/task/\(thread)/schedstat", "re") else { return total }
      defer { fclose(file) }
      var line: UnsafeMutablePointer<CChar>?
      var room = 0
      defer { free(line) }
      guard getline(&line, &room, file) > 0, let line else { return total }
      return total + (UInt64(String(cString: line).split(separator: " ").first ?? "") ?? 0)
    }
  }
}
