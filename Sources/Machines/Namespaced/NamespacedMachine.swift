internal import CLinux
internal import Glibc
internal import ProcFS

/// A systemd of its own in namespaces, over the host's files.
public final class NamespacedMachine: PracticeMachine {
  /// Namespaced.
  public let kind = MachineKind.namespaced
  /// As it is kept; a reset changes it.
  public private(set) var record: MachineRecord
  let folder: String

  init(record: MachineRecord, folder: String) {
    self.record = record
    self.folder = folder
  }

  /// Whether its init runs.
  public var isRunning: Bool { record.process.map(Self.isAlive) ?? false }

  /// How long its agent may be away.
  static let patience = Duration.seconds(3)

  /// Starts a command; sessions are as many as wanted.
  public func open(_ request: SessionRequest) throws(MachineError) -> ChannelSession {
    guard let endpoint = record.endpoints.first else {
      throw MachineError(.missing, "the machine '\(record.name)' has no way in")
    }
    let deadline = ContinuousClock.now + Self.patience
    var connection = lab_socket_connect(endpoint.socket)
    // An agent that was ended is started again by its systemd.
    while connection < 0, isRunning, ContinuousClock.now < deadline {
      usleep(20_000)
      connection = lab_socket_connect(endpoint.socket)
    }
    guard connection >= 0 else {
      throw isRunning
        ? MachineError.call(.unreachable, "the agent of the machine '\(record.name)'")
        : MachineError(.unreachable, "the machine '\(record.name)' has ended")
    }
    return try ChannelSession(owning: connection, request: request)
  }

  /// Ends it and boots it again: what was in memory is gone, and that was everything.
  public func reset() throws(MachineError) {
    // Nobody may take it for a machine that died, its keeper included.
    guard let lock = try MachineLock(path: "\(folder).lock", waiting: .seconds(120)) else {
      throw MachineError(.taken, "another lab has been busy with '\(record.name)' for two minutes")
    }
    defer { lock.release() }
    let plan = try NamespacedPlan.read(from: NamespacedPlan.path(in: folder))
    try end()
    record.instance = String(decoding: Preface.token(), as: UTF8.self)
    guard let hierarchy = ControlGroup.hierarchy() else {
      throw MachineError(.unsupported, "no cgroup v2 hierarchy is mounted")
    }
    record.controlGroup = NamespacedMaker.controlGroup(of: record, in: hierarchy)
    record.stage = .starting
    record.process = nil
    try record.save(in: folder)
    let maker = NamespacedStart(plan: plan, folder: folder)
    record = try maker.run(record) { record throws(MachineError) in try record.save(in: self.folder)
    }
    record.stage = .running
    try record.save(in: folder)
  }

  /// Ends its init, and with it everything in it.
  public func stop() throws(MachineError) { try end() }

  private func end() throws(MachineError) { try Self.end(record) }

  /// Ends whatever there is of the machine of a record. Idempotent.
  static func end(_ record: MachineRecord) throws(MachineError) {
    if let process = record.process, isAlive(process), let init_ = try? Pidfd(process) {
      try? init_.send(.kill)
      // With it goes every process of its PID namespace.
      guard init_.hasEnded(within: .seconds(10)) else {
        throw MachineError(.failed, "the machine's init \(process.pid) does not end")
      }
    }
    if let group = record.controlGroup { try ControlGroup(path: group).remove() }
  }

  /// Whether a process runs; one that only waits to be reaped does not.
  private static func isAlive(_ process: ProcessIdentity) -> Bool {
    guard let directory = try? ProcRoot().process(process.pid), let stat = try? directory.stat(),
      stat.startTimeTicks == process.startTimeTicks,
      (try? ProcRoot().bootID()) == process.boot
    else { return false }
    return stat.state != .zombie && stat.state != .dead
  }
}
