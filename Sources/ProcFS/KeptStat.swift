internal import Glibc

/// One process's `stat`, held open for reading it again and again: one system call each time.
///
/// The descriptor stands for the process and not for its PID, as a `ProcessDirectory` does.
public struct KeptStat: ~Copyable, Sendable {
  private let path: String
  private let descriptor: Descriptor

  /// Opens `stat` through the process's directory.
  ///
  /// - Throws: `.vanished` if the process is gone.
  public init(_ process: borrowing ProcessDirectory) throws(ProcFSError) {
    path = process.path("stat")
    guard
      let descriptor = Descriptor.open("stat", at: process.descriptor.number, flags: O_RDONLY)
    else { throw process.failure("stat", errno) }
    self.descriptor = descriptor
  }

  /// What it says now.
  ///
  /// - Throws: `.vanished` once the process was reaped.
  public borrowing func read() throws(ProcFSError) -> ProcessStat {
    // A line has at most 1,200 bytes; a buffer on the stack spares an allocation a sample.
    var buffer = InlineArray<2048, UInt8>(repeating: 0)
    var bytes = buffer.mutableSpan
    let count = bytes.withUnsafeMutableBufferPointer { buffer in
      pread(descriptor.number, buffer.baseAddress, buffer.count, 0)
    }
    guard count > 0 else { throw systemError(count < 0 ? errno : ESRCH, path) }
    do { return try ProcessStat(parsing: buffer.span.extracting(0..<count)) } catch {
      throw error.at(path)
    }
  }
}
