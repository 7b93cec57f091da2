import FoundationEssentials
import Glibc
import LabTestSupport
import Testing

/// A directory with links to the built lab-workload in it, to start workloads in.
final class Bench: Sendable {
  let directory: TemporaryDirectory
  private let links: TemporaryDirectory
  var linkPath: String { links.path }

  init() throws {
    directory = try TemporaryDirectory(prefix: "lab-bench")
    links = try TemporaryDirectory(prefix: "lab-links")
    let program = try #require(Bench.program, "lab-workload is not built")
    for name in [
      "workload", "train", "burn", "alloc", "sleep", "stuck", "zombie", "orphan", "fork", "mask",
      "ignore", "ask", "logger", "threads", "io", "serve", "notify", "forker", "fdleak", "lock",
      "limit", "loader", "helper", "tracer", "worker",
    ] {
      try links.link("lab-" + name, to: program)
    }
  }

  /// The program beside this test's own executable, or in a build folder above it.
  private static let program: String? = {
    var path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    while let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      path = String(path[..<slash])
      for candidate in ["\(path)/lab-workload", "\(path)/.build/debug/lab-workload"]
      where access(candidate, X_OK) == 0 {
        return candidate
      }
    }
    return nil
  }()

  /// Starts a workload with the bench as its working directory.
  func start(
    _ link: String, _ arguments: [String] = [], environment: [String: String] = [:],
    output: String? = nil, options: SpawnedProcess.Options = .init()
  ) throws -> SpawnedProcess {
    var options = options
    options.directory = directory.path
    var descriptor: Int32 = -1
    if let output {
      descriptor = open(directory.path(output), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      options.descriptors = [-1, descriptor, descriptor]
    }
    defer { if descriptor >= 0 { close(descriptor) } }
    let base = ["PATH": "\(links.path):/usr/bin:/bin", "LAB_SOCK": directory.path("no.sock")]
    return try SpawnedProcess(
      links.path(link), arguments, environment: base.merging(environment) { $1 }, options: options)
  }

  /// Starts a trainer with short epochs, and waits until it trains.
  func startTrainer(
    _ arguments: [String] = [], environment: [String: String] = [:], output: String? = nil,
    options: SpawnedProcess.Options = .init()
  ) async throws -> SpawnedProcess {
    let trainer = try start(
      "lab-train",
      [
        "--epochs", "9999", "--epoch-time", "0.2", "--grace", "0.05", "--ckpt-every", "9999",
        "--cpu", "5",
      ] + arguments,
      environment: environment, output: output, options: options)
    try await waitForEvent("epoch", of: trainer.pid)
    return trainer
  }

  /// The lines of events.jsonl of one kind, of one process if given.
  func events(_ event: String, of pid: Int32? = nil) -> [String] {
    let text = (try? directory.text("events.jsonl")) ?? ""
    return text.split(separator: "\n").map(String.init).filter {
      $0.contains("\"ev\":\"\(event)\"") && (pid == nil || $0.hasSuffix("\"pid\":\(pid ?? 0)}"))
    }
  }

  /// A number of an event line.
  static func number(_ key: String, in line: String) -> Double? {
    let parts = line.split(separator: ",").first { $0.contains("\"\(key)\":") }
    return parts?.split(separator: ":").last.flatMap { Double($0.prefix { $0 != "}" }) }
  }

  @discardableResult
  func waitForEvent(
    _ event: String, of pid: Int32? = nil, containing part: String = ""
  ) async throws -> String {
    try await eventuallyValue("event \(event) \(part)") {
      events(event, of: pid).first { $0.contains(part) }
    }
  }

  /// The names in the bench that begin so.
  func files(_ prefix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    return names.filter { $0.hasPrefix(prefix) }.sorted()
  }
}
