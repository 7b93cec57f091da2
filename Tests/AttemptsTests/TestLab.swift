import Checking
import Course
import FoundationEssentials
import Glibc
import LabTestSupport
import ProcFS
import Progress
import Record
import Supervision
import Testing

@testable import Attempts

/// Attempts at real exercises, with real processes, one test after the other: on two cores, two of
/// them at a time would only wait for each other.
@Suite(.serialized) enum RealAttempts {}

/// The use cases on a state directory of their own; what was started ends with the value.
final class TestLab {
  let folder: TemporaryDirectory
  let environment: [String: String]
  let lab: Lab

  /// - Parameters:
  ///   - learner: Whose numbers are drawn.
  ///   - folder: A state directory that is there already.
  ///   - course: The folder of another course than the checkout's.
  init(
    learner: String = "alice", folder: TemporaryDirectory? = nil, course: String? = nil
  ) throws {
    self.folder = try folder ?? TemporaryDirectory(prefix: "lab-use")
    let key = hexadecimal(Array(learner.utf8) + [UInt8](repeating: 7, count: 16))
    try self.folder.write("id=\(learner)\nkey=\(key)\n", to: "learner-\(learner)")
    try self.folder.makeDirectory("home")
    environment = [
      "HOME": self.folder.path("home"), "PATH": "/usr/local/bin:/usr/bin:/bin",
      "LANG": "C.UTF-8", "LAB_STATE": self.folder.path("state"),
      "LAB_BENCH": self.folder.path("home/lab"),
      "LAB_LEARNER": self.folder.path("learner-\(learner)"),
      "LAB_DATA_DIR": Self.checkout, "LAB_EXECUTABLE": try Lab.workloadFolder() + "/lab",
    ]
    lab = try Lab(environment: environment, course: course)
  }

  deinit {
    for attempt in (try? lab.openAttempts()) ?? [] {
      _ = try? lab.stop(attempt, reason: "stopped")
    }
    _ = try? lab.supervisor().request(.retire)
  }

  /// Another program at the same state directory, such as a second terminal's.
  func another() throws -> Lab { try Lab(environment: environment) }

  /// The checkout that these tests were built in.
  static let checkout: String = {
    var folder = Substring(#filePath)
    while !folder.isEmpty, access("\(folder)/Package.swift", F_OK) != 0 {
      folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
    }
    return String(folder)
  }()

  /// The records of an attempt as they stand in its file.
  func records(_ attempt: Attempt) throws -> [JournalRecord] {
    let batch = JournalReader.all(of: lab.paths.attempt(attempt.id).journal)
    if let error = batch.error { throw error }
    return batch.records
  }

  /// Ends the supervisor as a crash would.
  func killSupervisor() async throws {
    guard let client = try SupervisorClient.existing(paths: lab.paths),
      case .hello(let process, _, _) = try client.request(.hello)
    else { throw AttemptError("no supervisor to kill") }
    kill(process.pid, SIGKILL)
    try await eventually("the supervisor is gone", within: .seconds(30)) {
      var status: Int32 = 0
      // It is this process's child, where this process started it.
      waitpid(process.pid, &status, WNOHANG)
      guard let now = try? ProcRoot().identity(of: process.pid) else { return true }
      return now != process || (try? ProcRoot().process(process.pid).stat().state) == .zombie
    }
  }

  /// Judges until it is as wanted.
  @discardableResult
  func judge(
    _ attempt: Attempt, until what: String, within limit: Duration = .seconds(60),
    _ holds: ([CheckVerdict]) -> Bool
  ) async throws -> [CheckVerdict] {
    var last: [CheckVerdict] = []
    do {
      return try await eventuallyValue(what, within: limit, every: .milliseconds(100)) {
        last = try attempt.judge()
        return holds(last) ? last : nil
      }
    } catch let error as DeadlineExceeded {
      throw AttemptError("\(error); it is \(last.map(Self.describe).joined(separator: "; "))")
    }
  }

  private static func describe(_ verdict: CheckVerdict) -> String {
    "\(verdict.id) \(verdict.verdict) \(verdict.reason ?? ""): \(verdict.observed)"
  }
}

extension Attempt {
  /// The only process of a role.
  func process(_ role: String) throws -> ProcessIdentity {
    hasNews()
    return try #require(timeline.processes(of: role).last, "nobody is \(role)")
  }
}

extension [CheckVerdict] {
  var areAll: Verdict? { Set(map(\.verdict)).count == 1 ? first?.verdict : nil }

  subscript(id: String) -> CheckVerdict? { first { $0.id == id } }
}
