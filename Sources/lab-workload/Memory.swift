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

  /// Bytes at which the kernel refuses more, or ends who takes more: the limits on address space
  /// and data (setrlimit(2)), and memory.max of the control group and of those above it.
  static var ceiling: Int {
    var lowest = Int.max
    for resource in [RLIMIT_AS, RLIMIT_DATA] {
      var limit = rlimit()
      if getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 {
        lowest = min(lowest, Int(clamping: limit.rlim_cur))
      }
    }
    return min(lowest, groupLimit)
  }

  private static var groupLimit: Int {
    guard let text = readFile("/proc/self/cgroup"),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("0::") })
    else { return Int.max }
    var lowest = Int.max
    for mount in ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"] {
      var group = String(line.dropFirst(3))
      while !group.isEmpty, group != "/" {
        let said = readFile(mount + group + "/memory.max")?.split(separator: "\n").first
        if let bytes = said.flatMap({ Int($0) }) { lowest = min(lowest, bytes) }
        group = parentPath(group)
      }
    }
    return lowest
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
