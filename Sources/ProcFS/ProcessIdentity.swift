/// The 128-bit id that the kernel draws at each boot.
///
/// Interface: `/proc/sys/kernel/random/boot_id`, described in random(4).
public struct BootID: Hashable, Sendable, CustomStringConvertible {
  /// The first 64 bits.
  public let high: UInt64
  /// The last 64 bits.
  public let low: UInt64

  /// All members, as they are.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads 32 hexadecimal digits; hyphens anywhere between them are skipped.
  ///
  /// - Returns: nil unless exactly 32 digits were found and nothing else.
  public init?(parsing bytes: some Sequence<UInt8>) {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var digits = 0
    for byte in bytes {
      let digit: UInt64
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(byte - UInt8(ascii: "A") + 10)
      case UInt8(ascii: "-"), UInt8(ascii: "\n"): continue
      default: return nil
      }
      guard digits < 32 else { return nil }
      if digits < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
      digits += 1
    }
    guard digits == 32 else { return nil }
    self.init(high: high, low: low)
  }

  /// The kernel's own spelling: 8-4-4-4-12 lower-case hexadecimal digits.
  public var description: String {
    func hex(_ value: UInt64) -> [Character] {
      let digits = Array("0123456789abcdef")
      return (0..<16).map { digits[Int(value >> UInt64(60 - 4 * $0) & 15)] }
    }
    let all = hex(high) + hex(low)
    return [all[0..<8], all[8..<12], all[12..<16], all[16..<20], all[20..<32]]
      .map { String($0) }.joined(separator: "-")
  }
}

extension BootID: Codable {
  /// All members, as they are.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = BootID(parsing: text.utf8) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a boot id: \(text)"))
    }
    self = value
  }

  /// Writes the kernel's own spelling.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Which process is meant, for as long as anybody may ask: a bare PID comes back with another owner.
///
/// Two processes can follow each other on one PID within a clock tick, but not with the same start
/// time on the same boot.
public struct ProcessIdentity: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The boot the process belongs to.
  public let boot: BootID
  /// The process id, as seen from the PID namespace of the reader.
  public let pid: Int32
  /// Clock ticks after boot; field 22 of `/proc/PID/stat`, described in proc_pid_stat(5).
  public let startTimeTicks: UInt64

  /// All members, as they are.
  public init(boot: BootID, pid: Int32, startTimeTicks: UInt64) {
    self.boot = boot
    self.pid = pid
    self.startTimeTicks = startTimeTicks
  }

  enum CodingKeys: String, CodingKey {
    case boot, pid
    case startTimeTicks = "start"
  }

  /// PID and start time, such as `4242@220294`.
  public var description: String { "\(pid)@\(startTimeTicks)" }
}
