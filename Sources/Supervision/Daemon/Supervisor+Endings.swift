internal import CLinux
internal import Glibc
internal import Observation
internal import ProcFS
internal import Record

extension Supervisor {
  /// A pidfd became readable: the process is dead. How, is known at once only of children.
  func died(_ process: TrackedProcess, at now: UInt64) {
    guard processes[process.identity] === process, process.deadSince == nil else { return }
    process.deadSince = now
    // Its last words come before its end.
    if let descriptor = process.connection, let connection = connections[descriptor] {
      connection.receive()
      serve(connection)
    }
    noticeEnd(of: process, at: now)
  }

  /// Records the endings that can be told by now, best source first.
  func settle(at now: UInt64) {
    for process in Array(processes.values) {
      if process.pidfd < 0, process.deadSince == nil, !observer.isAlive(process.identity) {
        process.deadSince = now
        process.goneSince = now
      }
      guard process.deadSince != nil else { continue }
      if let ending = ending(of: process, at: now) { finish(process, ending, at: now) }
    }
  }

  /// How a dead process ended; nil while somebody may still tell.
  private func ending(of process: TrackedProcess, at now: UInt64) -> Ending? {
    var status: Int32 = 0
    if process.isChild {
      let waited = waitpid(process.identity.pid, &status, WNOHANG)
      if waited == process.identity.pid { return Ending(waitStatus: status, source: .wait) }
      // Not dead after all, as when a thread other than the first runs exec.
      if waited == 0 { return nil }
      process.isChild = false
    }
    let told = process.pidfd >= 0 ? lab_pidfd_exit_status(process.pidfd, &status) : -1
    if told == 1 { return Ending(waitStatus: status, source: .pidfd) }
    // Still a zombie: its parent has yet to wait for it, and only then the kernel tells.
    if process.goneSince == nil {
      guard !observer.isAlive(process.identity) else { return nil }
      process.goneSince = now
    }
    // Between the two looks it may have been reaped: ask once more, for a second where it can.
    if told == 0, now - min(now, process.goneSince ?? now) < 1_000_000_000 { return nil }
    return lastWord(of: process)
  }

  /// What the process itself said, or that nobody knows.
  func lastWord(of process: TrackedProcess) -> Ending {
    process.reportedCode.map { Ending(cause: .exited(code: $0), source: .report) }
      ?? Ending(cause: .unknown, source: .nobody)
  }

  /// Journals an end and forgets the process.
  func finish(_ process: TrackedProcess, _ ending: Ending, at now: UInt64) {
    reportFlicker(of: process, at: now, final: true)
    for name in process.memberships.keys.sorted() {
      guard let attempt = attempts[name] else { continue }
      attempt.ended.insert(process.identity)
      record(.ended(process: process.identity, ending: ending), in: attempt, at: now)
    }
    processes[process.identity] = nil
    shells.removeAll { $0.process == process.identity }
  }
}
