internal import CLinux
internal import Glibc

/// A class and a level for the disk; described in ioprio_set(2).
public struct IOPriority: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// Which queue the task's requests go to.
  public enum Class: Int32, Hashable, Sendable {
    /// Not set: the kernel derives a best-effort level from the nice value.
    case none = 0
    case realTime = 1
    case bestEffort = 2
    case idle = 3
  }

  /// Class in the bits from 13 on, level below.
  public let rawValue: Int32

  /// What ioprio_get(2) returned.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// A class and a level, as ioprio_set(2) takes them.
  public init(_ kind: Class, level: Int32 = 0) {
    rawValue = kind.rawValue << 13 | level & 7
  }

  /// Asks the kernel about one task of this machine; no file of `/proc` shows it.
  ///
  /// - Parameter task: A PID or a thread's id; 0 is the calling thread.
  /// - Throws: `.vanished` if there is none.
  public init(ofTask task: Int32) throws(ProcFSError) {
    let value = lab_ioprio(task)
    guard value >= 0 else { throw systemError(errno, "ioprio_get \(task)") }
    self.init(rawValue: value)
  }

  /// nil for a class that this kernel has and we don't know.
  public var `class`: Class? { Class(rawValue: rawValue >> 13 & 7) }

  /// 0 is first, 7 last; it means nothing in the classes `none` and `idle`.
  public var level: Int32 { rawValue & 7 }

  /// As ionice(1) says it.
  public var description: String {
    switch self.class {
    case .some(.none): "none: prio \(level)"
    case .realTime: "realtime: prio \(level)"
    case .bestEffort: "best-effort: prio \(level)"
    case .idle: "idle"
    case nil: "class \(rawValue >> 13 & 7): prio \(level)"
    }
  }
}
