internal import CLinux
internal import Glibc

/// The inside of a practice machine: runs commands for the lab outside, each in a session.
///
/// One thread, one poll(2) loop. It makes the terminals inside, so that what runs in them sees a
/// session, a terminal and a hang-up as after any login.
public final class MachineAgent {
  /// Where sessions come from.
  public struct Configuration: Sendable {
    /// A unix socket to listen on.
    public var socket: String?
    /// Serial ports, as a folder and the beginning of their names: `/dev/virtio-ports/lab.`
    public var ports: String?
    /// After so long without a session the machine is switched off; nil never.
    public var idleLimit: Duration?

    /// All members, as they are.
    public init(socket: String? = nil, ports: String? = nil, idleLimit: Duration? = nil) {
      self.socket = socket
      self.ports = ports
      self.idleLimit = idleLimit
    }
  }

  private let configuration: Configuration
  private var listener: Int32 = -1
  private var links: [AgentLink] = []
  private var orphans: [RunningCommand] = []
  private var lastUsed = ContinuousClock.now

  /// Begins to listen.
  ///
  /// - Throws: `MachineError` with code `files` where there is nothing to listen on.
  public init(_ configuration: Configuration) throws(MachineError) {
    self.configuration = configuration
    // A connection that breaks while it is written to must not end everybody's.
    signal(SIGPIPE, SIG_IGN)
    if let path = configuration.socket {
      listener = lab_socket_listen(path, 0o600)
      guard listener >= 0 else { throw MachineError.call(.files, path) }
    }
    if let prefix = configuration.ports { links = try SerialPorts.open(prefix) }
  }

  /// Serves until the machine ends.
  public func run() {
    while true { turn() }
  }

  // MARK: - One turn

  /// A port whose other end is away is always ready, with POLLHUP: it is asked again after a while
  /// rather than waited for.
  private static let portPause = Duration.milliseconds(25)

  private func turn() {
    let away = links.filter { $0.isPort && SerialPorts.isAway($0.descriptor) }
    for link in away where link.isBusy { link.drop() }
    let present = links.filter { link in !away.contains { $0 === link } }

    var entries = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    for link in present { entries += Self.entries(of: link) }
    for orphan in links.flatMap(\.orphans) + orphans {
      entries.append(pollfd(fd: orphan.pidfd, events: Int16(POLLIN), revents: 0))
    }
    let longest = min(.seconds(30), configuration.idleLimit ?? .seconds(30))
    let limit = away.isEmpty ? longest : Self.portPause
    let ready = poll(&entries, nfds_t(entries.count), Int32(limit / .milliseconds(1)))
    if ready <= 0, ready == 0 || errno != EINTR { endIfIdle() }

    for (index, link) in present.enumerated() {
      serve(link, entries[(1 + index * 5)..<(6 + index * 5)])
    }
    if entries[0].revents != 0 { accept() }
    for link in links {
      link.reap()
      if link.isOver, !link.wantsWrite { orphans += link.takeOrphans() }
    }
    links.removeAll { $0.isOver && !$0.wantsWrite }
    orphans.removeAll { $0.ending() != nil }
    if links.contains(where: \.isBusy) { lastUsed = .now }
  }

  /// The link itself, its command's output, errors, input and end.
  private static func entries(of link: AgentLink) -> [pollfd] {
    var events: Int16 = 0
    if link.wantsRead { events |= Int16(POLLIN) }
    if link.wantsWrite { events |= Int16(POLLOUT) }
    let command = link.command
    let readable = link.takesOutput ? command : nil
    return [
      // Without any event wanted a hang-up would be told all the same, and again and again.
      pollfd(fd: events == 0 ? -1 : link.descriptor, events: events, revents: 0),
      pollfd(fd: readable?.output ?? -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: readable?.errorOutput ?? -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: command?.waitingInput ?? -1, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: command?.pidfd ?? -1, events: Int16(POLLIN), revents: 0),
    ]
  }

  private func serve(_ link: AgentLink, _ entries: ArraySlice<pollfd>) {
    let ready = entries.map(\.revents)
    if ready[0] & Int16(POLLOUT) != 0 { link.flush() }
    if ready[1] != 0 || ready[2] != 0 { link.pump() }
    if ready[3] != 0 { link.command?.flush() }
    guard ready[0] & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { return }
    if !link.receive() { link.drop() }
  }

  private func accept() {
    while true {
      let connection = Glibc.accept(listener, nil, nil)
      guard connection >= 0 else { return }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      _ = fcntl(connection, F_SETFL, O_RDWR | O_NONBLOCK)
      links.append(AgentLink(owning: connection, isPort: false))
      lastUsed = .now
    }
  }

  // MARK: - The end

  private func endIfIdle() {
    guard let limit = configuration.idleLimit, !links.contains(where: \.isBusy),
      ContinuousClock.now - lastUsed > limit
    else { return }
    lastUsed = .now
    // Not awaited: it ends this agent, too.
    _ = try? RunningCommand(
      SessionRequest(["systemctl", "poweroff", "--no-block"], user: .root, login: false))
  }
}
