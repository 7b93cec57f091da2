import FoundationEssentials
import Glibc
import LabTestSupport
import Record
import Testing

/// lab-serve as a process: its start, its children, its signals, its faults.
@Suite(.timeLimit(.minutes(1))) struct ServerTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test func `it listens at loopback, with clean masks and one thread`() async throws {
    let server = try await bench.startServer()
    #expect(bench.events("listening").first?.contains("\"host\":\"127.0.0.1\"") == true)
    #expect(Kernel.mask(server.pid, "SigCgt") == bit(SIGTERM) | bit(SIGHUP))
    #expect(Kernel.mask(server.pid, "SigIgn") == 0)
    #expect(Kernel.mask(server.pid, "SigBlk") == 0)
    #expect(Kernel.status(server.pid, "Threads") == "1")
    #expect(Kernel.children(of: server.pid).isEmpty)
    #expect(Kernel.listener(server.port) == "0100007F")
    // What is its own; the Swift library's pages are everybody's.
    #expect(try #require(Kernel.kilobytes(server.pid, "RssAnon")) < 4096)
  }

  @Test func `it can listen on all addresses, and on IPv6`() async throws {
    let server = try await bench.startServer(["--host", "*"])
    #expect(Kernel.listener(server.port) == "00000000")
    let second = try bench.start("lab-serve", ["--host", "::1", "--port", "0"], output: "output")
    if access("/proc/net/if_inet6", F_OK) == 0 {
      try await bench.waitForEvent("listening", of: second.pid, containing: "\"host\":\"::1\"")
      try await eventually("its line") {
        try bench.directory.text("output").contains("listening on http://[::1]:")
      }
    }
  }

  @Test func `port and model come from the environment where no option says`() async throws {
    let probe = try await bench.startServer()
    let free = probe.port
    probe.signal(SIGTERM)
    _ = try await probe.waitForEnd()
    try bench.directory.write("weights", to: "m.bin")
    let process = try bench.start(
      "lab-serve", environment: ["PORT": "\(free)", "MODEL_PATH": "m.bin", "LAB_ID": "n3"])
    try await bench.waitForEvent("listening", of: process.pid, containing: "\"port\":\(free)")
    let said = try await TestServer(process, port: free).ask("GET /health HTTP/1.0\r\n\r\n")
    #expect(said.contains("\"model\":\"m.bin\",\"nonce\":\"n3\""))
    #expect(bench.events("note").isEmpty)
    let other = try bench.start(
      "lab-serve", ["--port", "0", "--model", "none.bin"],
      environment: ["PORT": "\(free)", "MODEL_PATH": "m.bin"])
    try await bench.waitForEvent("listening", of: other.pid)
    #expect(bench.events("note", of: other.pid).first?.contains("model none.bin: ENOENT") == true)
  }

  @Test(
    arguments: [
      (["--host", "nowhere"], "", 64, "not an address"),
      (["--log", "a/b/c"], "", 73, "cannot open"),
      (["--host", "203.0.113.7"], "", 71, "cannot listen on 203.0.113.7"),
      ([], "80a", 78, "PORT is '80a', which is no port"), ([], "65536", 78, "PORT is '65536'"),
    ] as [([String], String, Int32, String)])
  func `what it can't start with is one line and a status`(
    arguments: [String], port: String, code: Int32, reason: String
  ) async throws {
    let server = try bench.start(
      "lab-serve", arguments, environment: ["PORT": port], output: "output")
    #expect(try await server.waitForEnd().cause == .exited(code: code))
    let said = try bench.directory.text("output")
    #expect(said.contains(reason) && said.split(separator: "\n").count == 1, "\(said)")
  }

  @Test func `a port in use is reported, one line, status 98`() async throws {
    let server = try await bench.startServer()
    let second = try bench.start("lab-serve", ["--port", "\(server.port)"], output: "output")
    #expect(try await second.waitForEnd().cause == .exited(code: 98))
    #expect(
      try bench.directory.text("output")
        == "lab-serve: port \(server.port) on 127.0.0.1 is in use\n")
    let report = try #require(bench.events("port_in_use", of: second.pid).first)
    #expect(report.contains("\"port\":\(server.port),\"errno\":\"EADDRINUSE\""))
    #expect(bench.events("exiting", of: second.pid).first?.contains("\"code\":98,") == true)
  }

  // MARK: children

  @Test func `workers are its children, replaced when lost, and end with it`() async throws {
    let server = try await bench.startServer(["--workers", "3"])
    let workers = Kernel.children(of: server.pid)
    #expect(workers.map(Kernel.comm) == ["lab-worker", "lab-worker", "lab-worker"])
    #expect(workers.allSatisfy { Kernel.commandLine($0) == "lab-serve-worker" })
    #expect(workers.allSatisfy { Kernel.mask($0, "SigCgt") == 0 && Kernel.mask($0, "SigIgn") == 0 })
    #expect(workers.allSatisfy { Kernel.stat($0, 5) == Kernel.stat(server.pid, 5) })
    #expect(
      Kernel.mask(server.pid, "SigCgt") == bit(SIGTERM) | bit(SIGHUP) | bit(SIGCHLD))
    kill(workers[1], SIGKILL)
    let lost = try await bench.waitForEvent("worker_lost")
    #expect(lost.contains("\"index\":1,\"worker\":\(workers[1]),\"how\":\"SIGKILL\""))
    try await bench.waitForEvent("worker_started")
    try await eventually("three again") { Kernel.children(of: server.pid).count == 3 }
    server.signal(SIGTERM)
    #expect(try await server.waitForEnd().cause == .exited(code: 0))
    #expect(workers.allSatisfy { Kernel.state($0) == nil })
  }

  @Test func `workers of a killed server end by themselves`() async throws {
    let server = try await bench.startServer(["--workers", "2", "--hold-clients", "3"])
    let children = Kernel.children(of: server.pid)
    #expect(children.count == 3)
    server.signal(SIGKILL)
    _ = try await server.waitForEnd()
    try await eventually("all gone") { children.allSatisfy(Kernel.isDead) }
  }

  // MARK: the limit of descriptors

  @Test func `full of clients it says so, and goes on once the limit is raised`() async throws {
    let process = try bench.startShell(
      "ulimit -Sn 64; exec lab-serve --port 0 --hold-clients 60", options: .init())
    let line = try await bench.waitForEvent("listening")
    let port = try #require(Bench.number("port", in: line))
    let server = TestServer(process, port: Int(port))
    let failed = try await bench.waitForEvent("accept_failed")
    #expect(failed.contains("\"errno\":\"EMFILE\",\"descriptors\":64,\"limit\":64"))
    #expect(Kernel.descriptors(server.pid) == 64)
    let helper = try #require(Kernel.children(of: server.pid).first)
    #expect(Kernel.comm(helper) == "lab-helper")
    #expect(Kernel.commandLine(helper) == "lab-serve-clients")
    // A client gets in, but nobody answers.
    let client = try server.connect()
    client.send("GET /health HTTP/1.0\r\n\r\n")
    client.receive()
    #expect(client.received.isEmpty && !client.isClosed)
    let raised = try SpawnedProcess(
      "/usr/bin/prlimit", ["--pid", "\(server.pid)", "--nofile=128:"])
    #expect(try await raised.waitForEnd().cause == .exited(code: 0))
    #expect(try await bench.waitForEvent("accept_resumed").contains("\"limit\":128"))
    try await client.waitFor("\"status\":\"ok\"")
    #expect(bench.events("accept_failed").count == 1)
    #expect(Kernel.descriptors(server.pid) > 64)
    server.signal(SIGTERM)
    #expect(try await server.waitForEnd().cause == .exited(code: 0))
    #expect(Kernel.state(helper) == nil)
  }

  @Test func `with room for all clients nothing fails`() async throws {
    let server = try await bench.startServer(["--hold-clients", "40"])
    let said = try await server.ask("GET /metrics HTTP/1.0\r\n\r\n")
    #expect(said.contains("\nlab_serve_connections 41\n"))
    #expect(bench.events("accept_failed").isEmpty)
    // The clients are gone: no zombie stays, and the server goes on.
    let helper = try #require(Kernel.children(of: server.pid).first)
    kill(helper, SIGKILL)
    try await eventually("reaped") { Kernel.state(helper) == nil }
    #expect(try await server.ask("GET /health HTTP/1.0\r\n\r\n").contains("ok"))
  }

  @Test func `full of clients it still registers`() async throws {
    let supervisor = try Listener(bench.directory.path("lab.sock"))
    let server = try bench.startShell(
      "export LAB_SOCK=$PWD/lab.sock; ulimit -Sn 40; exec lab-serve --port 0 --hold-clients 60",
      options: .init())
    try await supervisor.accept()
    #expect(try await supervisor.line().contains("\"workload\":\"server\""))
    supervisor.answer("ok\n")
    #expect(try await supervisor.line().contains("\"ev\":\"started\""))
    #expect(try await supervisor.line().contains("\"ev\":\"listening\""))
    #expect(try await supervisor.line().contains("\"ev\":\"accept_failed\""))
    #expect(server.ending() == nil)
  }

  // MARK: signals and faults

  @Test func `TERM answers what is under way, closes the rest, and exits 0`() async throws {
    let server = try await bench.startServer(["--latency", "700"])
    let idle = try server.connect()
    let busy = try server.connect()
    busy.send("POST /predict HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
    try await eventually("taken in") {
      try await server.ask("GET /metrics HTTP/1.0\r\n\r\n").contains("\"/predict\",")
    }
    server.signal(SIGTERM)
    #expect(try await bench.waitForEvent("draining").contains("\"connections\":1"))
    try await idle.waitForClose()
    #expect(throws: (any Error).self) { try server.connect() }
    try await busy.waitFor("\"request\":1")
    #expect(try await server.waitForEnd().cause == .exited(code: 0))
    #expect(bench.events("exiting").first?.contains("\"code\":0,") == true)
  }

  @Test func `TERM waits no longer than its grace`() async throws {
    let server = try await bench.startServer(["--latency", "60000", "--grace", "0.2"])
    let busy = try server.connect()
    busy.send("POST /predict HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    try await eventually("taken in") {
      try await server.ask("GET /metrics HTTP/1.0\r\n\r\n").contains("\"/predict\",")
    }
    server.signal(SIGTERM)
    #expect(try await server.waitForEnd().cause == .exited(code: 0))
    try await busy.waitForClose()
    #expect(!busy.received.contains("200"))
  }

  @Test func `HUP opens the access log anew`() async throws {
    let server = try await bench.startServer(["--log", "access.log"])
    _ = try await server.ask("GET /health HTTP/1.0\r\n\r\n")
    #expect(rename(bench.directory.path("access.log"), bench.directory.path("access.1")) == 0)
    server.signal(SIGHUP)
    #expect(try await bench.waitForEvent("reloaded").contains("\"log\":\"access.log\""))
    _ = try await server.ask("GET /other HTTP/1.0\r\n\r\n")
    #expect(try bench.directory.text("access.1").contains("\"GET /health HTTP/1.0\" 200 "))
    let line = try bench.directory.text("access.log")
    #expect(line.hasPrefix("127.0.0.1 - - [") && line.contains("\"GET /other HTTP/1.0\" 404 "))
  }

  @Test func `HUP that finds no place for the log keeps the old one`() async throws {
    #expect(mkdir(bench.directory.path("logs"), 0o755) == 0)
    let server = try await bench.startServer(["--log", "logs/access.log"])
    #expect(rename(bench.directory.path("logs"), bench.directory.path("old")) == 0)
    server.signal(SIGHUP)
    try await bench.waitForEvent("reload_failed", containing: "No such file")
    _ = try await server.ask("GET /health HTTP/1.0\r\n\r\n")
    #expect(try bench.directory.text("old/access.log").contains("/health"))
  }

  @Test func `without a file the access log goes to standard output`() async throws {
    let server = try await bench.startServer(output: "output")
    _ = try await server.ask("GET /health HTTP/1.0\r\n\r\n")
    try await eventually("the line") {
      try bench.directory.text("output").contains("\"GET /health HTTP/1.0\" 200 ")
    }
  }

  @Test func `an inherited ignore of HUP stays`() async throws {
    var options = SpawnedProcess.Options()
    options.ignoredSignals = bit(SIGHUP)
    let server = try await bench.startServer(options: options)
    #expect(Kernel.mask(server.pid, "SigIgn") == bit(SIGHUP))
    #expect(Kernel.mask(server.pid, "SigCgt") == bit(SIGTERM))
  }

  @Test func `INT has its default action`() async throws {
    let server = try await bench.startServer()
    server.signal(SIGINT)
    #expect(try await server.waitForEnd().cause == .signalled(signal: SIGINT, core: false))
  }

  @Test func `a slow start is known before it listens, and TERM ends it`() async throws {
    let server = try bench.start("lab-serve", ["--port", "0", "--slow-start", "60"])
    try await bench.waitForEvent("started", of: server.pid)
    #expect(bench.events("listening").isEmpty)
    server.signal(SIGTERM)
    #expect(try await server.waitForEnd().cause == .exited(code: 0))
    let second = try await bench.startServer(["--slow-start", "0.3"])
    #expect(try await second.ask("GET /health HTTP/1.0\r\n\r\n").contains("200 OK"))
  }

  @Test func `a crash is exit status 1`() async throws {
    let server = try await bench.startServer(["--crash-after", "0.2"], output: "output")
    #expect(try await server.waitForEnd().cause == .exited(code: 1))
    #expect(bench.events("exiting").first?.contains("\"code\":1,") == true)
    #expect(try bench.directory.text("output").contains("lab-serve: crash"))
  }

  @Test func `its time is limited`() async throws {
    let server = try bench.start("lab-serve", ["--port", "0", "--secs", "0"])
    #expect(try await server.waitForEnd().cause == .exited(code: 0))
    let slow = try bench.start(
      "lab-serve", ["--port", "0", "--secs", "1", "--slow-start", "60"])
    #expect(try await slow.waitForEnd().cause == .exited(code: 0))
  }
}

extension Kernel {
  static func kilobytes(_ pid: Int32, _ key: String) -> Int? {
    status(pid, key)?.split(separator: " ").first.flatMap { Int($0) }
  }

  static func descriptors(_ pid: Int32) -> Int {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []).count
  }

  /// The address, as /proc/net/tcp has it, that somebody listens on at a port.
  static func listener(_ port: Int) -> String? {
    let digits = String(port, radix: 16, uppercase: true)
    let wanted = ":" + String(repeating: "0", count: 4 - digits.count) + digits
    let table = FileManager.default.contents(atPath: "/proc/net/tcp") ?? Data()
    for line in String(decoding: table, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.count > 3, fields[1].hasSuffix(wanted), fields[3] == "0A" {
        return String(fields[1].dropLast(5))
      }
    }
    return nil
  }
}
