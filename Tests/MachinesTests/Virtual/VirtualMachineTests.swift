import FoundationEssentials
import Glibc
import LabTestSupport
import ProcFS
import Testing

@testable import Machines

/// What the tests of a whole virtual machine start, and why they can't where they can't.
enum VirtualLab {
  /// Seen from this file: the checkout.
  static let checkout = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }

  static let payload = MachinePayload(
    programs: "\(checkout)/.build/release", course: checkout, machineFiles: "\(checkout)/Machine",
    labDigest: digest(of: "\(checkout)/.build/release/lab"), courseDigest: "course",
    labVersion: "test")

  /// Another build is another size or time.
  private static func digest(of file: String) -> String {
    var status = stat()
    guard stat(file, &status) == 0 else { return "none" }
    return "\(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
  }

  /// nil where there are QEMU, an image or what builds one, and a release of lab.
  static let obstacle: String? = {
    do throws(MachineError) {
      try StaticProgram.check("\(payload.programs)/lab")
      try StaticProgram.check("\(payload.programs)/lab-workload")
    } catch {
      return error.message
    }
    return VirtualMaker.obstacle()
  }()
}

/// A whole virtual machine, from its start to its end.
@Suite(
  .serialized, .enabled(if: VirtualLab.obstacle == nil, "\(VirtualLab.obstacle ?? "")"))
struct VirtualMachineTests {
  let state: TemporaryDirectory
  let store: MachineStore

  init() throws {
    state = try TemporaryDirectory(prefix: "lab-vm")
    store = MachineStore(state: state.path, makers: [VirtualMaker.self])
    _ = try ImageBuilder.build(into: ImageCache.current())
  }

  private func start(_ name: String = "test") throws -> any PracticeMachine {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return try store.start(
      name, kind: .virtual, payload: VirtualLab.payload, now: Double(now.tv_sec))
  }

  private func text(
    _ machine: any PracticeMachine, _ script: String, user: SessionRequest.User = .learner
  ) throws -> String {
    let request = SessionRequest(["/bin/bash", "-c", script], user: user, login: false)
    let result = try machine.run(request, limit: .seconds(120))
    #expect(result.status == 0, "\(script): \(result.errorText)")
    return result.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func `it starts, works, goes back, and leaves nothing`() throws {
    let machine = try start()
    defer { try? machine.stop() }
    let qemu = try #require(machine.record.process)

    // A kernel, a systemd and a user manager of its own, with the controllers that lessons need.
    #expect(try text(machine, "id -un; systemctl --user is-system-running") == "learner running")
    let group = "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service"
    let controllers = try text(machine, "cat \(group)/cgroup.controllers").split(separator: " ")
    #expect(Set(["cpu", "memory", "pids"]).isSubset(of: Set(controllers.map(String.init))))
    let kernel = "cat /proc/sys/kernel/sched_autogroup_enabled; head -c 4 /proc/pressure/cpu"
    #expect(try text(machine, kernel) == "1 some")
    #expect(try text(machine, "/opt/lab/bin/lab --version").hasPrefix("lab "))
    #expect(try text(machine, "ls /opt/lab/share/lab") == "Exercises Lessons")
    let there = try #require(Int(try text(machine, "date +%s")))
    #expect(abs(there - time(nil)) < 120)

    // Statuses and several lines at a time.
    let failing = SessionRequest(["/bin/sh", "-c", "echo no >&2; exit 7"], login: false)
    let result = try machine.run(failing)
    #expect(result.status == 7 && result.errorText == "no\n")
    let waiting = try machine.open(SessionRequest(["/bin/sleep", "600"], login: false))
    #expect(try text(machine, "echo beside it") == "beside it")

    // Somebody else finds the same one.
    let other = MachineStore(state: state.path, makers: [VirtualMaker.self])
    #expect(try other.find("test")?.record.process == qemu)
    #expect(try start().record.process == qemu)

    // Back to what it was; whoever was in it hears so.
    let first = try text(machine, "echo mine >~/file; cat ~/file; cat /proc/sys/kernel/random/uuid")
    #expect(first.hasPrefix("mine "))
    try machine.reset()
    #expect(machine.isRunning && machine.record.process != qemu)
    #expect(try text(machine, "ls ~; ls /opt/lab/share/lab") == "Exercises Lessons")
    #expect(try store.find("test")?.record.process == machine.record.process)
    #expect(throws: MachineError.self) {
      while try waiting.receive(within: .seconds(10)).isEmpty {}
    }

    #expect(try store.stop("test"))
    #expect(!machine.isRunning)
    #expect(access(store.path("test"), F_OK) != 0)
    #expect(try store.find("test") == nil)
  }

  @Test func `what a kill left is cleaned by the next call`() async throws {
    // The lab was killed while it started one: QEMU runs on.
    let machine = try start("half")
    let qemu = try #require(machine.record.process)
    var record = machine.record
    record.stage = .starting
    try record.save(in: store.path("half"))
    #expect(try store.find("half") == nil)
    #expect(throws: ProcFSError.self) { try running(qemu) }
    #expect(access(store.path("half"), F_OK) != 0)

    // QEMU was killed.
    let other = try start("half")
    let process = try #require(other.record.process)
    try Pidfd(process).send(.kill)
    #expect(try Pidfd(process).hasEnded(within: .seconds(10)))
    #expect(try store.list().isEmpty)
    // Its keeper may be at it: then the call leaves it to that.
    try await eventually("its folder is gone") { access(store.path("half"), F_OK) != 0 }
  }

  /// - Throws: where it has ended.
  private func running(_ process: ProcessIdentity) throws {
    let handle = try Pidfd(process)
    if handle.hasEnded() {
      throw ProcFSError(.vanished, path: "\(process.pid)", text: "ended")
    }
  }

  @Test func `two machines know nothing of each other`() throws {
    let first = try start("one")
    defer { try? first.stop() }
    let second = try start("two")
    defer { try? second.stop() }
    #expect(first.record.process != second.record.process)
    _ = try text(first, "echo one >/tmp/which")
    #expect(try text(second, "ls /tmp/which 2>/dev/null || echo none") == "none")
    // They went on from one snapshot, and still draw other numbers.
    let draw = "cat /proc/sys/kernel/random/uuid"
    #expect(try text(first, draw) != text(second, draw))
    #expect(Set(try store.list().map(\.record.name)) == ["one", "two"])
    #expect(try store.stop("one") && store.stop("two"))
  }
}
