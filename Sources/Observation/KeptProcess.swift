public import ProcFS
public import Record

/// One process that is sampled often: its directory and its `stat` stay open.
///
/// A sample of `.stat` alone costs one system call instead of eight; and no reuse of the PID can lead
/// it to another process. It holds two descriptors.
public final class KeptProcess: Sendable {
  /// Which process it is.
  public let identity: ProcessIdentity
  private let directory: ProcessDirectory
  private let kept: KeptStat
  /// nil for a fixture tree, whose processes the kernel doesn't know.
  private let threads: KeptThreads?

  /// Opens exactly this process.
  ///
  /// - Throws: `.vanished` if it is gone, whoever has its PID since.
  public init(_ identity: ProcessIdentity, _ observer: Observer) throws(ObservationError) {
    self.identity = identity
    do throws(ProcFSError) {
      let directory = try observer.root.process(identity.pid)
      let kept = try KeptStat(directory)
      guard identity.boot == observer.boot,
        try kept.read().startTimeTicks == identity.startTimeTicks
      else { throw ProcFSError(.vanished, path: directory.path("stat"), text: "another process") }
      self.directory = directory
      self.kept = kept
      threads = observer.root == ProcRoot() ? KeptThreads() : nil
    } catch {
      throw ObservationError(error, pid: identity.pid)
    }
  }

  /// What its `stat` says now.
  ///
  /// - Throws: `.vanished` once it was reaped.
  public func stat() throws(ObservationError) -> ProcessStat {
    do { return try kept.read() } catch { throw ObservationError(error, pid: identity.pid) }
  }

  /// Reads facts, as `Observer.facts` does.
  public func facts(groups: Set<FactGroup>) throws(ObservationError) -> ProcessFacts {
    FactReader(groups: groups, threads: threads).facts(try stat(), directory)
  }
}
