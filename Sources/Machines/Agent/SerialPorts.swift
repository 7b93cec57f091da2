internal import FoundationEssentials
internal import Glibc

/// The serial ports of a virtual machine that lead to the lab outside: `/dev/virtio-ports/lab.*`.
enum SerialPorts {
  /// Opens all ports whose path begins so, in the order of their names.
  static func open(_ prefix: String) throws(MachineError) -> [AgentLink] {
    let folder = String(prefix[..<(prefix.lastIndex(of: "/") ?? prefix.startIndex)])
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let paths = names.map { "\(folder)/\($0)" }.filter { $0.hasPrefix(prefix) }.sorted()
    var links: [AgentLink] = []
    for path in paths {
      let descriptor = Glibc.open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
      guard descriptor >= 0 else { throw MachineError.call(.files, path) }
      // A port stays as it was when an agent ends: whoever waits there would wait for ever. Where
      // nobody does, nothing is written.
      _ = Preface.newAgent.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      links.append(AgentLink(owning: descriptor, isPort: true))
    }
    guard !links.isEmpty else { throw MachineError(.files, "there is no port \(prefix)*") }
    return links
  }

  /// Whether nobody has the other end open.
  static func isAway(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLHUP) != 0
  }
}
