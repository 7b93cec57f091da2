import Glibc
import LabTestSupport
import ProcFS
import Record
import Supervision
import Synchronization

/// A supervisor on a thread of the test, in a state directory of its own.
final class RunningSupervisor: Sendable {
  let directory: TemporaryDirectory
  let paths: StatePaths
  private let stopWriter: Int32
  private let state = Mutex(State())

  private struct State {
    var failure: SupervisionError?
    var isListening = false
    var hasEnded = false
    var isStopped = false
  }

  /// What the thread is given.
  private struct Start: Sendable {
    var configuration: Supervisor.Configuration
    var owner: RunningSupervisor
  }

  /// - Parameter directory: A state that another supervisor left; nil makes a new one.
  init(directory: TemporaryDirectory? = nil, idleLimit: Duration = .seconds(60)) async throws {
    let directory = try directory ?? TemporaryDirectory(prefix: "lab-state")
    self.directory = directory
    paths = try StatePaths(
      environment: ["LAB_BENCH": directory.path("benches")], state: directory.path("state"),
      uid: getuid())
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError("pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    stopWriter = ends[1]
    let start = Start(
      configuration: Supervisor.Configuration(
        paths: paths, workload: SupervisorMain.workloadBesideExecutable(), version: "test",
        idleLimit: idleLimit, stopDescriptor: ends[0]), owner: self)
    try Self.onThread(start)
    try await eventually("the supervisor listens") {
      state.withLock { $0.isListening || $0.failure != nil }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  deinit { Glibc.close(stopWriter) }

  var hasEnded: Bool { state.withLock { $0.hasEnded } }

  func client() throws -> SupervisorClient {
    guard let client = try SupervisorClient.existing(paths: paths) else {
      throw SupervisionError(.unreachable, "no supervisor at \(paths.socket)")
    }
    return client
  }

  /// Stops it as kill -9 would: nothing is written or tidied.
  func kill() async throws {
    let isFirst = state.withLock { state in
      defer { state.isStopped = true }
      return !state.isStopped
    }
    if isFirst { _ = write(stopWriter, "x", 1) }
    try await eventually("the supervisor stopped") { hasEnded }
  }

  private static func onThread(_ start: Start) throws {
    final class Box { let start: Start; init(_ start: Start) { self.start = start } }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(start))
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().start
        start.owner.serve(start.configuration)
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw SystemError("pthread_create", code: code)
    }
    pthread_detach(thread)
  }

  private func serve(_ configuration: Supervisor.Configuration) {
    do {
      let supervisor = try Supervisor(configuration)
      state.withLock { $0.isListening = true }
      supervisor.run()
    } catch {
      state.withLock { $0.failure = error }
    }
    if let stop = configuration.stopDescriptor { Glibc.close(stop) }
    state.withLock { $0.hasEnded = true }
  }
}

/// An attempt to be opened, and its journal.
struct TestAttempt {
  let supervisor: RunningSupervisor
  let open: OpenAttempt
  let bench: String

  var id: String { open.header.attempt }

  init(
    _ supervisor: RunningSupervisor, id: String = "a1", roles: [RoleRule],
    looks: LookPlan = LookPlan()
  ) throws {
    self.supervisor = supervisor
    bench = try supervisor.directory.makeDirectory("benches/\(id)")
    let identity = try ProcRoot().identity(of: getpid())
    let header = AttemptHeader(
      attempt: id, exercise: "tests/\(id)", learner: "ada", run: "run-\(id)",
      nonce: "nonce-\(id)", bench: bench, parameters: [:], round: 0, wallTime: 0, uid: getuid(),
      supervisor: identity, reaper: nil, reaperReaps: true, clockTicksPerSecond: 100,
      labVersion: "test")
    open = OpenAttempt(
      header: header, journal: supervisor.paths.attempt(id).journal, roles: roles, looks: looks)
  }

  /// Everything in the journal; an error in it throws.
  func events() throws -> [Event] { try records().map(\.event) }

  func records() throws -> [JournalRecord] {
    let batch = JournalReader.all(of: open.journal)
    if let error = batch.error { throw error }
    return batch.records
  }

  /// Waits for an event of the journal.
  func event<Value>(
    _ what: String, within limit: Duration = .seconds(10), _ pick: (Event) -> Value?
  ) async throws -> Value {
    do {
      return try await eventuallyValue(what, within: limit) {
        try events().lazy.compactMap(pick).first
      }
    } catch let error as DeadlineExceeded {
      throw MissingEvent(what: error.description, events: (try? events()) ?? [])
    }
  }

  func ending(of process: ProcessIdentity, within limit: Duration = .seconds(10)) async throws
    -> Ending
  {
    try await event("end of \(process)", within: limit) {
      if case .ended(process, let ending) = $0 { ending } else { nil }
    }
  }

  /// `/bin/sleep` for a role.
  func sleep(role: String, seconds: String = "600") -> SpawnSpec {
    var spec = SpawnSpec(
      role: role, executable: "/bin/sleep", arguments: ["sleep", seconds],
      environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"], directory: bench)
    spec.awaitRegistration = false
    return spec
  }

  /// A shell script for a role.
  func script(role: String, _ text: String) -> SpawnSpec {
    var spec = sleep(role: role)
    spec.executable = "/bin/sh"
    spec.arguments = ["sh", "-c", text]
    return spec
  }

  /// A simulated workload for a role.
  func workload(role: String, _ kind: String, _ options: [String] = []) -> SpawnSpec {
    SpawnSpec(
      role: role, executable: SupervisorMain.workloadBesideExecutable(),
      arguments: ["lab-workload", kind] + options,
      environment: [
        "PATH": "/usr/bin:/bin", "HOME": bench, "LANG": "C.UTF-8", "LAB_RUN": open.header.run,
        "LAB_ID": open.header.nonce,
      ], directory: bench)
  }
}

struct MissingEvent: Error, CustomStringConvertible {
  var what: String
  var events: [Event]
  var description: String {
    ([what] + events.map { String("\($0)".prefix(300)) }).joined(separator: "\n  ")
  }
}

extension SupervisorClient {
  /// Spawns, or throws what the supervisor said.
  func spawn(_ spec: SpawnSpec, for attempt: TestAttempt) throws -> ProcessIdentity {
    switch try request(.spawn(attempt: attempt.id, spec: spec)) {
    case .spawned(let process): return process
    case .failed(let why): throw SupervisionError(.spawn, why)
    default: throw SupervisionError(.wire, "no answer to spawn")
    }
  }

  func close(_ attempt: TestAttempt) throws -> [RoleMember] {
    switch try request(.close(attempt: attempt.id, reason: "stopped")) {
    case .closed(let ended): return ended
    case .failed(let why): throw SupervisionError(.wire, why)
    default: throw SupervisionError(.wire, "no answer to close")
    }
  }

  func living(_ attempt: TestAttempt) throws -> [RoleMember] {
    guard case .processes(let members) = try request(.living(attempt: attempt.id)) else {
      throw SupervisionError(.wire, "no answer to living")
    }
    return members
  }
}
