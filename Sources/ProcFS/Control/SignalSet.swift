/// A set of signals as the kernel writes it: signal n is bit n - 1. Described in signal(7).
public struct SignalSet: OptionSet, Hashable, Sendable, CustomStringConvertible {
  /// Signal n at bit n - 1.
  public var rawValue: UInt64

  /// The set that the kernel's mask says.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The set of one signal.
  public init(_ signal: Signal) {
    rawValue = signal.isValid ? 1 << UInt64(signal.number - 1) : 0
  }

  /// The set of these signals.
  public init(_ signals: [Signal]) {
    self = signals.reduce(into: []) { $0.formUnion(SignalSet($1)) }
  }

  /// Whether the signal's bit is set.
  public func contains(_ signal: Signal) -> Bool {
    signal.isValid && rawValue >> UInt64(signal.number - 1) & 1 == 1
  }

  /// Its signals, by number.
  public var signals: [Signal] {
    (1...64).filter { rawValue >> UInt64($0 - 1) & 1 == 1 }.map { Signal(number: $0) }
  }

  /// Names with blanks between, such as "INT QUIT"; empty for no signal.
  public var description: String { signals.map(\.name).joined(separator: " ") }
}
