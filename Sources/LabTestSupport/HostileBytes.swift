/// Inputs that a parser of outside bytes must survive: it may throw, it must never trap.
public enum HostileBytes {
  /// Every prefix of a fixture, the empty one and the whole included.
  public static func prefixes(of bytes: [UInt8]) -> [[UInt8]] {
    (0...bytes.count).map { Array(bytes[..<$0]) }
  }

  /// Copies with one byte to a few bytes changed, dropped or doubled; the same for the same seed.
  public static func mutations(of bytes: [UInt8], count: Int = 500, seed: UInt64 = 1) -> [[UInt8]] {
    guard !bytes.isEmpty else { return [] }
    let nasty = Array(" \n\0:()-/0aZ9\u{7f}".utf8) + [0xff, 0x80]
    var random = SplitMix(state: seed)
    return (0..<count).map { _ in
      var copy = bytes
      for _ in 0...random.next(below: 3) {
        guard !copy.isEmpty else { break }
        let place = random.next(below: copy.count)
        switch random.next(below: 4) {
        case 0: copy[place] = nasty[random.next(below: nasty.count)]
        case 1: copy.remove(at: place)
        case 2: copy.insert(copy[place], at: place)
        // A run of digits overflows whatever integer reads it.
        default: copy.insert(contentsOf: Array("99999999999999999999".utf8), at: place)
        }
      }
      return copy
    }
  }

  /// All of the above.
  public static func all(of bytes: [UInt8]) -> [[UInt8]] {
    prefixes(of: bytes) + mutations(of: bytes)
  }
}

/// A small generator with a seed, so that a failure comes again.
struct SplitMix {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}
