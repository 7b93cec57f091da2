import Glibc
import ProcFS

/// Goal G2: what twenty checks cost, beside a C program and a script that ask the same.
struct ValidateBenchmark {
  let products: String
  let processes: Int
  let rounds: Int
  let tools: ReferencePrograms
  /// Checks in one running lab, to tell its start from its judging.
  static let repeats = 20

  func run() throws {
    let sleepers = try Command([try tools.build("sleepers"), "\(processes)"])
    defer { sleepers.end() }
    guard sleepers.line() != nil else {
      throw Command.Failure(description: "sleepers said nothing")
    }
    let home = try BenchHome(products: products)
    try home.start()
    guard let supervisor = home.supervisor else {
      throw Command.Failure(description: "no supervisor was found")
    }
    let validator = try tools.build("validator")
    let script = tools.sources + "/validator.sh"
    let parent = "\(supervisor.pid)"
    for words in [[validator], ["/bin/bash", script]] {
      let said = try Command(words + [parent, home.bench]).finish()
      guard said == "15 of 20\n" else {
        throw Command.Failure(description: "\(words[words.count - 1]) says \(said)")
      }
    }
    let lab = home.lab
    let environment = home.environment
    let total = try ProcRoot().processIDs().count
    Comparison(
      title: "G2 twenty checks, \(total) processes on the machine",
      contenders: [
        .init(name: "C: all of /proc, process start incl.") {
          try Command.time([validator, parent, home.bench])
        },
        .init(name: "lab: one more check, lab is running") {
          let many = try self.time(checks: Self.repeats + 1, home)
          let one = try self.time(checks: 1, home)
          return (many - one) / Double(Self.repeats)
        },
        .init(name: "lab --version") { try Command.time([lab, "--version"]) },
        .init(name: "lab check, process start incl.") {
          try Command.time(
            [lab, "check", BenchHome.exercise], environment: environment, allowing: 1...3)
        },
        .init(name: "lab validate --format json") {
          try Command.time(
            [lab, "validate", BenchHome.exercise, "--format", "json"], environment: environment,
            allowing: 1...3)
        },
        .init(name: "bash with ps, grep, awk") {
          try Command.time(["/bin/bash", script, parent, home.bench])
        },
      ]
    ).run(rounds: rounds)
  }

  /// A lab that is told by a pipe to check so many times.
  private func time(checks: Int, _ home: BenchHome) throws -> Double {
    let words = String(repeating: "check\\n", count: checks)
    return try Command.time(
      ["/bin/sh", "-c", "cd '\(home.bench)' && printf '\(words)' | '\(home.lab)'"],
      environment: home.environment, allowing: 0...3)
  }
}
