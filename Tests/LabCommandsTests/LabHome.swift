import FoundationEssentials
import Glibc
import LabTestSupport
import ProcFS
import Record
import Supervision

@testable import Attempts

/// A learner's home for the real program: state, benches and a learner key of its own.
///
/// Whatever was started from it ends with the value: exercises, workloads, the supervisor.
final class LabHome {
  let folder: TemporaryDirectory
  let environment: [String: String]
  var path: String { folder.path("home") }

  /// - Parameters:
  ///   - learner: A name for the learner key; nil for a learner whom the machine doesn't know.
  ///   - more: Variables that go before the usual ones.
  init(learner: String? = "alice", more: [String: String] = [:]) throws {
    folder = try TemporaryDirectory(prefix: "lab-home")
    try folder.makeDirectory("home")
    try folder.write("PS1='learner$ '\n", to: "home/.bashrc")
    if let learner {
      try folder.write(
        "id=\(learner)\nname=\(learner)\nkey=00112233445566778899aabbccddeeff\n", to: "learner")
    }
    environment = [
      "HOME": folder.path("home"), "PATH": "\(Built.folder):/usr/local/bin:/usr/bin:/bin",
      "TERM": "screen-256color", "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": folder.path("home"),
      "LAB_LEARNER": folder.path("learner"), "LAB_DATA_DIR": Built.checkout,
    ].merging(more) { $1 }
  }

  deinit {
    _ = try? run(["stop", "--all"])
    if let paths = try? statePaths(),
      let client = try? SupervisorClient.existing(paths: paths)
    {
      _ = try? client.request(.retire)
    }
  }

  /// Where the programs of this home keep what they know.
  private func statePaths() throws -> StatePaths {
    try StatePaths(
      environment: environment, uid: getuid(), homeOfRecord: StatePaths.homeOfRecord())
  }

  /// The records of all attempts, as text.
  func journals() throws -> [String] {
    let attempts = try statePaths().attempts
    return try FileManager.default.contentsOfDirectory(atPath: attempts).map {
      try String(contentsOfFile: "\(attempts)/\($0)/journal.ndjson", encoding: .utf8)
    }
  }

  /// What a command came to.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs `lab WORDS…` without a terminal, to its end.
  @discardableResult
  func run(
    _ words: [String], input: String = "", more: [String: String] = [:], seconds: Int32 = 60
  ) throws -> Outcome {
    let name = "run-\(UInt32.random(in: 0...UInt32.max))"
    let files = ["in", "out", "err"].map { folder.path("\(name)-\($0)") }
    try folder.write(input, to: "\(name)-in")
    defer { for file in files { unlink(file) } }
    let program = try Program(
      ["/bin/sh", "-c", "exec \"$0\" \"$@\" < '\(files[0])' > '\(files[1])' 2> '\(files[2])'"]
        + ["\(Built.folder)/lab"] + words,
      environment: environment.merging(more) { $1 }, directory: path, output: nil)
    guard let status = program.wait(milliseconds: seconds * 1000) else {
      program.end()
      throw AttemptError("lab \(words.joined(separator: " ")) did not end in \(seconds) s")
    }
    return Outcome(
      status: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f),
      output: try folder.text("\(name)-out"), errors: try folder.text("\(name)-err"))
  }

  /// The PID of the supervisor that answers; nil where none does.
  func supervisor() throws -> Int32? {
    let paths = try statePaths()
    guard let client = try SupervisorClient.existing(paths: paths),
      case .hello(let process, _, _) = try? client.request(.hello)
    else { return nil }
    return process.pid
  }

  /// The PID that a workload wrote into an exercise's bench.
  func pidFile(_ exercise: String, otherThan old: Int32? = nil) async throws -> Int32 {
    let file = "home/lab/\(exercise)/training.pid"
    return try await eventuallyValue("a new \(file)", within: .seconds(60)) {
      guard let text = try? folder.text(file), let pid = Int32(text.filter(\.isNumber)),
        pid != old
      else { return nil }
      return pid
    }
  }
}

/// What was built beside these tests.
enum Built {
  /// The folder of the programs and links.
  static let folder: String = {
    var folder = Substring((try? Lab.executable()) ?? "")
    repeat {
      folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
    } while !folder.isEmpty && access("\(folder)/lab-workload", X_OK) != 0
    return String(folder)
  }()

  /// The checkout that these tests were built in.
  static let checkout: String = {
    var folder = Substring(#filePath)
    while !folder.isEmpty, access("\(folder)/Package.swift", F_OK) != 0 {
      folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
    }
    return String(folder)
  }()
}

/// Whether a process of that number is there, zombies not counted.
func isThere(_ pid: Int32) -> Bool {
  guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
    let name = stat.lastIndex(of: ")")
  else { return false }
  return !stat[name...].hasPrefix(") Z") && !stat[name...].hasPrefix(") X")
}

/// A field of `/proc/PID/stat` as proc(5) numbers them, from 3 on; nil where the process is gone.
func statField(_ number: Int, of pid: Int32) -> String? {
  guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
    let name = stat.lastIndex(of: ")")
  else { return nil }
  let fields = stat[name...].dropFirst().split(separator: " ")
  return fields.indices.contains(number - 3) ? String(fields[number - 3]) : nil
}
