internal import CLinux
internal import Glibc
internal import Observation
internal import ProcFS
internal import Record

/// One process that at least one attempt wants to know about.
final class TrackedProcess {
  /// What one attempt knows of it.
  struct Membership {
    /// The facts as the attempt's journal has them.
    var listed = ProcessFacts()
    /// When `cpuTicks` was last listed.
    var listedAt: UInt64 = 0
    /// What the roles that it was bound to ask for; empty while it is registered only.
    var groups: Set<FactGroup> = []
    var isBound = false
  }

  let identity: ProcessIdentity
  /// -1 where none could be had: then its folder in /proc is looked for.
  let pidfd: Int32
  /// Whether wait4(2) will tell.
  var isChild: Bool
  /// By attempt.
  var memberships: [String: Membership] = [:]
  /// Keeps its files in /proc open, once it is sampled.
  private var reader: KeptProcess?
  private var hasTriedReader = false
  /// What the last sample saw.
  var sampled: ProcessFacts?
  var flicker = FlickerGate()
  /// When the pidfd said that it is dead; its cause may not be known yet.
  var deadSince: UInt64?
  /// When it was seen to be gone from /proc.
  var goneSince: UInt64?
  /// The code of its own last `exiting`.
  var reportedCode: Int32?
  /// The descriptor of its connection.
  var connection: Int32?

  init(identity: ProcessIdentity, pidfd: Int32, isChild: Bool) {
    self.identity = identity
    self.pidfd = pidfd
    self.isChild = isChild
  }

  deinit {
    if pidfd >= 0 { close(pidfd) }
  }

  /// Everything that some attempt asks for.
  var groups: Set<FactGroup> {
    memberships.values.reduce(into: [.stat]) { $0.formUnion($1.groups) }
  }

  var isBound: Bool { memberships.values.contains { $0.isBound } }

  /// What a sample reads of it; nil once it was reaped.
  ///
  /// - Parameter keepsOpen: Keep two descriptors for the next time.
  func read(
    _ groups: Set<FactGroup>, _ observer: Observer, keepsOpen: Bool
  ) -> ProcessFacts? {
    if reader == nil, keepsOpen, !hasTriedReader {
      hasTriedReader = true
      reader = try? KeptProcess(identity, observer)
    }
    if let reader { return try? reader.facts(groups: groups) }
    // Without a kept descriptor the number may be another's by now.
    guard let facts = try? observer.facts(of: identity.pid, groups: groups),
      observer.isAlive(identity)
    else { return nil }
    return facts
  }

  /// Sends a signal through the pidfd; false with errno where the process is gone or another's.
  func signal(_ number: Int32) -> Bool {
    guard pidfd >= 0 else {
      errno = ESRCH
      return false
    }
    return lab_pidfd_send_signal(pidfd, number) == 0
  }
}
