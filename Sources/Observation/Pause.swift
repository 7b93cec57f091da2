internal import Glibc

/// Sleeps through interruptions by signals; clock_nanosleep(2).
func blockThread(for duration: Duration) {
  let parts = duration.components
  guard parts.seconds >= 0, parts.attoseconds >= 0 else { return }
  var left = timespec(
    tv_sec: time_t(parts.seconds), tv_nsec: Int(parts.attoseconds / 1_000_000_000))
  while true {
    let wanted = left
    let code = withUnsafePointer(to: wanted) { wanted in
      clock_nanosleep(CLOCK_MONOTONIC, 0, wanted, &left)
    }
    if code != EINTR { return }
  }
}
