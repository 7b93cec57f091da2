import Glibc
import LabTestSupport
import Record
import Testing

/// What lab-serve answers, and what it makes of requests that are none.
@Suite(.timeLimit(.minutes(1))) struct HTTPTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  @Test func `health is JSON that names the process`() async throws {
    let server = try await bench.startServer(["--run", "infer-a1"])
    let said = try await server.ask(
      "GET /health?full=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    #expect(said.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"))
    #expect(said.contains("\r\nConnection: close\r\n\r\n{\"status\":\"ok\",\"run\":\"infer-a1\","))
    #expect(said.contains("\"pid\":\(server.pid),"))
  }

  @Test func `a prediction is the same for the same input`() async throws {
    let server = try await bench.startServer()
    func predict(_ body: String) async throws -> Substring? {
      let said = try await server.ask(
        "POST /predict HTTP/1.0\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
      return said.split(separator: "\"class\":").last?.prefix { $0 != "r" }
    }
    let first = try await predict("{\"x\":1}")
    #expect(try await predict("{\"x\":1}") == first)
    #expect(try await predict("{\"x\":2}") != first)
  }

  @Test func `metrics count requests by path and status`() async throws {
    let server = try await bench.startServer()
    for path in ["/health", "/health", "/a", "/b"] {
      _ = try await server.ask("GET \(path) HTTP/1.0\r\n\r\n")
    }
    let said = try await server.ask("GET /metrics HTTP/1.0\r\n\r\n")
    #expect(said.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
    #expect(said.contains("\nlab_serve_requests_total{path=\"/health\",code=\"200\"} 2\n"))
    #expect(said.contains("\nlab_serve_requests_total{path=\"other\",code=\"404\"} 2\n"))
    #expect(said.contains("\nlab_serve_accept_failures_total 0\n"))
    #expect(said.contains("\nprocess_open_fds ") && said.contains("\nprocess_max_fds "))
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", "404 Not Found"),
    ("DELETE /health HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
    ("GET /predict HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
    ("GET http://127.0.0.1/health HTTP/1.1\r\n\r\n", "200 OK"),
    ("\r\n\nGET /health HTTP/1.1\n\n", "200 OK"),
    ("GET /health HTTP/2.0\r\n\r\n", "505 HTTP Version Not Supported"),
    ("GET /health\r\n\r\n", "400 Bad Request"), ("get /health HTTP/1.1\r\n\r\n", "400 Bad Request"),
    ("GET  /health HTTP/1.1\r\n\r\n", "400 Bad Request"), ("\u{1}\u{0}\r\n\r\n", "400 Bad Request"),
    ("GET health HTTP/1.1\r\n\r\n", "400 Bad Request"),
    ("GET /health HTTP/1.1\r\nNo colon\r\n\r\n", "400 Bad Request"),
    ("GET /health HTTP/1.1\r\n folded: x\r\n\r\n", "400 Bad Request"),
    ("GET /health HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400 Bad Request"),
    ("GET /health HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\n", "400 Bad Request"),
    ("POST /predict HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400 Bad Request"),
    ("POST /predict HTTP/1.1\r\nContent-Length: 65537\r\n\r\n", "413 Content Too Large"),
    ("POST /predict HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", "413 Content Too"),
    ("POST /predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "411 Length Required"),
    ("POST /predict HTTP/1.1\r\nExpect: more\r\n\r\n", "417 Expectation Failed"),
  ])
  func `each request gets the answer that HTTP has for it`(
    request: String, answer: String
  ) async throws {
    let server = try await bench.startServer()
    let said = try await server.ask(request)
    #expect(said.hasPrefix("HTTP/1.1 \(answer)"), "\(said)")
    if answer.hasPrefix("405") { #expect(said.contains("\r\nAllow: ")) }
    #expect(server.ending() == nil)
  }

  @Test(arguments: [true, false])
  func `a head without an end is refused, and so is a body beyond the bound`(
    isHead: Bool
  ) async throws {
    let server = try await bench.startServer()
    let client = try server.connect()
    let start =
      isHead
      ? "GET /health HTTP/1.1\r\nX: " : "POST /predict HTTP/1.1\r\nContent-Length: 70000\r\n\r\n"
    client.send(start + String(repeating: "x", count: 70000))
    try await client.waitFor(isHead ? "HTTP/1.1 431 " : "HTTP/1.1 413 ")
    try await client.waitForClose()
  }

  @Test func `one connection serves many requests, also sent at once`() async throws {
    let server = try await bench.startServer()
    let client = try server.connect()
    for _ in 0..<3 {
      client.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
      try await client.waitFor("\"status\":\"ok\"")
    }
    client.send(
      "POST /predict HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcPOST /predict HTTP/1.1\r\n"
        + "Content-Length: 0\r\n\r\nHEAD /health HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\nConnection: close"
        + "\r\n\r\n")
    try await client.waitFor("\"request\":1")
    try await client.waitFor("\"request\":2")
    // A HEAD has no body, so the next answer follows its head.
    try await client.waitFor("\r\n\r\nHTTP/1.1 404 Not Found\r\n")
    try await client.waitForClose()
  }

  @Test func `who waits for 100 Continue gets it once`() async throws {
    let server = try await bench.startServer()
    let client = try server.connect()
    client.send("POST /predict HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
    try await client.waitFor("HTTP/1.1 100 Continue\r\n\r\n")
    client.send("ab")
    client.send("cd")
    let answer = try await client.waitFor("\"request\":1")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
  }

  @Test func `predictions take their time, everything else doesn't`() async throws {
    let server = try await bench.startServer(["--latency", "300"])
    let slow = try server.connect()
    let clock = ContinuousClock()
    let begun = clock.now
    slow.send("POST /predict HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    #expect(try await server.ask("GET /health HTTP/1.0\r\n\r\n").contains("200 OK"))
    try await slow.waitFor("\"request\":1")
    #expect(clock.now - begun >= .milliseconds(300))
  }

  @Test func `no half and no damaged request ends the server, or is answered with 200`()
    async throws
  {
    let server = try await bench.startServer()
    let whole = Array("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello".utf8)
    for length in 0..<whole.count {
      let client = try server.connect()
      client.send(whole[..<length])
      client.finish()
      try await client.waitForClose()
      #expect(client.received.isEmpty, "\(length): \(client.received)")
    }
    for index in whole.indices {
      for byte in [0, 10, 13, 32, 58, 127, 255] as [UInt8] {
        var damaged = whole
        damaged[index] = byte
        let client = try server.connect()
        client.send(damaged)
        client.finish()
        try await client.waitForClose()
        #expect(client.received.isEmpty || client.received.hasPrefix("HTTP/1.1 "))
      }
    }
    #expect(server.ending() == nil)
    #expect(try await server.ask("GET /health HTTP/1.0\r\n\r\n").contains("200 OK"))
  }

  @Test func `a client that takes no answers is left, and costs no CPU`() async throws {
    let server = try await bench.startServer(["--latency", "60000"])
    do {
      let client = try server.connect()
      client.send("POST /predict HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
      try await eventually("taken in") {
        try await server.ask("GET /metrics HTTP/1.0\r\n\r\n").contains("\"/predict\",")
      }
    }
    // It hung up while its answer is being worked on.
    let used = Kernel.stat(server.pid, 14).flatMap { Int($0) } ?? 0
    let clock = ContinuousClock()
    let begun = clock.now
    try await eventually("half a second") { clock.now - begun > .milliseconds(500) }
    #expect((Kernel.stat(server.pid, 14).flatMap { Int($0) } ?? 0) - used < 10)
  }
}
