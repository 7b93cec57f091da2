import CLinux
import FoundationEssentials
import Glibc
import LabTestSupport
import ProcFS
import Testing

@testable import Machines

/// Boots real machines: root and a systemd that is installed are needed.
@Suite(.serialized, .enabled(if: Namespaced.why == nil, "\(Namespaced.why ?? "")"))
struct NamespacedMachineTests {
  private let directory: TemporaryDirectory
  private let store: MachineStore

  init() throws {
    directory = try TemporaryDirectory(prefix: "lab-boot")
    store = MachineStore(state: directory.path, makers: [NamespacedMaker.self])
  }

  private func start(_ name: String = "test", endsWithStarter: Bool = true) throws
    -> any PracticeMachine
  {
    try store.start(
      name, kind: .namespaced,
      payload: MachinePayload(
        programs: Namespaced.programs, course: Namespaced.checkout,
        machineFiles: "\(Namespaced.checkout)/Machine", labDigest: "d", courseDigest: "c",
        labVersion: "test"),
      now: 1, endsWithStarter: endsWithStarter)
  }

  private func groups() throws -> [String] {
    let hierarchy = try #require(ControlGroup.hierarchy())
    return try FileManager.default.contentsOfDirectory(atPath: hierarchy)
      .filter { $0.hasPrefix("lab-test") }
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: store.folder)
  }

  @Test func `it boots, runs commands as the learner, and leaves nothing`() throws {
    let machine = try start()
    defer { _ = try? store.stop("test") }
    let who = try machine.run(SessionRequest(["sh", "-c", "id -un; hostname; cat /proc/1/comm"]))
    #expect(who.text == "learner\ntest\nsystemd\n")
    #expect(
      try machine.run(SessionRequest(["systemctl", "--user", "is-system-running"])).text
        == "running\n")
    let unit = ["systemd-run", "--user", "--wait", "--quiet", "sh", "-c", "exit 7"]
    #expect(try machine.run(SessionRequest(unit)).status == 7)
    // Nothing of the host's homes, and nothing is written to the host.
    #expect(try machine.run(SessionRequest(["ls", "/home"])).text == "learner\n")
    let mark = "/etc/lab-test-\(machine.record.instance)"
    #expect(try machine.run(SessionRequest(["touch", mark], user: .root)).status == 0)
    #expect(access(mark, F_OK) != 0)
    let boot = try machine.run(SessionRequest(["cat", "/proc/sys/kernel/random/boot_id"])).text
    #expect(try BootID(parsing: boot.utf8) != ProcRoot().bootID())

    let process = try #require(machine.record.process)
    #expect(try store.stop("test"))
    #expect((try? ProcRoot().identity(of: process.pid)) != process)
    #expect(try groups() == [])
    #expect(try files() == [])
    #expect(
      try !String(contentsOfFile: "/proc/self/mounts", encoding: .utf8).contains(store.folder))
  }

  @Test func `a learner's terminal is a login session, told when it is hung up`() async throws {
    let machine = try start()
    defer { _ = try? store.stop("test") }
    let request = SessionRequest(
      ["bash", "-c", "echo $XDG_SESSION_TYPE; cat /proc/self/cgroup; ps -o sid= -p $$; echo $$"],
      terminal: .init(columns: 80, rows: 24))
    let text = try machine.run(request).text
    #expect(text.contains("tty"))
    #expect(text.contains("session-"))
    let session = try machine.open(
      SessionRequest(
        [
          "bash", "-c", "trap 'echo hup > hup; exit' HUP; touch ready; while :; do sleep 0.1; done",
        ],
        terminal: .init(columns: 80, rows: 24)))
    let ready = SessionRequest(["cat", "ready"], login: false)
    try await eventually("it waits") { try machine.run(ready).status == 0 }
    session.hangUp()
    let look = SessionRequest(["cat", "hup"], login: false)
    try await eventually("the command is hung up") { try machine.run(look).text == "hup\n" }
  }

  @Test func `a reset forgets what was done`() throws {
    let machine = try start()
    defer { _ = try? store.stop("test") }
    let before = machine.record
    #expect(try machine.run(SessionRequest(["touch", "mine"])).status == 0)
    try machine.reset()
    #expect(try machine.run(SessionRequest(["cat", "mine"])).status == 1)
    #expect(machine.record.instance != before.instance)
    #expect(try store.find("test")?.record == machine.record)
  }

  @Test func `two at once don't see each other`() throws {
    let one = try start("test-one")
    let two = try start("test-two")
    defer { for name in ["test-one", "test-two"] { _ = try? store.stop(name) } }
    #expect(try one.run(SessionRequest(["touch", "/tmp/mine"])).status == 0)
    #expect(try two.run(SessionRequest(["cat", "/tmp/mine"])).status == 1)
    #expect(try two.run(SessionRequest(["hostname"])).text == "test-two\n")
  }

  @Test func `what an init that is killed leaves is cleaned`() async throws {
    let machine = try start()
    let process = try #require(machine.record.process)
    let session = try machine.open(SessionRequest(["sleep", "60"]))
    let hold = try Pidfd(process)
    try hold.send(.kill)
    let hasEnded = hold.hasEnded(within: .seconds(10))
    #expect(hasEnded)
    let error = #expect(throws: MachineError.self) {
      while true { _ = try session.receive(within: .seconds(10)) }
    }
    #expect(error?.code == .unreachable)
    #expect(try store.find("test") == nil)
    try await eventually("nothing is left of it") { try groups() == [] && files() == [] }
  }

  @Test func `a machine whose folder was deleted ends itself`() async throws {
    let machine = try start(endsWithStarter: false)
    let hold = try Pidfd(try #require(machine.record.process))
    try FileManager.default.removeItem(atPath: store.path("test"))
    let hasEnded = hold.hasEnded(within: .seconds(10))
    #expect(hasEnded)
    try await eventually("nothing is left of it") { try groups() == [] && files() == [] }
  }

  @Test func `a machine ends with its keeper, and the next look cleans`() throws {
    let machine = try start(endsWithStarter: false)
    let process = try #require(machine.record.process)
    let hold = try Pidfd(process)
    let keeper = try ProcRoot().process(process.pid).stat().parent
    try Pidfd(try ProcRoot().identity(of: keeper)).send(.kill)
    let hasEnded = hold.hasEnded(within: .seconds(10))
    #expect(hasEnded)
    #expect(try store.find("test") == nil)
    #expect(try groups() == [])
    #expect(try files() == [])
  }

  @Test func `one that nobody uses switches itself off, and one in use does not`() async throws {
    let machine = try start()
    defer { _ = try? store.stop("test") }
    let hold = try Pidfd(try #require(machine.record.process))
    // The same agent, with less patience; only this start of it.
    let script = """
      set -e
      folder=/run/systemd/system/lab-agent.service.d
      mkdir -p $folder
      agent=$(systemctl cat lab-agent.service | sed -n 's/^ExecStart=//p' | sed 's/--idle .*//')
      printf '[Service]\nExecStart=\nExecStart=%s --idle 2\n' "$agent" >$folder/idle.conf
      systemctl daemon-reload
      systemctl restart --no-block lab-agent.service
      """
    let which = SessionRequest(
      ["systemctl", "show", "-p", "MainPID", "--value", "lab-agent.service"], user: .root,
      login: false)
    let first = try machine.run(which).text
    // Its own connection ends with the agent that it is restarted from.
    _ = try? machine.run(SessionRequest(["/bin/sh", "-c", script], user: .root, login: false))
    try await eventually("another agent answers") {
      guard let now = try? machine.run(which).text else { return false }
      return now != first && now != "0\n"
    }
    let busy = SessionRequest(["/bin/sh", "-c", "read line; echo $line"], login: false)
    var session: ChannelSession? = try machine.open(busy)
    // Twice as long as it would wait.
    let isOverInUse = hold.hasEnded(within: .seconds(4))
    #expect(!isOverInUse)
    #expect(
      try #require(session).result(input: Array("on\n".utf8), limit: .seconds(5)).text == "on\n")
    session = nil
    let isOver = hold.hasEnded(within: .seconds(20))
    #expect(isOver)
    // Its keeper cleans.
    try await eventually("nothing is left of it") { try groups() == [] && files() == [] }
  }
}

/// Whether namespaced machines can be had here.
private enum Namespaced {
  /// The folder with the programs: that of the running test.
  static let programs: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = max(0, readlink("/proc/self/exe", &buffer, 4095))
    let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }()

  static let checkout: String = {
    var folder = Substring(#filePath)
    while !folder.isEmpty, access("\(folder)/Package.swift", F_OK) != 0 {
      folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
    }
    return String(folder)
  }()

  static let why: String? = {
    setenv("LAB_EXECUTABLE", "\(programs)/lab", 1)
    return NamespacedMaker.obstacle()
  }()
}
