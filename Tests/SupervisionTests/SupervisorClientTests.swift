import Glibc
import LabTestSupport
import Record
import Supervision
import Testing

@Suite struct SupervisorClientTests {
  private func paths(_ directory: TemporaryDirectory) throws -> StatePaths {
    try StatePaths(environment: [:], state: directory.path("state"), uid: getuid())
  }

  @Test func `where nobody answers there is no client`() throws {
    let directory = try TemporaryDirectory()
    #expect(try SupervisorClient.existing(paths: paths(directory)) == nil)
  }

  @Test func `a supervisor is started in a session of its own, with its log`() async throws {
    let directory = try TemporaryDirectory()
    let paths = try paths(directory)
    // Stands for the lab: says how it was started, and never listens.
    let program = try directory.write(
      """
      #!/bin/sh
      echo "$@" "$LAB_SOCK" >\(directory.path)/said
      cut -d' ' -f1,6 /proc/$$/stat >>\(directory.path)/said
      pwd >>\(directory.path)/said
      echo complaint >&2

      """, to: "lab")
    chmod(program, 0o755)
    #expect {
      _ = try SupervisorClient.connect(
        paths: paths, executable: program, limit: .milliseconds(100))
    } throws: { error in
      (error as? SupervisionError)?.code == .unreachable && "\(error)".contains(paths.log)
    }
    try await eventually("it has spoken") {
      (try? directory.text("state/supervisor.log")) == "complaint\n"
    }
    let said = try directory.text("said").split(separator: "\n")
    #expect(said.first ?? "" == "supervise --state \(paths.state) \(paths.socket)")
    let numbers = said[1].split(separator: " ")
    #expect(numbers.count == 2 && numbers[0] == numbers[1])
    #expect(said[2] == "/")
    var status = stat()
    #expect(stat(paths.state, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o700)
  }

  @Test func `a lab that cannot be run is an error`() throws {
    let directory = try TemporaryDirectory()
    #expect {
      _ = try SupervisorClient.connect(paths: try paths(directory), executable: "/none")
    } throws: { ($0 as? SupervisionError)?.code == .spawn }
  }

  @Test func `a state directory that others may write to is refused`() throws {
    let directory = try TemporaryDirectory()
    let state = try directory.makeDirectory("state")
    chmod(state, 0o777)
    #expect {
      _ = try SupervisorClient.connect(paths: try paths(directory), executable: "/bin/true")
    } throws: { ($0 as? SupervisionError)?.code == .files }
  }

  @Test func `after a supervisor's death a client says so, each time`() async throws {
    let supervisor = try await RunningSupervisor()
    let client = try supervisor.client()
    try await supervisor.kill()
    for _ in 0..<2 {
      #expect { try client.request(.hello) } throws: {
        ($0 as? SupervisionError)?.code == .unreachable
      }
    }
  }
}
