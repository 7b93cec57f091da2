import CLinux
import Glibc

/// Standard output and error: sparing on a terminal, and never the end of a process, except where
/// SIGPIPE has its default action.
final class Console {
  private let name: String
  private let isTerminal = isatty(1) == 1
  private let errorIsTerminal = isatty(2) == 1
  private var outputFailed = false
  private var printedAt: UInt64?
  /// Told once, when standard output begins to fail.
  var onFailure: (Int32) -> Void = { _ in }

  init(name: String) { self.name = name }

  /// A line of progress: all of them into a file or pipe, on a terminal one each `seconds`.
  func progress(_ line: @autoclosure () -> String, seconds: UInt64 = 10) {
    if isTerminal {
      let now = lab_monotonic()
      if let printedAt, now < printedAt + seconds * second { return }
      printedAt = now
    }
    say(line())
  }

  /// A line that always appears.
  func say(_ line: String) {
    if outputFailed { return }
    let failure = writeAll(1, line + "\n")
    // A hung-up terminal (EIO) and a closed pipe (EPIPE) stay so; a full disk may clear up.
    if failure == EPIPE || failure == EIO || failure == EBADF {
      outputFailed = true
      onFailure(failure)
    }
  }

  func error(_ line: String) { writeAll(2, "\(name): \(line)\n") }

  /// To standard error, but not into somebody's prompt.
  func remark(_ line: String) {
    if !errorIsTerminal { error(line) }
  }
}
