import CLinux
import Glibc
import LabTestSupport
import Testing

/// A pseudo-terminal whose far end a workload gets.
final class Terminal: Sendable {
  let name: String
  private let master: Int32

  init() throws {
    var descriptor: Int32 = -1
    var path = [CChar](repeating: 0, count: 64)
    let failure = path.withUnsafeMutableBufferPointer {
      lab_openpty(&descriptor, $0.baseAddress, nil)
    }
    guard failure == 0 else { throw SystemError("openpty", code: failure) }
    master = descriptor
    name = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit { close(master) }

  /// What it leads: a session with this as its terminal.
  var options: SpawnedProcess.Options {
    var options = SpawnedProcess.Options()
    options.terminal = name
    return options
  }

  func type(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(master, $0.baseAddress, $0.count) }
  }

  /// What was shown since the last call.
  func shown() -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(master, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : ""
  }

  func waitFor(_ part: String) async throws -> String {
    var seen = ""
    try await eventually("'\(part)' on the terminal") {
      seen += shown()
      return seen.contains(part)
    }
    return seen
  }
}
