/// A file of one number, with a newline.
struct NumberLine {
  var value: Int32

  /// - Throws: `.malformed` on anything but a number.
  init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    var cursor = ByteCursor(bytes)
    value = try cursor.int32(bytes, "a number")
  }
}

extension ProcessDirectory {
  /// How likely the kernel is to end it when memory runs out; the highest goes first.
  ///
  /// Interface: `/proc/PID/oom_score`, described in proc_pid_oom_score(5). Since Linux 5.9 a process of
  /// no size and no adjustment has 666 or 667, not 0.
  public func oomScore() throws(ProcFSError) -> Int32 {
    try read("oom_score") { (bytes) throws(ProcFSError) in try NumberLine(parsing: bytes).value }
  }

  /// What is added to that, -1000 to 1000.
  ///
  /// Interface: `/proc/PID/oom_score_adj`, described in proc_pid_oom_score_adj(5).
  public func oomAdjustment() throws(ProcFSError) -> Int32 {
    try read("oom_score_adj") { (bytes) throws(ProcFSError) in
      try NumberLine(parsing: bytes).value
    }
  }
}
