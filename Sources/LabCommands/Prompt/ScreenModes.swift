import CLinux
import Glibc

/// The modes of the learner's terminal, termios(3): as they were, or handing every key through.
struct ScreenModes {
  private let original: termios

  /// Remembers how the terminal is now; nil if standard input is none.
  init?() {
    var modes = termios()
    guard tcgetattr(0, &modes) == 0 else { return nil }
    original = modes
  }

  /// As it was at the start; keys typed meanwhile are kept.
  func cooked() {
    var modes = original
    tcsetattr(0, TCSADRAIN, &modes)
  }

  /// Every key goes through, Ctrl-C too: the terminal behind the prompt gives them their meaning.
  func raw() {
    var modes = original
    cfmakeraw(&modes)
    tcsetattr(0, TCSADRAIN, &modes)
  }
}

/// Bytes for the screen, and whether the last one left the cursor at the beginning of a line.
struct ScreenWriter {
  private(set) var isAtLineStart = true

  /// Writes all of it, waiting for a slow terminal.
  mutating func write(_ bytes: some Collection<UInt8>) {
    guard !bytes.isEmpty else { return }
    fflush(nil)
    var rest = Array(bytes)[...]
    isAtLineStart = rest.last == 10
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var descriptor = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
        poll(&descriptor, 1, 1000)
      } else if errno != EINTR {
        return
      }
    }
  }

  /// Writes text; a line break needs no return, the terminal's own modes add it.
  mutating func write(_ text: String) { write(Array(text.utf8)) }

  /// Ends a line that a program left without its end, and shows that it did, as zsh does: a mark,
  /// and blanks that wrap to the next line only if the cursor wasn't in the first column.
  mutating func endOpenLine(width: Int) {
    guard !isAtLineStart else { return }
    if getenv("TERM").map({ String(cString: $0) }) ?? "dumb" == "dumb" { return write("\n") }
    let blanks = String(repeating: " ", count: max(1, width - 1))
    write("\u{1b}[7m%\u{1b}[0m\(blanks)\r \r\u{1b}[K")
    isAtLineStart = true
  }

  /// What somebody else wrote ended a line.
  mutating func noteLineStart() { isAtLineStart = true }
}
