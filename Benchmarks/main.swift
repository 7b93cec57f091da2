import Glibc
import ProcFS

// usage: lab-bench [sample|scan|start|validate|prompt|machine]
// LAB_BENCH_PROCESSES (2000), LAB_BENCH_FEW (200: how many for the checks), LAB_BENCH_ROUNDS (21),
// LAB_BENCH_SOURCES (the folder of the C files).

func setting(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

func number(_ name: String, _ standard: Int) -> Int {
  setting(name).flatMap { Int($0) }.map { max(1, $0) } ?? standard
}

/// What comes before the last slash.
func folder(of path: String) -> String {
  path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
}

let which = CommandLine.arguments.dropFirst().first ?? "all"
do {
  if which == "scan-once" {
    var scanner = try ProcessScanner()
    try scanner.scan { _ in }
    exit(0)
  }
  let rounds = number("LAB_BENCH_ROUNDS", 21)
  let executable = try ProcRoot().process(getpid()).executable()
  let sources = setting("LAB_BENCH_SOURCES") ?? folder(of: #filePath) + "/reference"
  let tools = try ReferencePrograms(sources: sources)
  if which == "all" || which == "sample" {
    try SampleBenchmark(rounds: rounds, tools: tools).run()
  }
  if which == "all" || which == "scan" {
    try ScanBenchmark(
      processes: number("LAB_BENCH_PROCESSES", 2000), rounds: rounds, tools: tools
    ).run()
  }
  let products = folder(of: executable)
  if which == "all" || which == "start" {
    StartBenchmark(products: products, rounds: rounds * 2).run()
  }
  if which == "all" || which == "validate" {
    try ValidateBenchmark(
      products: products, processes: number("LAB_BENCH_FEW", 200), rounds: rounds, tools: tools
    ).run()
  }
  if which == "all" || which == "prompt" {
    try PromptBenchmark(products: products, rounds: rounds).run()
  }
  if which == "all" || which == "machine" {
    try MachineBenchmark(products: products, rounds: rounds).run()
  }
} catch {
  print("lab-bench: \(error)")
  exit(1)
}
