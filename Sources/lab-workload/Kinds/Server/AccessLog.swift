import CLinux
import Glibc

/// A line a request, in the common log format: to the file that `--log` names, else to standard
/// output, which is the journal of a service. 64 MiB at most.
final class AccessLog {
  private static let limit = 64 << 20

  private let context: Context
  private let path: String?
  private var descriptor: Int32 = -1
  private var written = 0
  private var failing: Int32 = 0

  init(_ context: Context) {
    self.context = context
    path = context.options.text("log").map { context.file($0) }
    if let path, !reopen() { context.fail("cannot open \(path): \(explain(errno))", code: 73) }
  }

  /// Where it goes, for a report.
  var name: String { path ?? "standard output" }

  /// Opens the file anew: a renamed one is left behind. The old one is kept if that fails.
  func reopen() -> Bool {
    guard let path else { return true }
    let next = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    if next < 0 { return false }
    if descriptor >= 0 { close(descriptor) }
    descriptor = next
    return true
  }

  func write(_ peer: String, _ request: String, _ status: Int, _ bytes: Int) {
    let line = "\(peer) - - [\(moment())] \"\(request)\" \(status) \(bytes)"
    if path == nil { return context.console.progress(line) }
    written += line.utf8.count + 1
    if written > AccessLog.limit { return }
    let failure = writeAll(descriptor, line + "\n")
    if failure != 0, failure != failing {
      context.events.emit("note", ["text": .text("log: \(explain(failure))")])
    }
    failing = failure
  }

  /// `21/Nov/2025:16:17:03 +0000`, local time.
  private func moment() -> String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { buffer in
      guard let base = buffer.baseAddress,
        strftime(base, 40, "%d/%b/%Y:%H:%M:%S %z", &parts) > 0
      else { return "-" }
      return String(cString: base)
    }
  }
}
