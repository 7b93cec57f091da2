/// A signal by its number, named without "SIG"; described in signal(7).
public struct Signal: Hashable, Sendable, CustomStringConvertible {
  /// 1 to 64 for signals that exist.
  public let number: Int32

  /// The signal of this number; `isValid` tells whether there is one.
  public init(number: Int32) { self.number = number }

  /// Reads "TERM", "SIGTERM", "term", "15", "RTMIN", "RTMIN+3" or "RTMAX-1".
  ///
  /// - Returns: nil if this machine has no such signal.
  public init?(_ text: some StringProtocol) {
    var name = text.uppercased()
    if name.hasPrefix("SIG") { name.removeFirst(3) }
    if let number = Int32(name) {
      guard (1...64).contains(number) else { return nil }
      self.number = number
    } else if let index = Self.names.firstIndex(of: name), index > 0 {
      number = Int32(index)
    } else if let alias = Self.aliases[name] {
      number = alias
    } else if name == "RTMIN" {
      number = Self.realTimeMinimum
    } else if name == "RTMAX" {
      number = 64
    } else if name.hasPrefix("RTMIN+"), let step = Int32(name.dropFirst(6)), (0...30).contains(step)
    {
      number = Self.realTimeMinimum + step
    } else if name.hasPrefix("RTMAX-"), let step = Int32(name.dropFirst(6)), (0...30).contains(step)
    {
      number = 64 - step
    } else {
      return nil
    }
  }

  /// 1 to 64.
  public var isValid: Bool { (1...64).contains(number) }

  /// "TERM", "RTMIN+3"; the bare number for 32 and 33, which belong to the C library.
  public var name: String {
    if (1..<32).contains(number) { return Self.names[Int(number)] }
    if number == Self.realTimeMinimum { return "RTMIN" }
    if number == 64 { return "RTMAX" }
    if (Self.realTimeMinimum..<50).contains(number) {
      return "RTMIN+\(number - Self.realTimeMinimum)"
    }
    if (50..<64).contains(number) { return "RTMAX-\(64 - number)" }
    return "\(number)"
  }

  /// The name.
  public var description: String { name }

  /// SIGHUP: the terminal is gone.
  public static let hangUp = Signal(number: 1)
  /// SIGINT: Ctrl-C.
  public static let interrupt = Signal(number: 2)
  /// SIGQUIT: Ctrl-backslash.
  public static let quit = Signal(number: 3)
  /// SIGKILL, which nothing can catch.
  public static let kill = Signal(number: 9)
  /// SIGUSR1.
  public static let user1 = Signal(number: 10)
  /// SIGUSR2.
  public static let user2 = Signal(number: 12)
  /// SIGTERM, the polite one.
  public static let terminate = Signal(number: 15)
  /// SIGCHLD.
  public static let child = Signal(number: 17)
  /// SIGCONT.
  public static let `continue` = Signal(number: 18)
  /// SIGSTOP, which nothing can catch.
  public static let stop = Signal(number: 19)
  /// SIGTSTP: Ctrl-Z.
  public static let terminalStop = Signal(number: 20)

  /// What glibc leaves to programs; the kernel's own first real-time signal is 32.
  private static let realTimeMinimum: Int32 = 34

  /// By number, of x86 and Arm; index 0 is no signal.
  private static let names = [
    "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "POLL", "PWR", "SYS",
  ]
  private static let aliases: [String: Int32] = ["IO": 29, "IOT": 6, "CLD": 17, "UNUSED": 31]
}
