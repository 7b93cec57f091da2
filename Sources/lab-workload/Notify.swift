import CLinux
import Glibc

/// What a service tells its manager, sd_notify(3): lines to the datagram socket in NOTIFY_SOCKET.
enum Notify {
  /// Whether there was somebody to tell, and it was taken.
  @discardableResult
  static func send(_ message: String) -> Bool {
    guard let address = environment("NOTIFY_SOCKET") else { return false }
    return lab_notify(address, message) == 0
  }
}
