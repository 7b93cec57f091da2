import CLinux
import Glibc

/// The loop of a server: one thread, poll(2).
final class Serving {
  /// Connections at a time, so that nobody can exhaust the machine.
  private static let most = 1000

  private let context: Context
  private var listener: Int32
  private let log: AccessLog
  private var model: Model
  private var connections: [Connection] = []
  private var workers: Crew
  private var clients: pid_t?
  private let latency: UInt64

  /// With which errno accept fails at the moment, 0 if it doesn't; tried again from time to time.
  private var failing: Int32 = 0
  private var isReported = false
  private var retryAt: UInt64 = 0
  private var failures = 0

  init(_ context: Context, listener: Int32, log: AccessLog, model: Model) {
    self.context = context
    self.listener = listener
    self.log = log
    self.model = model
    workers = Crew(
      context.options.whole("workers"), of: .worker, context, name: { _ in "lab-serve-worker" })
    latency = UInt64(context.options.whole("latency")) * millisecond
  }

  // MARK: before it serves

  func startWorkers() {
    if workers.isEmpty { return }
    context.inbox.catches(SIGCHLD)
    workers.start()
  }

  /// Has a helper connect so often, and takes the connections in, until all are there or until
  /// this process may have no more.
  func holdClients(of host: String, _ port: Int32) {
    let count = context.options.whole("hold-clients")
    if count == 0 { return }
    context.inbox.catches(SIGCHLD)
    // The registration needs a descriptor after all others are used up.
    let reserve = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(reserve) }
    let target = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
    var ready: [Int32] = [-1, -1]
    if lab_pipe(&ready) < 0 { context.fail("no pipe: \(explain(errno))", code: 71) }
    clients = Helper.start(
      .clients, named: "lab-serve-clients", settings: [target, String(port), String(count)],
      input: ready[1], ignored: context.ignored)
    if clients == nil { context.console.error("clients: \(explain(errno))") }
    close(ready[1])
    let deadline = lab_monotonic() + 10 * second
    while clients != nil, lab_monotonic() < deadline {
      var wanted = [
        pollfd(fd: ready[0], events: Int16(POLLIN), revents: 0),
        pollfd(fd: failing == 0 ? listener : -1, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&wanted, 2, 50)
      accept()
      // All are connected; those that were not taken in wait in the listener's queue.
      if wanted[0].revents != 0 { break }
    }
    accept()
    close(ready[0])
  }

  // MARK: the loop

  /// Until TERM, until its time is over, or until it is to crash.
  func serve(until end: UInt64) -> Int32 {
    let crash =
      context.options.flag("crash-after")
      ? lab_monotonic() + nanoseconds(context.options.decimal("crash-after")) : UInt64.max
    // What set-up and registration let go of is taken, too.
    if failing != 0 { accept() }
    reportAccepting()
    while true {
      let now = lab_monotonic()
      if now >= crash {
        context.console.error("crash, as --crash-after asked for")
        return 1
      }
      if now >= end {
        drain()
        return 0
      }
      wait(until: min(end, crash))
      while let signal = context.inbox.next() {
        if signal.signo == SIGCHLD, signal.code > 0 { continue }  // `tend` sees it
        context.events.emit(signal)
        if signal.signo == SIGHUP { reopenLog() }
        if signal.signo == SIGTERM {
          drain()
          return 0
        }
      }
      if listener >= 0, failing == 0 || lab_monotonic() >= retryAt { accept() }
      reportAccepting()
      attend()
      workers.tend()
      if let helper = clients, waitpid(helper, nil, WNOHANG) != 0 { clients = nil }
    }
  }

  /// Waits for something to do, and reads and writes what can be read and written.
  private func wait(until deadline: UInt64) {
    var due = deadline
    for connection in connections {
      due = min(due, connection.pending?.due ?? due, connection.lingersUntil ?? due)
    }
    if failing != 0 { due = min(due, retryAt) }
    if !workers.isEmpty { due = min(due, lab_monotonic() + second) }
    let isOpen = failing == 0 && connections.count < Serving.most
    var wanted = [
      pollfd(fd: context.inbox.readEnd, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isOpen ? listener : -1, events: Int16(POLLIN), revents: 0),
    ]
    wanted += connections.map { connection in
      // Of one that is waited for nothing is heard: its hanging up would wake the loop for ever.
      let interest = connection.interest
      return pollfd(
        fd: interest == 0 ? -1 : connection.descriptor, events: interest, revents: 0)
    }
    let now = lab_monotonic()
    let left = due > now ? min((due - now) / millisecond + 1, 3_600_000) : 0
    if poll(&wanted, nfds_t(wanted.count), Int32(left)) <= 0 { return }
    for (connection, found) in zip(connections, wanted[2...]) where found.revents != 0 {
      let events = Int32(found.revents)
      if events & POLLOUT != 0 { connection.flush() }
      if events & (POLLIN | POLLHUP | POLLERR) != 0 { connection.receive() }
    }
  }

  private func accept() {
    var peer = [CChar](repeating: 0, count: 64)
    while connections.count < Serving.most {
      let descriptor = lab_tcp_accept(listener, &peer)
      if descriptor >= 0 {
        connections.append(Connection(descriptor, peer: text(peer)))
        continue
      }
      switch errno {
      case EINTR, ECONNABORTED: continue
      case EAGAIN: failing = 0
      default:
        if failing == 0 { failures += 1 }
        failing = errno
        retryAt = lab_monotonic() + 100 * millisecond
      }
      return
    }
  }

  private func text(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Says when accept began to fail, and when everybody who waited was taken in.
  private func reportAccepting() {
    if (failing != 0) == isReported { return }
    isReported = failing != 0
    let (open, limit) = (Descriptors.open, Descriptors.limit)
    let numbers: [(key: String, value: Detail)] = [
      ("descriptors", .number(open)), ("limit", .number(limit)),
    ]
    if failing != 0 {
      context.events.emit("accept_failed", [("errno", .text(errnoName(failing)))] + numbers)
      context.console.error(
        "accept failed: \(explain(failing)) (\(open) descriptors, limit \(limit))")
    } else {
      context.events.emit("accept_resumed", numbers)
      context.console.error("accept resumed (\(open) descriptors, limit \(limit))")
    }
  }

  /// Answers what was asked, and lets go of those that are done.
  private func attend(isLast: Bool = false) {
    let now = lab_monotonic()
    for connection in connections {
      if let pending = connection.pending, now >= pending.due {
        connection.pending = nil
        connection.send(pending.reply)
      }
      while let reading = connection.nextRequest() { answer(reading, on: connection, isLast) }
    }
    connections.removeAll { $0.isDone }
  }

  private func answer(
    _ reading: HTTPRequest.Reading, on connection: Connection, _ isLast: Bool
  ) {
    switch reading {
    case .incomplete: return
    case .wrong(let status):
      let reply = HTTPReply.error(status)
      model.count("", status)
      log.write(connection.peer, "-", status, reply.body.utf8.count)
      connection.refuse(reply.bytes(closes: true))
    case .request(let request, _):
      let reply = model.reply(to: request) {
        Model.Present(
          connections: connections.count, failures: failures, descriptors: Descriptors.open,
          limit: Descriptors.limit)
      }
      if isLast || !request.keepsAlive { connection.closes = true }
      let isHead = request.method == "HEAD"
      let bytes = reply.bytes(closes: connection.closes, isHead: isHead)
      model.count(request.path, reply.status)
      log.write(
        connection.peer, request.line, reply.status, isHead ? 0 : reply.body.utf8.count)
      if request.path == "/predict", reply.status == 200, latency > 0 {
        connection.pending = (bytes, lab_monotonic() + latency)
      } else {
        connection.send(bytes)
      }
    }
  }

  private func reopenLog() {
    if log.reopen() {
      context.events.emit("reloaded", ["log": .text(log.name)])
    } else {
      context.events.emit("reload_failed", ["reason": .text("\(log.name): \(explain(errno))")])
    }
  }

  // MARK: the end

  /// Accepts nobody any more; requests that are under way have `--grace` to be answered.
  private func drain() {
    close(listener)
    listener = -1
    failing = 0
    connections.removeAll { $0.isIdle }
    context.events.emit("draining", ["connections": .number(connections.count)])
    context.console.remark("stopping: \(connections.count) requests under way")
    let deadline = lab_monotonic() + nanoseconds(context.options.decimal("grace"))
    attend(isLast: true)
    while !connections.isEmpty, lab_monotonic() < deadline {
      wait(until: deadline)
      while let signal = context.inbox.next() {
        if signal.signo != SIGCHLD { context.events.emit(signal) }
      }
      attend(isLast: true)
    }
    connections = []
    workers.end()
    if let clients { context.end([clients]) }
  }
}

/// Descriptors of this process.
enum Descriptors {
  /// How many are open; also when there is none left to look into /proc with.
  static var open: Int {
    let listed = names(in: "/proc/self/fd").count
    if listed > 0 { return listed - 1 }
    return (0..<Int32(min(limit, 65536))).count { fcntl($0, F_GETFD) >= 0 }
  }

  /// The soft limit.
  static var limit: Int {
    var limit = rlimit()
    let failed = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) < 0
    return failed ? 0 : Int(clamping: limit.rlim_cur)
  }
}
