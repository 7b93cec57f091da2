/// What a task is doing, in the kernel's letter; described in proc_pid_stat(5), field 3.
public struct ProcessState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// An ASCII letter.
  public let rawValue: UInt8

  /// The state of this letter, known or not.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Runs, or could if a CPU were free.
  public static let running = Self(rawValue: UInt8(ascii: "R"))
  /// Waits, and a signal can wake it.
  public static let sleeping = Self(rawValue: UInt8(ascii: "S"))
  /// Waits, and most signals can't wake it.
  public static let disk = Self(rawValue: UInt8(ascii: "D"))
  /// Stopped by a signal.
  public static let stopped = Self(rawValue: UInt8(ascii: "T"))
  /// Stopped by a tracer, such as a debugger.
  public static let traced = Self(rawValue: UInt8(ascii: "t"))
  /// Has ended; its parent has not asked how.
  public static let zombie = Self(rawValue: UInt8(ascii: "Z"))
  /// About to be gone.
  public static let dead = Self(rawValue: UInt8(ascii: "X"))
  /// A kernel thread that waits without adding to the load average.
  public static let idle = Self(rawValue: UInt8(ascii: "I"))

  /// The letter.
  public var description: String { String(UnicodeScalar(rawValue)) }
}
