/// Process ids with blanks between, as the kernel lists children.
///
/// Interface: `/proc/PID/task/TID/children`, described in proc_tid_children(5). Children that come or
/// go while it is read may be missed: read twice where it matters.
public struct PIDList: Sendable, Hashable {
  /// In the kernel's order.
  public var pids: [Int32]

  /// - Throws: `.malformed` on anything but numbers and blanks.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    pids = []
    var cursor = ByteCursor(bytes)
    while true {
      while !cursor.isAtEnd, bytes[cursor.offset] == UInt8(ascii: "\n") { cursor.offset += 1 }
      cursor.skipBlanks(bytes)
      if cursor.isAtEnd { return }
      pids.append(try cursor.int32(bytes, "a PID"))
    }
  }
}

extension ProcessDirectory {
  /// Its threads, ascending; the first's id is the PID.
  ///
  /// Interface: `/proc/PID/task`, described in proc_pid_task(5).
  public func threadIDs() throws(ProcFSError) -> [Int32] { try numbers("task") }

  /// The children that one of its threads made.
  public func children(ofThread thread: Int32) throws(ProcFSError) -> [Int32] {
    try read("task/\(thread)/children") { (bytes) throws(ProcFSError) in
      try PIDList(parsing: bytes)
    }.pids
  }

  /// The children that any of its threads made, ascending.
  public func children() throws(ProcFSError) -> [Int32] {
    var all: [Int32] = []
    for thread in try threadIDs() {
      do { all += try children(ofThread: thread) } catch {
        // A thread may end meanwhile; its children go to another thread or to the reaper.
        if error.code != .vanished, error.code != .absent || thread == pid { throw error }
      }
    }
    return all.sorted()
  }

  /// Where in the kernel it waits; "0" while it runs, or if that is kept from us.
  ///
  /// Interface: `/proc/PID/wchan`, described in proc_pid_wchan(5). The names are the kernel's own and
  /// change with it: a hint, never a proof.
  public func waitChannel() throws(ProcFSError) -> String {
    String(decoding: try read("wchan"), as: UTF8.self)
  }
}
