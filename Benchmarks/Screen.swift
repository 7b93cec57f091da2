import CLinux
import Glibc
import ProcFS

/// A program on a pseudo-terminal of its own, and somebody who types.
final class Screen {
  let identity: ProcessIdentity
  private let master: Int32

  init(
    _ words: [String], environment: [String: String], directory: String
  ) throws {
    var name = [CChar](repeating: 0, count: 64)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    var master: Int32 = -1
    let failure = lab_openpty(&master, &name, &size)
    guard failure == 0 else { throw Command.Failure(description: "openpty: errno \(failure)") }
    var options = lab_spawn_defaults()
    options.new_session = 1
    var pid: Int32 = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in argv + envp { free(word) } }
    let code = argv.withUnsafeMutableBufferPointer { argv in
      envp.withUnsafeMutableBufferPointer { envp in
        name.withUnsafeBufferPointer { name in
          directory.withCString { directory in
            options.path = UnsafePointer(argv[0])
            options.argv = UnsafePointer(argv.baseAddress)
            options.envp = UnsafePointer(envp.baseAddress)
            options.terminal = name.baseAddress
            options.cwd = directory
            return lab_spawn(&options, &pid, &pidfd, &stage)
          }
        }
      }
    }
    guard code == 0 else {
      close(master)
      throw Command.Failure(description: "\(words[0]): errno \(code)")
    }
    close(pidfd)
    self.master = master
    identity = try ProcRoot().identity(of: pid)
  }

  deinit {
    // As a window that is closed.
    close(master)
    var status: Int32 = 0
    for _ in 0..<200 where waitpid(identity.pid, &status, WNOHANG) == 0 { usleep(10_000) }
    if let pidfd = try? Pidfd(identity) {
      try? pidfd.send(.kill)
      waitpid(identity.pid, &status, 0)
    }
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// Reads until these texts have come, one after the other; throws after ten seconds without.
  func await(_ texts: String...) throws {
    var seen: [UInt8] = []
    var from = 0
    for text in texts {
      let wanted = Array(text.utf8)
      while true {
        if let end = Self.end(of: wanted, in: seen[from...]) {
          from = end
          break
        }
        guard let bytes = read(milliseconds: 10_000) else {
          throw Command.Failure(
            description: "'\(text)' did not come: \(String(decoding: seen, as: UTF8.self))")
        }
        seen += bytes
      }
    }
  }

  /// Reads until nothing has come for a while.
  func settle(milliseconds: Int32) {
    while read(milliseconds: milliseconds) != nil {}
  }

  /// Types a line and waits for the next prompt; nanoseconds.
  func time(line: String, prompt: String) throws -> Double {
    let start = nanoseconds()
    type(line + "\r")
    try self.await("\n", prompt)
    let time = Double(nanoseconds() - start)
    settle(milliseconds: 20)
    return time
  }

  private static func end(of wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= wanted.count else { return nil }
    for start in bytes.startIndex...bytes.endIndex - wanted.count
    where bytes[start..<start + wanted.count].elementsEqual(wanted) {
      return start + wanted.count
    }
    return nil
  }

  private func read(milliseconds: Int32) -> [UInt8]? {
    var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, milliseconds) > 0 else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 14) { buffer, count in
      count = max(0, Glibc.read(master, buffer.baseAddress, buffer.count))
    }
    return bytes.isEmpty ? nil : bytes
  }
}
