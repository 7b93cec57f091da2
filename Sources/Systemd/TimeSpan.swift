/// A time as unit files and `systemctl show` write it: "3s", "1min 30s", "infinity".
///
/// Interface: systemd.time(7). Without a unit it is seconds.
public struct TimeSpan: Hashable, Sendable, Comparable {
  /// Its length; `UInt64.max` is infinity.
  public var microseconds: UInt64

  /// For ever.
  public static let infinity = TimeSpan(microseconds: .max)

  /// A span of this length.
  public init(microseconds: UInt64) { self.microseconds = microseconds }

  private static let units: [(names: [String], microseconds: Double)] = [
    (["us", "usec", "µs", "μs"], 1), (["ms", "msec"], 1e3),
    (["s", "sec", "second", "seconds", ""], 1e6), (["m", "min", "minute", "minutes"], 60e6),
    (["h", "hr", "hour", "hours"], 3600e6), (["d", "day", "days"], 86_400e6),
    (["w", "week", "weeks"], 604_800e6), (["M", "month", "months"], 2_629_800e6),
    (["y", "year", "years"], 31_557_600e6),
  ]

  /// nil for what is no time.
  public init?(_ text: String) {
    var rest = Substring(text)
    func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" } }
    skipBlanks()
    if rest == "infinity" {
      self = .infinity
      return
    }
    var total = 0.0
    var parts = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      skipBlanks()
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      skipBlanks()
      guard let number = Double(digits), digits.first != ".",
        let factor = Self.units.first(where: { $0.names.contains(String(unit)) })?.microseconds
      else { return nil }
      total += number * factor
      parts += 1
    }
    guard parts > 0, total.isFinite, total < 1e18 else { return nil }
    microseconds = UInt64(total.rounded())
  }

  /// Shorter before longer.
  public static func < (first: TimeSpan, second: TimeSpan) -> Bool {
    first.microseconds < second.microseconds
  }
}
