import FoundationEssentials
import Glibc
import LabTestSupport
import ProcFS
import Record
import Systemd
import Testing

@testable import Supervision

/// A control group of version 2 below the root, for those who may make one.
final class RealGroup {
  let path: String
  let directory: String

  static var mount: CgroupMounts.Mount? {
    guard geteuid() == 0 else { return nil }
    return (try? ProcRoot().cgroupMounts())?.unified
  }

  init() throws {
    let mount = try #require(Self.mount)
    path = "/lab-test-\(getpid())"
    directory = try #require(mount.directory(of: path))
    guard mkdir(directory, 0o755) == 0 else { throw SystemError("mkdir \(directory)") }
  }

  deinit { rmdir(directory) }

  func write(_ text: String, to file: String) throws {
    try text.write(toFile: "\(directory)/\(file)", atomically: false, encoding: .utf8)
  }
}

@Suite struct LookingTests {
  private func attempt(
    _ supervisor: RunningSupervisor, roles: [RoleRule], looks: LookPlan
  ) throws -> TestAttempt {
    try TestAttempt(supervisor, roles: roles, looks: looks)
  }

  @Test(.enabled(if: RealGroup.mount != nil, "only root makes groups at the top"))
  func `a process's control group is followed, frozen, thawed and gone`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let group = try RealGroup()
    let attempt = try attempt(
      supervisor, roles: [RoleRule(name: "job", source: .started, watch: [.stat, .cgroup])],
      looks: LookPlan(
        groups: [GroupRule(whose: .role("job"), keys: ["cgroup.events.frozen"])]))
    _ = try client.request(.open(attempt.open))
    let process = try client.spawn(attempt.sleep(role: "job"), for: attempt)
    try group.write("\(process.pid)", to: "cgroup.procs")
    func wait(_ what: String, for name: String, _ value: String) async throws {
      try await eventually(what) {
        try attempt.events().contains { event in
          guard case .looked(.cgroup(group.path), let values) = event else { return false }
          return values[name] == value
        }
      }
    }
    try await wait("its group is known", for: GroupValue.exists, "yes")
    try group.write("1", to: "cgroup.freeze")
    try await wait("it is frozen", for: "cgroup.events.frozen", "1")
    // Frozen is not stopped: the letter in stat stays S.
    #expect(try ProcRoot().process(process.pid).stat().state != .stopped)
    try group.write("0", to: "cgroup.freeze")
    _ = try client.close(attempt)
    let events = try attempt.events()
    #expect(
      events.contains { event in
        guard case .observed(process, let facts) = event else { return false }
        return facts.cgroup == group.path
      })
    try await supervisor.kill()
  }

  @Test func `who asks for a look is answered, with a manager and without one`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    let attempt = try attempt(
      supervisor, roles: [],
      looks: LookPlan(units: [UnitRule(name: "lab-never-\(getpid()).service", manager: .user)]))
    _ = try client.request(.open(attempt.open))
    guard case .done = try client.request(.sync(attempt: attempt.id)) else {
      Issue.record("no answer")
      return
    }
    let seen = try await attempt.event("a look") { event -> [String: String]? in
      if case .looked(.unit, let values) = event { values } else { nil }
    }
    let failure = seen[UnitValue.failure] ?? ""
    #expect(!failure.isEmpty || seen["LoadState"] == "not-found", "\(seen)")
    // The supervisor goes on, and says it once.
    _ = try client.request(.sync(attempt: attempt.id))
    let looks = try attempt.events().filter { if case .looked = $0 { true } else { false } }
    #expect(looks.count == 1)
    _ = try client.close(attempt)
    try await supervisor.kill()
  }
}
