/// Where drawn numbers come from.
public protocol RandomSource {
  mutating func next() -> UInt64
}

extension RandomSource {
  /// 0 ..< count, without bias towards the first.
  mutating func below(_ count: Int) -> Int {
    guard count > 1 else { return 0 }
    let bound = UInt64(count)
    let limit = UInt64.max - UInt64.max % bound
    while true {
      let number = next()
      if number < limit { return Int(number % bound) }
    }
  }

  mutating func shuffled<Element>(_ items: [Element]) -> [Element] {
    var items = items
    guard items.count > 1 else { return items }
    for index in stride(from: items.count - 1, to: 0, by: -1) {
      items.swapAt(index, below(index + 1))
    }
    return items
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
public struct SplitMix: RandomSource, Sendable {
  private var state: UInt64

  /// The stream of this seed.
  public init(seed: UInt64) { state = seed }

  /// A stream of its own for each name, so that a new parameter moves no other one.
  public init(bytes: [UInt8], name: String) {
    // FNV-1a over the key and the name.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes + [0] + Array(name.utf8) {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    state = hash
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Which of an exercise's parameters are drawn.
public enum Draw: Hashable, Sendable {
  enum End { case low, high }

  /// Numbers low, first choice, lists as they are written.
  case low
  /// Numbers high, last choice, lists reversed.
  case high
  /// From these bytes, such as an HMAC's.
  case keyed([UInt8])

  private func source(_ name: String) -> SplitMix {
    switch self {
    case .low: SplitMix(bytes: Array("low".utf8), name: name)
    case .high: SplitMix(bytes: Array("high".utf8), name: name)
    case .keyed(let bytes): SplitMix(bytes: bytes, name: name)
    }
  }

  /// The values by name, and the run's name under "run".
  public func values(of specs: [ParameterSpec]) -> [String: String] {
    var runSource = source("run")
    var result = ["run": RunName.draw(from: &runSource)]
    for spec in specs {
      var source = source(spec.name)
      switch self {
      case .low: result[spec.name] = spec.end(.low, from: &source)
      case .high: result[spec.name] = spec.end(.high, from: &source)
      case .keyed: result[spec.name] = spec.draw(from: &source)
      }
    }
    // Two run names in one exercise must differ.
    var taken: Set<String> = []
    for spec in specs {
      guard spec.kind == .runName, let value = result[spec.name] else { continue }
      var name = value
      var again = source(spec.name + "+")
      while !taken.insert(name).inserted { name = RunName.draw(from: &again) }
      result[spec.name] = name
    }
    return result
  }
}

/// Names that runs bear: a model and three characters.
enum RunName {
  static let models = [
    "bert", "gpt2", "llama", "mixer", "pixel", "resnet", "swin", "t5", "unet", "vit", "wave",
    "yolo",
  ]
  /// Without characters that are easily mistaken for one another.
  static let letters = Array("abcdefghjkmnpqrstuvwxyz")
  static let digits = Array("23456789")

  static func draw(from source: inout some RandomSource) -> String {
    "\(models[source.below(models.count)])-\(suffix(from: &source))"
  }

  static func suffix(from source: inout some RandomSource) -> String {
    let first = letters[source.below(letters.count)]
    let second = digits[source.below(digits.count)]
    let third = letters[source.below(letters.count)]
    return String([first, second, third])
  }
}
