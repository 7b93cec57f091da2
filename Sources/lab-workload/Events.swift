import CLinux
import Glibc

/// A detail of an event: a JSON string or number.
enum Detail {
  case text(String)
  /// Digits as they shall stand in the line.
  case number(String)

  static func number(_ value: some BinaryInteger) -> Detail { .number(String(value)) }

  var json: String {
    switch self {
    case .text(let text): quoted(text)
    case .number(let digits): digits
    }
  }
}

/// What this process says of itself: one line an event, to `events.jsonl` and to the supervisor.
final class Events {
  private let file: Int32
  private let registration: Registration

  /// No directory, or one that can't be written to, only means that there is no file.
  init(directory: String?, registration: Registration) {
    file =
      directory.map {
        open(under($0, "events.jsonl"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
      } ?? -1
    self.registration = registration
  }

  func emit(_ event: String, _ details: KeyValuePairs<String, Detail> = [:]) {
    emit(event, Array(details))
  }

  func emit(_ event: String, _ details: [(key: String, value: Detail)]) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let milliseconds = String(now.tv_nsec / 1_000_000)
    var line = "{\"t\":\(now.tv_sec)."
    line += String(repeating: "0", count: 3 - milliseconds.utf8.count) + milliseconds
    line += ",\"mono\":\(lab_monotonic()),\"ev\":\(quoted(event))"
    for (key, value) in details { line += ",\(quoted(key)):\(value.json)" }
    line += ",\"pid\":\(getpid())}\n"
    if file >= 0 { writeOnce(line) }
    registration.send(line, urgent: event == "signal" || event == "exiting")
  }

  /// A signal with what siginfo told: who sent it, and how.
  func emit(_ signal: lab_signal) {
    emit(
      "signal",
      [
        "signal": .text(SignalName.name(signal.signo)), "signo": .number(signal.signo),
        "si_pid": .number(signal.pid), "si_uid": .number(signal.uid),
        "si_code": .number(signal.code),
      ])
  }

  /// One write a line, so that lines of several processes don't mix. What a full disk took is lost.
  private func writeOnce(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
      while write(file, bytes.baseAddress, bytes.count) < 0, errno == EINTR {}
    }
  }
}
