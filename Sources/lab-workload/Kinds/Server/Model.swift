import CLinux
import Glibc

/// What the server answers: `/health`, `/predict` and `/metrics`, and how often it did.
struct Model {
  private let context: Context
  /// The model's path, or "builtin".
  private let path: String
  private let workers: Int
  private let startedAt = lab_monotonic()
  private var predictions = 0
  /// By path and status.
  private var counts: [String: Int] = [:]

  init(_ context: Context) {
    self.context = context
    path = context.options.text("model") ?? environment("MODEL_PATH") ?? "builtin"
    workers = context.options.whole("workers")
  }

  /// Says so if the model is not there: it is simulated, so the server goes on without.
  func look() {
    if path != "builtin", access(path, R_OK) < 0 {
      context.console.remark("model \(path): \(explain(errno)); answering without it")
      context.events.emit("note", ["text": .text("model \(path): \(errnoName(errno))")])
    }
  }

  private static let routes = ["/health": "GET, HEAD", "/metrics": "GET, HEAD", "/predict": "POST"]

  /// What is true of the server now.
  struct Present {
    var connections: Int
    var failures: Int
    var descriptors: Int
    var limit: Int
  }

  mutating func reply(to request: HTTPRequest, _ present: () -> Present) -> HTTPReply {
    guard let allowed = Model.routes[request.path] else { return .error(404) }
    guard allowed.split(separator: ", ").contains(Substring(request.method)) else {
      var refusal = HTTPReply.error(405)
      refusal.allow = allowed
      return refusal
    }
    switch request.path {
    case "/health": return HTTPReply(status: 200, body: health)
    case "/metrics":
      let type = "text/plain; version=0.0.4; charset=utf-8"
      return HTTPReply(status: 200, type: type, body: metrics(present()))
    default: return HTTPReply(status: 200, body: predict(request.body))
    }
  }

  mutating func count(_ path: String, _ status: Int) {
    // Whatever people ask for, the metrics stay few.
    let known = Model.routes[path] == nil ? "other" : path
    counts["{path=\"\(known)\",code=\"\(status)\"}", default: 0] += 1
  }

  private var health: String {
    """
    {"status":"ok","run":\(quoted(context.run)),"pid":\(getpid()),"model":\(quoted(path)),\
    "nonce":\(quoted(context.nonce)),"workers":\(workers),\
    "uptime":\((lab_monotonic() - startedAt) / second)}

    """
  }

  private static let classes = ["cat", "dog", "fox", "hare", "heron", "lynx", "otter", "owl"]

  /// The same for the same input, as a model's should be.
  private mutating func predict(_ body: ArraySlice<UInt8>) -> String {
    predictions += 1
    let state = hash(path + "/" + String(decoding: body, as: UTF8.self))
    let name = Model.classes[Int(state % UInt64(Model.classes.count))]
    let score = 0.5 + Double(state >> 32 % 5000) / 10000
    return """
      {"model":\(quoted(path)),"class":"\(name)","score":\(fixed(min(score, 0.9999), 4)),\
      "request":\(predictions)}

      """
  }

  private func metrics(_ present: Present) -> String {
    var text = "# TYPE lab_serve_requests_total counter\n"
    for (labels, count) in counts.sorted(by: { $0.key < $1.key }) {
      text += "lab_serve_requests_total\(labels) \(count)\n"
    }
    func add(_ name: String, _ type: String, _ value: String) {
      text += "# TYPE \(name) \(type)\n\(name) \(value)\n"
    }
    add("lab_serve_connections", "gauge", "\(present.connections)")
    add("lab_serve_accept_failures_total", "counter", "\(present.failures)")
    add("process_open_fds", "gauge", "\(present.descriptors)")
    add("process_max_fds", "gauge", "\(present.limit)")
    if let resident = kilobytes("VmRSS", in: "/proc/self/status") {
      add("process_resident_memory_bytes", "gauge", "\(resident * 1024)")
    }
    add("process_cpu_seconds_total", "counter", fixed(Double(lab_cpu_time()) / 1e9, 2))
    return text
  }
}
