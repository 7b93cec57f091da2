/// A limit of a control group: a number, or "max", which is none.
///
/// Interface: `memory.max`, `pids.max` and the like, described in the kernel's cgroup-v2.rst.
public struct CgroupLimit: Sendable, Hashable, Comparable {
  /// nil is "max".
  public var value: UInt64?

  /// No limit.
  public static let max = CgroupLimit(nil)

  /// A limit of this value.
  public init(_ value: UInt64?) { self.value = value }

  /// - Throws: `.malformed` for anything but a number or "max".
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    var cursor = ByteCursor(bytes)
    self = try Self(bytes, &cursor)
  }

  init(_ bytes: Span<UInt8>, _ cursor: inout ByteCursor) throws(ProcFSError) {
    let start = cursor.offset
    if matches(bytes, try cursor.word(bytes, "a number or 'max'"), "max") {
      value = nil
      return
    }
    cursor.offset = start
    value = try cursor.unsigned(bytes, "a number or 'max'")
  }

  /// The tighter one comes first.
  public static func < (first: CgroupLimit, second: CgroupLimit) -> Bool {
    (first.value ?? .max) < (second.value ?? .max)
  }
}

/// How much CPU time a control group may use in each period.
///
/// Interface: `cpu.max`, described in the kernel's cgroup-v2.rst: "QUOTA PERIOD", microseconds.
public struct CgroupBandwidth: Sendable, Hashable {
  /// Microseconds of CPU time a period.
  public var quota: CgroupLimit
  /// Microseconds.
  public var periodMicroseconds: UInt64

  /// Percent of one CPU; nil is no limit.
  public var percent: Double? {
    guard let quota = quota.value, periodMicroseconds > 0 else { return nil }
    return Double(quota) / Double(periodMicroseconds) * 100
  }

  /// - Throws: `.malformed` unless it is two numbers, or "max" and a number.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    var cursor = ByteCursor(bytes)
    quota = try CgroupLimit(bytes, &cursor)
    periodMicroseconds = try cursor.unsigned(bytes, "a period")
  }
}

/// Numbers by name, one a line.
///
/// Interface: `cpu.stat`, `memory.events`, `pids.events`, `cgroup.events`: "flat keyed" files of the
/// kernel's cgroup-v2.rst.
public struct CgroupCounters: Sendable, Hashable {
  /// One line.
  public struct Counter: Sendable, Hashable {
    /// Such as "oom_kill".
    public var name: String
    /// As it stands there.
    public var value: UInt64
  }

  /// In the kernel's order.
  public var all: [Counter]

  /// The value of a name; nil where this kernel has none.
  public subscript(name: String) -> UInt64? { all.first { $0.name == name }?.value }

  /// - Throws: `.malformed` if a line is not `NAME NUMBER`.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    all = []
    var lines = LineCursor()
    while let line = lines.next(bytes) {
      var cursor = ByteCursor(line)
      let name = try cursor.word(bytes, "a name")
      all.append(
        Counter(name: text(bytes, name), value: try cursor.unsigned(bytes, "a number")))
    }
  }
}

/// How long tasks had to wait for a resource.
///
/// Interface: `memory.pressure`, `cpu.pressure`, `io.pressure`, described in the kernel's psi.rst. A
/// kernel may be built without, or refuse to be read until it is booted with psi=1.
public struct CgroupPressure: Sendable, Hashable {
  /// One line of it.
  public struct Stall: Sendable, Hashable {
    /// Hundredths of a percent of the last ten seconds.
    public var last10Hundredths: UInt64
    /// Microseconds, ever.
    public var totalMicroseconds: UInt64
  }

  /// Some task waited.
  public var some: Stall?
  /// All tasks waited; missing for the CPU on older kernels.
  public var full: Stall?

  /// - Throws: `.malformed` if a line is not "some" or "full" with `NAME=NUMBER` behind.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    var lines = LineCursor()
    while let line = lines.next(bytes) {
      var cursor = ByteCursor(line)
      let kind = try cursor.word(bytes, "'some' or 'full'")
      var stall = Stall(last10Hundredths: 0, totalMicroseconds: 0)
      while true {
        cursor.skipBlanks(bytes)
        if cursor.isAtEnd { break }
        let pair = try cursor.word(bytes, "NAME=NUMBER")
        guard let equals = firstIndex(of: UInt8(ascii: "="), bytes, pair) else {
          throw ByteCursor(pair).malformed(bytes, "NAME=NUMBER")
        }
        var value = ByteCursor(equals + 1..<pair.upperBound)
        let name = pair.lowerBound..<equals
        if matches(bytes, name, "avg10") {
          let whole = try value.unsigned(bytes, "a percentage")
          var hundredths: UInt64 = 0
          if !value.isAtEnd {
            try value.expect(UInt8(ascii: "."), bytes, "'.' in a percentage")
            hundredths = try value.unsigned(bytes, "hundredths")
          }
          guard whole <= 100, hundredths <= 99 else {
            throw ByteCursor(pair).malformed(bytes, "a percentage")
          }
          stall.last10Hundredths = whole * 100 + hundredths
        } else if matches(bytes, name, "total") {
          stall.totalMicroseconds = try value.unsigned(bytes, "microseconds")
        }
      }
      if matches(bytes, kind, "some") {
        some = stall
      } else if matches(bytes, kind, "full") {
        full = stall
      } else {
        throw ByteCursor(kind).malformed(bytes, "'some' or 'full'")
      }
    }
  }
}

/// Words with blanks between.
///
/// Interface: `cgroup.controllers`, `cgroup.subtree_control`.
public struct CgroupWords: Sendable, Hashable {
  /// In the kernel's order.
  public var all: [String]

  /// Takes any bytes.
  public init(parsing bytes: Span<UInt8>) {
    all = text(bytes, 0..<bytes.count).split { $0 == " " || $0 == "\n" }.map { String($0) }
  }
}
