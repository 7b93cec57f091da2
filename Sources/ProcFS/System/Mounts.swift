/// The mounted file systems that a process sees.
///
/// Interface: `/proc/PID/mounts`, described in proc_pid_mounts(5) and fstab(5).
public struct Mounts: Sendable, Hashable {
  /// One mount.
  public struct Mount: Sendable, Hashable {
    /// A device, or what stands for one, such as "cgroup2".
    public var source: String
    /// Where it is mounted.
    public var target: String
    /// Such as "ext4", "cgroup2", "proc".
    public var type: String
    /// Such as "rw", "nosuid", "hidepid=2".
    public var options: [String]
  }

  /// In the order of mounting.
  public var all: [Mount]

  /// Where the unified control group hierarchy is mounted.
  public var cgroup2: String? { all.first { $0.type == "cgroup2" }?.target }

  /// - Throws: `.malformed` if a line has less than four fields.
  public init(parsing bytes: Span<UInt8>) throws(ProcFSError) {
    all = []
    var lines = LineCursor()
    while let line = lines.next(bytes) {
      var cursor = ByteCursor(line)
      let source = try cursor.word(bytes, "a device")
      let target = try cursor.word(bytes, "a mount point")
      let type = try cursor.word(bytes, "a file system's type")
      let options = try cursor.word(bytes, "mount options")
      all.append(
        Mount(
          source: Self.unescaped(bytes, source), target: Self.unescaped(bytes, target),
          type: text(bytes, type),
          options: text(bytes, options).split(separator: ",").map { String($0) }))
    }
  }

  /// Blanks, tabs, newlines and backslashes stand as a backslash and three octal digits.
  static func unescaped(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    var plain: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "\\"), index + 3 < range.upperBound {
        var digits = ByteCursor(index + 1..<index + 4)
        if let value = try? digits.digits(bytes, radix: 8, "octal digits"), digits.isAtEnd,
          let byte = UInt8(exactly: value)
        {
          plain.append(byte)
          index += 4
          continue
        }
      }
      plain.append(bytes[index])
      index += 1
    }
    return String(decoding: plain, as: UTF8.self)
  }
}

extension ProcRoot {
  /// The mounts that the caller sees.
  public func mounts() throws(ProcFSError) -> Mounts {
    try read("self/mounts") { (bytes) throws(ProcFSError) in try Mounts(parsing: bytes) }
  }
}
