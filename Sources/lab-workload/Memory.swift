import CLinux
import Glibc

/// How much memory a workload may take: a lesson must not exhaust the machine.
enum Memory {
  static let megabyte = 1 << 20

  /// 1 GiB, or half of what is available now, whichever is less.
  static var limit: Int {
    let available = kilobytes("MemAvailable", in: "/proc/meminfo") ?? 1 << 20
    return min(1 << 30, available / 2 * 1024)
  }

  /// Address space that is not touched, or nil with errno.
  static func reserve(_ megabytes: Int) -> UnsafeMutableRawPointer? {
    megabytes == 0 ? nil : lab_map(megabytes * megabyte)
  }

  /// Resident memory, or nil with errno.
  static func fill(_ megabytes: Int) -> UnsafeMutableRawPointer? {
    guard let memory = lab_map(megabytes * megabyte) else { return nil }
    lab_touch(memory, megabytes * megabyte, 1)
    return memory
  }
}
