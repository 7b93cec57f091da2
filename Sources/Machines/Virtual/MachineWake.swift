internal import CLinux
internal import Glibc

/// `lab machine-wake SECONDS`, inside a virtual machine, as root: after it went on from a snapshot, its
/// clock shows the time of the snapshot, and its random numbers would be those of every other machine
/// that goes on from there.
public enum MachineWake {
  /// - Parameter arguments: Seconds since 1970, with a fraction; a seed comes on standard input.
  /// - Returns: the exit status.
  public static func run(_ arguments: [String]) -> Int32 {
    guard let text = arguments.first, arguments.count == 1, let seconds = Double(text),
      seconds > 0, seconds < 1e11
    else {
      say("usage: lab machine-wake SECONDS <SEED")
      return 64
    }
    var seed = [UInt8](repeating: 0, count: 512)
    var count = 0
    while count < seed.count {
      let more = seed.withUnsafeMutableBytes { bytes in
        read(STDIN_FILENO, bytes.baseAddress.map { $0 + count }, bytes.count - count)
      }
      if more <= 0 { break }
      count += more
    }
    if count > 0, lab_random_seed(seed, count) != 0 {
      say("random numbers can't be seeded: \(String(cString: strerror(errno)))")
      return 1
    }
    var time = timespec(
      tv_sec: Int(seconds), tv_nsec: Int((seconds - seconds.rounded(.down)) * 1e9))
    if clock_settime(CLOCK_REALTIME, &time) != 0 {
      say("the clock can't be set: \(String(cString: strerror(errno)))")
      return 1
    }
    return 0
  }

  private static func say(_ text: String) {
    let line = Array("\(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
