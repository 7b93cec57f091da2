import Supervision
import Testing

@Suite struct StatePathsTests {
  private func paths(
    _ environment: [String: String], state: String? = nil
  ) throws -> StatePaths {
    try StatePaths(environment: environment, state: state, uid: 1000, workingDirectory: "/w")
  }

  @Test func `without anything else it is below HOME, and the socket in the temporary directory`()
    throws
  {
    let paths = try paths(["HOME": "/home/ada"])
    #expect(paths.state == "/home/ada/.local/state/lab")
    #expect(paths.socket == "/tmp/lab-1000/lab.sock")
    #expect(paths.benches == "/home/ada/lab")
    #expect(paths.database == "/home/ada/.local/state/lab/lab.sqlite")
    #expect(paths.lock == "/home/ada/.local/state/lab/supervisor.lock")
    let attempt = paths.attempt("a1")
    #expect(attempt.journal == "/home/ada/.local/state/lab/attempts/a1/journal.ndjson")
    #expect(attempt.exercise == "/home/ada/.local/state/lab/attempts/a1/exercise")
  }

  @Test func `the XDG directories go before HOME`() throws {
    let paths = try paths([
      "HOME": "/home/ada", "XDG_STATE_HOME": "/s/", "XDG_RUNTIME_DIR": "/run/user/1000",
    ])
    #expect(paths.state == "/s/lab")
    #expect(paths.socket == "/run/user/1000/lab/lab.sock")
  }

  @Test func `the lab's own variables go before all`() throws {
    let paths = try paths([
      "HOME": "/home/ada", "XDG_STATE_HOME": "/s", "LAB_STATE": "/mine", "LAB_SOCK": "/k/x.sock",
      "LAB_BENCH": "bench",
    ])
    #expect(paths.state == "/mine")
    #expect(paths.socket == "/k/x.sock")
    #expect(paths.benches == "/w/bench")
  }

  @Test func `another state directory has a socket of its own`() throws {
    let environment = ["HOME": "/home/ada", "XDG_RUNTIME_DIR": "/run/user/1000"]
    #expect(try paths(environment, state: "x").socket == "/w/x/lab.sock")
    #expect(
      try paths(environment, state: "/home/ada/.local/state/lab").socket
        == "/run/user/1000/lab/lab.sock")
  }

  @Test func `a long path is replaced by a short one, always the same`() throws {
    let long = "/" + String(repeating: "x", count: 120)
    let first = try paths([:], state: long)
    #expect(first.socket.hasPrefix("/tmp/lab-1000/"))
    #expect(first.socket.utf8.count <= 100)
    #expect(try paths([:], state: long).socket == first.socket)
    #expect(try paths([:], state: long + "y").socket != first.socket)
  }

  @Test func `without HOME it says what to do, in one line`() {
    for environment in [[:], ["HOME": ""], ["HOME": "relative"], ["XDG_STATE_HOME": "relative"]] {
      #expect {
        try paths(environment)
      } throws: { error in
        let text = "\(error)"
        return text.contains("HOME") && text.contains("LAB_STATE") && !text.contains("\n")
      }
    }
    #expect(throws: Never.self) { try paths(["XDG_STATE_HOME": "/s"]) }
    #expect(throws: Never.self) { try paths([:], state: "/s") }
  }

  @Test func `a socket's path that no socket can have is an error`() {
    #expect(throws: SupervisionError.self) {
      try paths(["HOME": "/h", "LAB_SOCK": "/" + String(repeating: "x", count: 200)])
    }
  }
}
