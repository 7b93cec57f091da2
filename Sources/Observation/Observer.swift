public import ProcFS
public import Record

/// Reads what is asked of processes, and keeps nothing but the boot's id.
public struct Observer: Sendable {
  /// Where everything is read.
  public let root: ProcRoot
  /// The id of the running boot; all zero if it can't be read.
  public let boot: BootID

  /// - Parameter proc: Where the proc file system is mounted, or a fixture tree.
  public init(proc: String = "/proc") {
    root = ProcRoot(proc)
    boot = (try? root.bootID()) ?? BootID(high: 0, low: 0)
  }

  /// Which process has this PID now; nil if none has.
  public func identity(of pid: Int32) -> ProcessIdentity? {
    guard let stat = try? stat(of: pid) else { return nil }
    return ProcessIdentity(boot: boot, pid: pid, startTimeTicks: stat.startTimeTicks)
  }

  /// Whether the process still exists; a zombie does.
  public func isAlive(_ id: ProcessIdentity) -> Bool { state(of: id) != nil }

  /// What the process is doing; nil once it was reaped, whoever has its PID since.
  public func state(of id: ProcessIdentity) -> ProcessState? { stat(of: id)?.state }

  /// `stat` of exactly this process; nil once it was reaped.
  public func stat(of id: ProcessIdentity) -> ProcessStat? {
    guard id.boot == boot, let stat = try? stat(of: id.pid),
      stat.startTimeTicks == id.startTimeTicks
    else { return nil }
    return stat
  }

  /// `stat` of whichever process has this PID.
  public func stat(of pid: Int32) throws(ObservationError) -> ProcessStat {
    do { return try root.process(pid).stat() } catch {
      throw ObservationError(error, pid: pid)
    }
  }

  /// Reads facts of one process.
  ///
  /// - Parameters:
  ///   - groups: What to read beside `stat`, which always is. `.everything` is all but `.memory`.
  /// - Returns: What could be read; why the rest could not stands in `unreadable`.
  /// - Throws: `.vanished`, or `.unreadable` if there is not even a `stat`.
  public func facts(
    of pid: Int32, groups: Set<FactGroup>
  ) throws(ObservationError) -> ProcessFacts {
    do {
      let directory = try root.process(pid)
      return FactReader(groups: groups).facts(try directory.stat(), directory)
    } catch {
      throw ObservationError(error, pid: pid)
    }
  }

  /// Waits until a process that was just started shows its own program.
  ///
  /// vfork(2) lets the parent go on while execve(2) still builds the new image: for some microseconds
  /// comm can be the parent's, and the command line and the environment empty. Blocks the thread.
  ///
  /// - Returns: Whether it has a command line now; false for one that ended, and after the limit.
  @discardableResult
  public func awaitImage(of pid: Int32, within limit: Duration = .seconds(1)) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
      guard let process = try? root.process(pid), let line = try? process.commandLine() else {
        return false
      }
      if !line.bytes.isEmpty { return true }
      if (try? process.stat().state) == .zombie || clock.now >= deadline { return false }
      blockThread(for: .microseconds(50))
    }
  }

  /// Looks at states again and again, to tell what a process mostly does.
  ///
  /// Blocks the thread for `samples - 1` pauses.
  ///
  /// - Returns: For each PID that existed at some time, how often each state's letter was seen.
  public func stateCounts(
    of pids: [Int32], samples: Int, every pause: Duration
  ) -> [Int32: [String: Int]] {
    var counts: [Int32: [String: Int]] = [:]
    for sample in 0..<max(0, samples) {
      if sample > 0 { blockThread(for: pause) }
      for pid in pids {
        guard let stat = try? stat(of: pid) else { continue }
        counts[pid, default: [:]][stat.state.description, default: 0] += 1
      }
    }
    return counts
  }
}
