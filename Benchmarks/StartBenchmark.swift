import Glibc
import ProcFS

/// Goal G3: what `lab --version` takes beside `bash -c :`; and what an idle workload holds.
struct StartBenchmark {
  /// The folder of the built programs.
  let products: String
  let rounds: Int

  func run() {
    var contenders = [
      Comparison.Contender(name: "bash -c :") { try Command.time(["/bin/bash", "-c", ":"]) }
    ]
    let lab = products + "/lab"
    if access(lab, X_OK) == 0 {
      contenders.append(.init(name: "lab --version") { try Command.time([lab, "--version"]) })
    } else {
      print("\nlab is not built beside lab-bench: its start is not measured")
    }
    contenders.append(
      .init(name: "/bin/true") { try Command.time(["/bin/true"]) })
    Comparison(title: "G3 start-up", contenders: contenders).run(rounds: rounds)
    idleMemory()
  }

  /// The memory of a workload that only sleeps, once it does.
  private func idleMemory() {
    let workload = products + "/lab-workload"
    guard access(workload, X_OK) == 0 else {
      print("\nlab-workload is not built beside lab-bench: its memory is not measured")
      return
    }
    guard let link = Self.link(to: workload, named: "lab-sleep"),
      let process = try? Command([link.path], environment: ["LAB_SOCK": "/nonexistent"])
    else { return }
    defer {
      process.end()
      unlink(link.path)
      rmdir(link.directory)
    }
    // It announces itself first, for 200 ms at most: take the largest of a second.
    var resident: UInt64 = 0
    var proportional: UInt64 = 0
    for _ in 0..<10 {
      usleep(100_000)
      guard let directory = try? ProcRoot().process(process.pid) else { continue }
      resident = max(resident, (try? directory.status().residentKiB) ?? 0)
      proportional = max(proportional, (try? directory.memoryRollup().proportionalKiB) ?? 0)
    }
    print("\nlab-sleep, idle: Rss \(resident) KiB, Pss \(proportional) KiB")
  }

  private static func link(
    to target: String, named name: String
  ) -> (path: String, directory: String)? {
    var template = Array("/tmp/lab-measure-XXXXXX".utf8CString)
    let directory = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let directory else { return nil }
    let path = "\(directory)/\(name)"
    return symlink(target, path) == 0 ? (path, directory) : nil
  }
}
