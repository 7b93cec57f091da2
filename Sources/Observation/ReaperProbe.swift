internal import CLinux
internal import Glibc
public import ProcFS

/// Finds out by trial which process adopts orphans here, and whether it reaps them.
///
/// A shell starts a sleeper and ends; whoever is the sleeper's parent then is the reaper. The sleeper
/// is ended through its pidfd, and must be reaped within five seconds.
public struct ReaperProbe: Sendable {
  /// The process that adopted the orphan.
  public let reaper: ProcessIdentity
  /// The orphan: a zombie until it is reaped.
  public let orphan: ProcessIdentity
  /// CLOCK_BOOTTIME nanoseconds of the orphan's end.
  public let endedAt: UInt64
  private let observer: Observer

  /// How long a reaper may take.
  public static let patience = Duration.seconds(5)

  /// Makes an orphan and ends it; takes a few milliseconds.
  ///
  /// - Returns: nil if no shell could be started, or the orphan could not be read.
  public init?(observer: Observer = Observer()) {
    guard let orphan = Self.makeOrphan(observer),
      let parent = observer.stat(of: orphan)?.parent,
      let reaper = observer.identity(of: parent)
    else { return nil }
    if let pidfd = try? Pidfd(orphan, root: observer.root) {
      try? pidfd.send(.kill)
    }
    self.reaper = reaper
    self.orphan = orphan
    self.observer = observer
    endedAt = lab_boottime()
  }

  /// Whether the orphan was reaped; nil while that is still open.
  public func reaps() -> Bool? {
    if !observer.isAlive(orphan) { return true }
    let patience = UInt64(Self.patience.components.seconds) * 1_000_000_000
    return lab_boottime() &- endedAt > patience ? false : nil
  }

  /// Waits until it is known whether the orphan is reaped, five seconds at most; blocks the thread.
  public func waitUntilKnown() -> Bool {
    while true {
      if let answer = reaps() { return answer }
      blockThread(for: .milliseconds(5))
    }
  }

  /// A sleeper whose parent, the shell, has ended and was reaped by us.
  private static func makeOrphan(_ observer: Observer) -> ProcessIdentity? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    defer { _ = close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // The sleeper ends by itself soon if all else fails; it must not hold the pipe open.
    let started = startShell("sleep 20 >/dev/null & echo $!", output: ends[1])
    _ = close(ends[1])
    guard let shell = started else { return nil }
    var text: [UInt8] = []
    var byte: UInt8 = 0
    while text.count < 16, read(ends[0], &byte, 1) == 1, byte != UInt8(ascii: "\n") {
      text.append(byte)
    }
    var status: Int32 = 0
    while waitpid(shell, &status, 0) < 0, errno == EINTR {}
    guard let pid = Int32(String(decoding: text, as: UTF8.self)) else { return nil }
    return observer.identity(of: pid)
  }

  private static func startShell(_ script: String, output: Int32) -> Int32? {
    var options = lab_spawn_defaults()
    options.new_session = 1
    options.fds.1 = output
    var pid: Int32 = 0
    var pidfd: Int32 = -1
    var stage: UnsafePointer<CChar>?
    let strings = ["/bin/sh", "-c", script, "PATH=/usr/bin:/bin"]
    let words: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    defer { for word in words { free(word) } }
    let code = withUnsafePointers([words[0], words[1], words[2], nil], [words[3], nil]) {
      options.path = UnsafePointer(words[0])
      options.argv = $0
      options.envp = $1
      return lab_spawn(&options, &pid, &pidfd, &stage)
    }
    guard code == 0 else { return nil }
    _ = close(pidfd)
    return pid
  }

  private static func withUnsafePointers(
    _ argv: [UnsafeMutablePointer<CChar>?], _ envp: [UnsafeMutablePointer<CChar>?],
    _ body: (
      UnsafePointer<UnsafeMutablePointer<CChar>?>?, UnsafePointer<UnsafeMutablePointer<CChar>?>?
    ) -> Int32
  ) -> Int32 {
    argv.withUnsafeBufferPointer { argv in
      envp.withUnsafeBufferPointer { envp in body(argv.baseAddress, envp.baseAddress) }
    }
  }
}
