import CLinux
import Glibc
import ProcFS

/// A program that a benchmark starts: its output, its time, its end.
final class Command {
  let pid: Int32
  let identity: ProcessIdentity
  private let output: Int32
  private var reaped = false

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Starts it in the benchmark's own session, with standard error left alone.
  init(_ words: [String], environment: [String: String] = ["PATH": "/usr/bin:/bin"]) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure(description: "pipe: errno \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var options = lab_spawn_defaults()
    options.fds.1 = ends[1]
    options.fds.2 = 2
    options.pgid = 0
    var pid: Int32 = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in argv + envp { free(word) } }
    let code = argv.withUnsafeMutableBufferPointer { argv in
      envp.withUnsafeMutableBufferPointer { envp in
        options.path = UnsafePointer(argv[0])
        options.argv = UnsafePointer(argv.baseAddress)
        options.envp = UnsafePointer(envp.baseAddress)
        return lab_spawn(&options, &pid, &pidfd, &stage)
      }
    }
    _ = close(ends[1])
    guard code == 0 else {
      _ = close(ends[0])
      let step = stage.map { String(cString: $0) } ?? "spawn"
      throw Failure(description: "\(words[0]): \(step): \(String(cString: strerror(code)))")
    }
    _ = close(pidfd)
    self.pid = pid
    output = ends[0]
    identity = try ProcRoot().identity(of: pid)
  }

  deinit {
    end()
    _ = close(output)
  }

  /// The next line of its output; nil at the end.
  func line() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// Everything else that it prints, until it ends.
  ///
  /// - Parameter statuses: The exit statuses of success; with any other one it throws.
  func finish(allowing statuses: ClosedRange<Int32> = 0...0) throws -> String {
    var text: [UInt8] = []
    while true {
      let part = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = max(0, read(output, buffer.baseAddress, buffer.count))
      }
      if part.isEmpty { break }
      text += part
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    reaped = true
    guard status & 0x7f == 0, statuses.contains(status >> 8) else {
      let said = String(decoding: text.prefix(400), as: UTF8.self)
      throw Failure(description: "process \(pid): wait status \(status): \(said)")
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Ends it through its pidfd, and reaps it.
  func end() {
    guard !reaped else { return }
    reaped = true
    if let pidfd = try? Pidfd(identity) { try? pidfd.send(.kill) }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  }

  /// Runs a program to its end; nanoseconds.
  static func time(
    _ words: [String], environment: [String: String] = ["PATH": "/usr/bin:/bin"],
    allowing statuses: ClosedRange<Int32> = 0...0
  ) throws -> Double {
    let start = nanoseconds()
    _ = try Command(words, environment: environment).finish(allowing: statuses)
    return Double(nanoseconds() - start)
  }
}

/// CLOCK_MONOTONIC.
func nanoseconds() -> UInt64 {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}
