internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import ProcFS

/// A Debian with a kernel of its own, under QEMU.
public final class VirtualMachine: PracticeMachine {
  /// A virtual one.
  public let kind = MachineKind.virtual
  /// What the state directory knows about it.
  public private(set) var record: MachineRecord
  /// Holds its disk, its sockets and its logs; QEMU runs in it.
  let folder: String

  init(record: MachineRecord, folder: String) {
    self.record = record
    self.folder = folder
  }

  /// Whether its QEMU runs.
  public var isRunning: Bool {
    guard let process = record.process, let qemu = try? Pidfd(process) else { return false }
    return !qemu.hasEnded()
  }

  /// How long a session waits for a free port.
  static let patience = Duration.seconds(5)

  /// Takes the first line into it that nobody uses.
  ///
  /// - Throws: `taken` where all are in use for a while.
  public func open(_ request: SessionRequest) throws(MachineError) -> ChannelSession {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      for endpoint in record.endpoints {
        guard let lock = try MachineLock(path: "\(endpoint.socket).lock", waiting: .zero) else {
          continue
        }
        let connection = lab_socket_connect(endpoint.socket)
        guard connection >= 0 else {
          let error = MachineError.call(.unreachable, "the virtual machine '\(record.name)'")
          lock.release()
          throw error
        }
        // Without KVM, and among others, even the first word takes its time.
        return try ChannelSession(
          owning: connection, lock: lock.handOver(), request: request, limit: .seconds(40))
      }
      guard ContinuousClock.now < deadline else {
        throw MachineError(
          .taken,
          "all \(record.endpoints.count) lines into the machine '\(record.name)' are in use: leave "
            + "another session first")
      }
      usleep(50_000)
    }
  }

  /// Goes back to the snapshot that was taken when it was ready.
  ///
  /// With a QEMU of its own: who still had a session hears that it is over, and in the machine no clock
  /// jumps but the calendar's.
  public func reset() throws(MachineError) {
    // Nobody may take it for a machine that died.
    guard let lock = try MachineLock(path: "\(folder).lock", waiting: .seconds(120)) else {
      throw MachineError(.taken, "another lab has been busy with '\(record.name)' for two minutes")
    }
    defer { lock.release() }
    try Self.end(record)
    record.process = nil
    record.stage = .starting
    record.instance = String(decoding: Preface.token(), as: UTF8.self)
    try record.save(in: folder)
    let launch = try VirtualLaunch(record: record, folder: folder, snapshot: MachineSnapshot.name)
    record = try launch.run { record throws(MachineError) in try record.save(in: self.folder) }
    try VirtualMaker.wake(self)
    record.stage = .running
    try record.save(in: folder)
  }

  /// Ends its QEMU at once.
  public func stop() throws(MachineError) { try Self.end(record) }

  /// Ends the QEMU of a record. Idempotent.
  static func end(_ record: MachineRecord) throws(MachineError) {
    guard let process = record.process, let qemu = try? Pidfd(process) else { return }
    if !qemu.hasEnded() {
      try? qemu.send(.kill)
      guard qemu.hasEnded(within: .seconds(10)) else {
        throw MachineError(.failed, "the machine's QEMU \(process.pid) does not end")
      }
    }
  }
}
