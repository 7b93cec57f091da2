/// A signal by its number on Linux (x86-64 and arm64 agree), named without "SIG"; see signal(7).
public struct Signal: Hashable, Sendable, CustomStringConvertible {
  /// 1 to 64.
  public let number: Int32

  static let names: [String] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
  ]

  /// The signal with this number.
  public init(number: Int32) { self.number = number }

  /// Reads "TERM", "SIGTERM", "sigterm" or "15".
  public init?(_ text: String) {
    if let number = Int32(text) {
      guard (1...64).contains(number) else { return nil }
      self.number = number
      return
    }
    let upper = text.uppercased()
    let bare = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
    guard let index = Self.names.firstIndex(of: bare) else { return nil }
    number = Int32(index) + 1
  }

  /// Such as "TERM"; real-time signals print as their number.
  public var name: String {
    (1...Int32(Self.names.count)).contains(number) ? Self.names[Int(number) - 1] : "\(number)"
  }

  /// Its bit in SigIgn, SigCgt, SigBlk, SigPnd and ShdPnd.
  public var bit: UInt64 { 1 << UInt64(number - 1) }

  /// Can't be caught.
  public static let kill = Signal(number: 9)
  /// Can't be caught either.
  public static let stop = Signal(number: 19)

  /// Such as "SIGTERM".
  public var description: String { "SIG\(name)" }
}
