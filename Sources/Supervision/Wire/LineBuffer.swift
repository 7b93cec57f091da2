/// Cuts a stream of bytes into lines.
package struct LineBuffer: Sendable {
  /// The longest line that is accepted.
  package static let longestLine = 4 << 20

  private var bytes: [UInt8] = []
  /// Where the next line begins.
  private var start = 0
  /// Up to where no newline was found.
  private var searched = 0

  package init() {}

  /// A line was longer than any may be: its sender is not to be trusted.
  package var isTooLong: Bool { bytes.count - start > LineBuffer.longestLine }

  package mutating func append(_ more: some Sequence<UInt8>) {
    bytes += more
  }

  /// The next whole line, without its newline.
  package mutating func next() -> [UInt8]? {
    guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = bytes.count
      if start > 0 {
        bytes.removeFirst(start)
        searched -= start
        start = 0
      }
      return nil
    }
    let line = Array(bytes[start..<end])
    start = end + 1
    searched = start
    return line
  }
}
