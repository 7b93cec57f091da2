/// Where an attempt can live.
public enum MachineKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// The learner's own machine.
  case host
  /// A systemd of its own in namespaces, over the host's files; root on the host in disguise.
  case namespaced
  /// A virtual machine under QEMU.
  case virtual
}

/// A machine in which the same lab runs, whole: its bash, its supervisor, its journal, its judging.
///
/// The outside owns the learner's terminal, the course and the progress. Everything that happens in a
/// machine happens through sessions: a command as the learner, or as root.
public protocol PracticeMachine: AnyObject {
  /// Which kind it is.
  var kind: MachineKind { get }
  /// What the state directory knows about it.
  var record: MachineRecord { get }
  /// Whether its init, or its QEMU, still runs.
  var isRunning: Bool { get }

  /// Starts a command in it.
  ///
  /// - Throws: `MachineError`: `unreachable` where its agent does not answer, `failed` where the
  ///   command can't be started.
  func open(_ request: SessionRequest) throws(MachineError) -> ChannelSession

  /// Puts it back to what it was right after its start: for verification, between exercises.
  ///
  /// The same object answers afterwards, though its record may name another process.
  func reset() throws(MachineError)

  /// Ends it; everything in it is gone. One that has ended already is only cleaned up.
  func stop() throws(MachineError)
}

extension PracticeMachine {
  /// Runs a command to its end and gives what it wrote.
  ///
  /// - Parameters:
  ///   - input: What it reads on its standard input.
  ///   - limit: How long it may take; then it is hung up.
  public func run(
    _ request: SessionRequest, input: [UInt8] = [], limit: Duration = .seconds(60)
  ) throws(MachineError) -> SessionResult {
    try open(request).result(input: input, limit: limit)
  }
}
