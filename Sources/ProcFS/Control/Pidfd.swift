internal import CLinux
internal import Glibc

/// A hold on one process that no reuse of its PID can loosen; described in pidfd_open(2).
public struct Pidfd: ~Copyable, Sendable {
  /// Whose it is.
  public let process: ProcessIdentity
  private let descriptor: Descriptor

  /// Opens the process and makes sure that it is this one and no later owner of the PID.
  ///
  /// - Parameter root: Where start times are read.
  /// - Throws: `.vanished` if it is gone; a zombie can be opened.
  public init(
    _ process: ProcessIdentity, root: ProcRoot = ProcRoot()
  ) throws(ProcFSError) {
    let descriptor = try Self.adopt(lab_pidfd_open(process.pid), process)
    // Read only now: from here on the PID, if it is still this process's, stays so until reaped.
    let found = try root.identity(of: process.pid)
    guard found == process else {
      throw ProcFSError(
        .vanished, path: "\(root.path)/\(process.pid)",
        text: "the PID has a new owner, started at \(found.startTimeTicks)")
    }
    self.process = process
    self.descriptor = descriptor
  }

  /// Takes over a descriptor that is known to be the process's, from lab_spawn or SO_PEERPIDFD.
  public init(owning descriptor: Int32, _ process: ProcessIdentity) throws(ProcFSError) {
    self.descriptor = try Self.adopt(descriptor, process)
    self.process = process
  }

  private static func adopt(
    _ descriptor: Int32, _ process: ProcessIdentity
  ) throws(ProcFSError) -> Descriptor {
    guard descriptor >= 0 else {
      throw systemError(errno, "pidfd_open \(process.pid)")
    }
    return Descriptor(owning: descriptor)
  }

  /// The number, for poll(2): readable once the process has ended, before it is reaped.
  public var fileDescriptor: Int32 { descriptor.number }

  /// Sends a signal; to a zombie that does nothing.
  ///
  /// - Throws: `.vanished` once it was reaped; `.denied` for another user's process.
  public borrowing func send(_ signal: Signal) throws(ProcFSError) {
    guard lab_pidfd_send_signal(descriptor.number, signal.number) == 0 else {
      throw systemError(errno, "pidfd_send_signal \(process.pid)")
    }
  }

  /// Waits for its end.
  ///
  /// - Parameter limit: How long at most; zero only looks.
  /// - Returns: Whether it has ended; it may be a zombie still.
  public borrowing func hasEnded(within limit: Duration = .zero) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
      let parts = (deadline - clock.now).components
      let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
      var request = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
      let count = poll(&request, 1, Int32(clamping: max(0, milliseconds)))
      if count > 0 { return true }
      if count == 0, clock.now >= deadline { return false }
      if count < 0, errno != EINTR { return false }
    }
  }

  /// The wait status, where the kernel can tell it to others than the parent (Linux 6.15).
  ///
  /// - Returns: nil until the process has been reaped.
  /// - Throws: `.failed` on kernels that can't tell.
  public borrowing func waitStatus() throws(ProcFSError) -> Int32? {
    var status: Int32 = 0
    switch lab_pidfd_exit_status(descriptor.number, &status) {
    case 1: return status
    case 0: return nil
    default: throw systemError(errno, "PIDFD_GET_INFO \(process.pid)")
    }
  }
}
