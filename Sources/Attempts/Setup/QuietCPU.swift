import Glibc
import ProcFS

/// Which CPU has least to do: for exercises that let processes compete on one.
enum QuietCPU {
  /// How long it looks.
  static let pause: UInt32 = 250_000

  /// The CPUs that the lab, and so what it starts, may use.
  static func allowed() -> [Int32] {
    (try? Scheduling(ofTask: getpid()))?.cpus ?? [0]
  }

  /// Looks for a quarter of a second. Of equal ones the last: the first is where interrupts go.
  static func find() -> Int32 {
    // What the shim that starts processes can name.
    let candidates = allowed().filter { $0 < 64 }
    guard candidates.count > 1, let before = try? ProcRoot().systemStat() else {
      return candidates.first ?? 0
    }
    usleep(pause)
    guard let after = try? ProcRoot().systemStat() else { return candidates[0] }
    return quietest(of: candidates, before, after)
  }

  /// The one that was busy for the smallest part of the time between two readings.
  static func quietest(of candidates: [Int32], _ before: SystemStat, _ after: SystemStat) -> Int32 {
    var best = candidates.last ?? 0
    var least = Double.infinity
    for number in candidates.sorted().reversed() {
      guard let first = before.cpus.first(where: { $0.number == number }),
        let last = after.cpus.first(where: { $0.number == number }),
        last.totalTicks > first.totalTicks, last.busyTicks >= first.busyTicks
      else { continue }
      let share =
        Double(last.busyTicks - first.busyTicks) / Double(last.totalTicks - first.totalTicks)
      if share < least {
        least = share
        best = number
      }
    }
    return best
  }
}

/// The control group by which the kernel shares out CPU time, as far as it isn't the root.
enum CPUGroup {
  /// Of this process; nil where it is the root's.
  static func own() -> String? {
    guard let cgroup = try? ProcRoot().process(getpid()).cgroup() else { return nil }
    if let old = cgroup.memberships.first(where: { $0.controllers.contains("cpu") }) {
      return old.path == "/" ? nil : old.path
    }
    guard let path = cgroup.unifiedPath, path != "/" else { return nil }
    // Only where the controller is enabled for the root's children are there other groups than one.
    guard let root = (try? ProcRoot().mounts())?.cgroup2,
      let file = fopen("\(root)/cgroup.subtree_control", "re")
    else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    let words = line.withUnsafeMutableBufferPointer { buffer -> String in
      guard let base = buffer.baseAddress, fgets(base, Int32(buffer.count), file) != nil else {
        return ""
      }
      return String(cString: base)
    }.split { $0 == " " || $0 == "\n" }
    return words.contains("cpu") ? path : nil
  }
}
