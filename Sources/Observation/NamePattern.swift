/// A file name with `*` for any bytes and `?` for one, matched against bytes; described in glob(7).
///
/// A name that begins with a dot is matched only by a pattern that does.
struct NamePattern {
  let bytes: [UInt8]

  init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  /// Whether it stands for more than one name.
  var isWild: Bool { bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }

  func matches(_ name: some Collection<UInt8>) -> Bool {
    let name = Array(name)
    if name.first == UInt8(ascii: "."), bytes.first != UInt8(ascii: ".") { return false }
    var place = 0
    var index = 0
    // After a mismatch, let the last star take one byte more.
    var star: (index: Int, place: Int)?
    while place < name.count {
      if index < bytes.count, bytes[index] == UInt8(ascii: "*") {
        star = (index, place)
        index += 1
      } else if index < bytes.count,
        bytes[index] == UInt8(ascii: "?") || bytes[index] == name[place]
      {
        index += 1
        place += 1
      } else if let last = star {
        star = (last.index, last.place + 1)
        index = last.index + 1
        place = last.place + 1
      } else {
        return false
      }
    }
    return bytes[index...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
