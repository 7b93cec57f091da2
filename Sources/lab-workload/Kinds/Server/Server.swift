import CLinux
import Glibc

/// An HTTP server of a model, with the troubles that such servers have.
enum Server: Program {
  static let summary = "serves a model over HTTP: /health, /predict, /metrics"
  static let options = [
    OptionSpec("host", .text, "ADDR", default: "127.0.0.1", "address to listen on"),
    OptionSpec("port", .whole(0...65535), "P", "port; default: PORT, else 8080; 0: any free one"),
    OptionSpec("model", .text, "PATH", "the model; default: MODEL_PATH, else a built-in one"),
    OptionSpec("workers", .whole(0...32), "N", default: "0", "worker processes"),
    OptionSpec(
      "hold-clients", .whole(0...1000), "N", default: "0", "idle clients that a helper holds open"),
    OptionSpec("latency", .whole(0...60000), "MS", default: "0", "time that /predict takes"),
    OptionSpec("grace", .decimal(0...600), "S", default: "5", "time for open requests at TERM"),
    OptionSpec("slow-start", .decimal(0...3600), "S", default: "0", "time before it listens"),
    OptionSpec("crash-after", .decimal(0...10800), "S", "crash after so long: exit 1"),
    Options.lifetime(),
  ]

  static func run(_ context: Context) -> Int32 {
    let wanted = port(context)
    let host = address(context.options.text("host") ?? "127.0.0.1")
    let log = AccessLog(context)
    let model = Model(context)
    context.inbox.catches(SIGTERM)
    context.inbox.catches(SIGHUP)
    let end = context.endOfLife
    if let code = load(context, log, until: end) { return code }

    var port: Int32 = 0
    let listener = lab_tcp_listen(host, wanted, &port)
    if listener < 0 { refuse(context, host, wanted, errno) }
    let serving = Serving(context, listener: listener, log: log, model: model)
    serving.startWorkers()
    serving.holdClients(of: host, port)
    context.register()
    model.look()
    context.events.emit("listening", ["host": .text(host), "port": .number(port)])
    context.console.say("listening on http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
    return serving.serve(until: end)
  }

  /// The option, else the variable, else 8080.
  private static func port(_ context: Context) -> Int32 {
    if let port = context.options.optionalWhole("port") { return Int32(port) }
    guard let text = environment("PORT") else { return 8080 }
    guard let port = Int32(text), (0...65535).contains(port) else {
      context.fail("PORT is '\(text)', which is no port (0 to 65535)", code: 78)
    }
    return port
  }

  private static func address(_ name: String) -> String {
    switch name {
    case "localhost": "127.0.0.1"
    case "*": "0.0.0.0"
    default: name
    }
  }

  /// `--slow-start`: there, but not listening yet. A status if it must end before.
  private static func load(
    _ context: Context, _ log: AccessLog, until end: UInt64
  ) -> Int32? {
    let time = nanoseconds(context.options.decimal("slow-start"))
    if time == 0 { return nil }
    context.register()
    context.console.say("loading the model")
    let ready = lab_monotonic() + time
    var isStopped = false
    _ = context.live(until: min(end, ready)) { signal in
      if signal.signo == SIGHUP { _ = log.reopen() }
      isStopped = signal.signo == SIGTERM
      return isStopped ? 0 : nil
    }
    return isStopped || ready >= end ? 0 : nil
  }

  private static func refuse(
    _ context: Context, _ host: String, _ port: Int32, _ code: Int32
  ) -> Never {
    context.register()
    if code == EADDRINUSE {
      context.events.emit(
        "port_in_use", ["port": .number(port), "errno": .text(errnoName(code))])
      context.console.error("port \(port) on \(host) is in use")
      context.finish(98)
    }
    let why = code == EINVAL ? "not an address such as 127.0.0.1" : explain(code)
    context.fail(
      "cannot listen on \(host), port \(port): \(why)",
      code: code == EINVAL ? 64 : code == EACCES ? 77 : 71)
  }
}
