import FoundationEssentials
import Glibc

/// What the kernel says of a process; everything is nil or empty once it is gone.
enum Kernel {
  static func text(_ pid: Int32, _ file: String) -> String? {
    FileManager.default.contents(atPath: "/proc/\(pid)/\(file)").map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  static func comm(_ pid: Int32) -> String? {
    text(pid, "comm").map { $0.trimmingCharacters(in: ["\n"]) }
  }

  /// argv, joined by blanks.
  static func commandLine(_ pid: Int32) -> String? {
    text(pid, "cmdline").map { $0.split(separator: "\0").joined(separator: " ") }
  }

  /// A field of /proc/PID/stat from 3 on, numbered as in proc_pid_stat(5).
  static func stat(_ pid: Int32, _ field: Int) -> String? {
    guard let line = text(pid, "stat"), let end = line.lastIndex(of: ")") else { return nil }
    let fields = line[end...].split(separator: " ")
    return field - 2 < fields.count ? String(fields[field - 2]) : nil
  }

  static func state(_ pid: Int32) -> String? { stat(pid, 3) }

  /// The value of a line of /proc/PID/status.
  static func status(_ pid: Int32, _ key: String) -> String? {
    text(pid, "status")?.split(separator: "\n").first { $0.hasPrefix(key + ":") }
      .map { String($0.dropFirst(key.utf8.count + 1)).trimmingCharacters(in: ["\t", " "]) }
  }

  /// A signal mask: SigCgt, SigIgn, SigBlk, ShdPnd.
  static func mask(_ pid: Int32, _ key: String) -> UInt64? {
    status(pid, key).flatMap { UInt64($0, radix: 16) }
  }

  /// The caught signals of signal(7), without glibc's own 32 and 33.
  static func caught(_ pid: Int32) -> UInt64? { mask(pid, "SigCgt").map { $0 & 0x7fff_ffff } }

  static func has(_ signal: Int32, in key: String, of pid: Int32) -> Bool {
    mask(pid, key).map { $0 >> UInt64(signal - 1) & 1 == 1 } ?? false
  }

  static func children(of parent: Int32) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { stat($0, 4) == String(parent) }.sorted()
  }

  /// Gone, or only waiting to be reaped.
  static func isDead(_ pid: Int32) -> Bool { state(pid).map { $0 == "Z" || $0 == "X" } ?? true }
}

/// The bit of a signal in a mask.
func bit(_ signal: Int32) -> UInt64 { 1 << UInt64(signal - 1) }

extension String {
  func trimmingCharacters(in unwanted: [Character]) -> String {
    var text = self[...]
    while let first = text.first, unwanted.contains(first) { text.removeFirst() }
    while let last = text.last, unwanted.contains(last) { text.removeLast() }
    return String(text)
  }
}
