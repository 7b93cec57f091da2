/// Numbers of CPUs in the kernel's list format, such as "0-3,5"; described in cpuset(7), "List format".
public struct CPUList: Hashable, Sendable, CustomStringConvertible {
  /// Ascending, each once; never empty.
  public let numbers: [Int32]

  /// The highest number that is taken: the kernel can be built for 8,192 CPUs.
  public static let limit: Int32 = 8191

  /// nil for no numbers, and for numbers that no kernel has.
  public init?(_ numbers: some Sequence<Int32>) {
    let sorted = Set(numbers).sorted()
    guard let first = sorted.first, let last = sorted.last, first >= 0, last <= Self.limit else {
      return nil
    }
    self.numbers = sorted
  }

  /// Reads "0-3,5"; blanks around numbers are taken too, since people write them. nil for anything else.
  public init?(_ text: String) {
    var numbers: [Int32] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(Self.number)
      switch ends.count {
      case 1:
        guard let only = ends[0] else { return nil }
        numbers.append(only)
      case 2:
        guard let first = ends[0], let last = ends[1], first <= last else { return nil }
        numbers += first...last
      default: return nil
      }
    }
    self.init(numbers)
  }

  private static func number(_ text: Substring) -> Int32? {
    let digits = text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }
    guard let number = Int32(String(digits.reversed())), number >= 0, number <= limit else {
      return nil
    }
    return number
  }

  /// Whether a CPU is in it.
  public func contains(_ number: Int32) -> Bool { numbers.contains(number) }

  /// A bit a CPU, for CPUs 0 to 63; the others are left out.
  public var mask: UInt64 {
    numbers.reduce(0) { $1 < 64 ? $0 | 1 << UInt64($1) : $0 }
  }

  /// As the kernel writes it: "0-3,5".
  public var description: String {
    var parts: [String] = []
    var index = 0
    while index < numbers.count {
      var last = index
      while last + 1 < numbers.count, numbers[last + 1] == numbers[last] + 1 { last += 1 }
      parts.append(last > index ? "\(numbers[index])-\(numbers[last])" : "\(numbers[index])")
      index = last + 1
    }
    return parts.joined(separator: ",")
  }
}
