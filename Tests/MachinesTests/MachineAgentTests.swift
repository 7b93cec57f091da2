import CLinux
import Glibc
import LabTestSupport
import Synchronization
import Testing

@testable import Machines

/// An agent on a thread of the test. Its commands are the tester's own: `root` is whoever tests.
final class RunningAgent: Sendable {
  let directory: TemporaryDirectory
  var socket: String { directory.path("agent.sock") }

  init() throws {
    directory = try TemporaryDirectory(prefix: "lab-agent")
    let agent = try MachineAgent(.init(socket: directory.path("agent.sock")))
    // It serves until the tests end; without a session it waits.
    let box = Unmanaged.passRetained(Box(agent)).toOpaque()
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { pointer in
        guard let pointer else { return nil }
        Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().agent.run()
        return nil
      }, box)
    guard failure == 0 else { throw SystemError("pthread_create") }
    pthread_detach(thread)
  }

  private final class Box {
    let agent: MachineAgent
    init(_ agent: MachineAgent) { self.agent = agent }
  }

  func session(_ request: SessionRequest) throws -> ChannelSession {
    let connection = lab_socket_connect(socket)
    guard connection >= 0 else { throw SystemError("connect") }
    return try ChannelSession(owning: connection, request: request)
  }

  func run(_ words: [String], input: String = "") throws -> SessionResult {
    try session(SessionRequest(words, user: .root)).result(
      input: Array(input.utf8), limit: .seconds(20))
  }
}

@Suite struct MachineAgentTests {
  private let agent: RunningAgent

  init() throws { agent = try RunningAgent() }

  @Test func `a command's output, errors and status come back`() throws {
    let result = try agent.run(["sh", "-c", "echo out; echo err >&2; exit 3"])
    #expect(result.text == "out\n")
    #expect(result.errorText == "err\n")
    #expect(result.ending == SessionEnding(code: 3))
  }

  @Test func `what goes in comes out`() throws {
    let text = String(repeating: "0123456789abcdef\n", count: 60_000)
    let result = try agent.run(["cat"], input: text)
    #expect(result.text == text)
  }

  @Test func `a signal that ends it is told`() throws {
    #expect(try agent.run(["sh", "-c", "kill -9 $$"]).ending == SessionEnding(signal: SIGKILL))
  }

  @Test func `a command that is not there is told`() throws {
    #expect(try agent.run(["no-such-command"]).ending.error?.contains("no-such-command") == true)
    #expect(try agent.run(["/no/such"]).ending.error?.contains("/no/such") == true)
  }

  @Test func `a terminal is made inside, with the size that was asked for`() throws {
    let request = SessionRequest(
      ["sh", "-c", "tty; stty size; ps -o tpgid= -p $$"], user: .root,
      terminal: .init(columns: 77, rows: 13))
    let result = try agent.session(request).result(limit: .seconds(20))
    #expect(result.text.contains("/dev/pts/"))
    #expect(result.text.contains("13 77"))
  }

  /// Reads until a text has come.
  private func read(_ session: ChannelSession, until text: String) throws -> String {
    var seen = ""
    let deadline = ContinuousClock.now + .seconds(20)
    while !seen.contains(text), ContinuousClock.now < deadline {
      for case .output(let bytes) in try session.receive(within: .milliseconds(100)) {
        seen += String(decoding: bytes, as: UTF8.self)
      }
    }
    return seen
  }

  @Test func `a new size reaches the command`() throws {
    let session = try agent.session(
      SessionRequest(
        ["bash", "-c", "trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.1; done"],
        user: .root, terminal: .init(columns: 80, rows: 24)))
    #expect(try read(session, until: "ready").contains("ready"))
    session.resize(.init(columns: 99, rows: 33))
    #expect(try read(session, until: "33 99").contains("33 99"))
  }

  /// A command that says in a file that it was hung up.
  private func waiting(_ file: String, terminal: Bool) throws -> ChannelSession {
    let session = try agent.session(
      SessionRequest(
        [
          "bash", "-c",
          // bash may have to say that its sleep was hung up, too: into a closed pipe, that ends it.
          "exec 2>/dev/null; trap 'echo hup > \(file); exit' HUP; echo ready; "
            + "while :; do sleep 0.1; done",
        ],
        user: .root, terminal: terminal ? .init(columns: 80, rows: 24) : nil))
    #expect(try read(session, until: "ready").contains("ready"))
    return session
  }

  @Test(arguments: [true, false]) func `a hang-up is a hang-up`(terminal: Bool) async throws {
    let file = agent.directory.path("hup")
    let session = try waiting(file, terminal: terminal)
    session.hangUp()
    try await eventually("the command is hung up") { access(file, F_OK) == 0 }
    withExtendedLifetime(session) {}
  }

  @Test(arguments: [true, false]) func `so is a lost connection`(terminal: Bool) async throws {
    let file = agent.directory.path("hup")
    _ = try waiting(file, terminal: terminal)
    try await eventually("the command is hung up") { access(file, F_OK) == 0 }
  }

  @Test func `sessions don't wait for each other`() throws {
    let slow = try agent.session(SessionRequest(["sleep", "30"], user: .root))
    #expect(try agent.run(["echo", "quick"]).text == "quick\n")
    slow.hangUp()
  }

  @Test func `somebody who speaks something else is let go`() async throws {
    let connection = lab_socket_connect(agent.socket)
    defer { close(connection) }
    let bytes = Preface.client + Preface.token() + Array("nonsense and more of it".utf8)
    _ = write(connection, bytes, bytes.count)
    try await eventually("the agent closes") {
      var buffer = [UInt8](repeating: 0, count: 1024)
      return recv(connection, &buffer, buffer.count, Int32(MSG_DONTWAIT)) == 0
    }
    #expect(try agent.run(["echo", "still there"]).text == "still there\n")
  }

  @Test func `a command that takes too long is hung up`() throws {
    let session = try agent.session(SessionRequest(["sleep", "60"], user: .root))
    let error = #expect(throws: MachineError.self) {
      try session.result(limit: .milliseconds(100))
    }
    #expect(error?.code == .unreachable)
  }
}
