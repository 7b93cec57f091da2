internal import ProcFS
internal import Record
internal import Synchronization

/// Reads how the threads of a process are scheduled.
enum ThreadReader {
  /// All of them, from their files; one that ends meanwhile is left out.
  static func all(
    _ stat: ProcessStat, _ process: borrowing ProcessDirectory
  ) throws(ProcFSError) -> [ThreadFacts] {
    // Of a single thread, the process's own `stat` says it all.
    if stat.threads <= 1 { return [try one(stat.pid, stat, process)] }
    var found: [ThreadFacts] = []
    for id in try process.threadIDs() {
      do { found.append(try one(id, nil, process)) } catch {
        if error.code != .vanished, error.code != .absent || id == stat.pid { throw error }
      }
    }
    return found
  }

  /// One of them; `stat` is its own, if that was read already.
  static func one(
    _ id: Int32, _ stat: ProcessStat?, _ process: borrowing ProcessDirectory
  ) throws(ProcFSError) -> ThreadFacts {
    let own: ProcessStat
    if let stat { own = stat } else { own = try process.stat(thread: id) }
    return ThreadFacts(
      id: id, nice: own.nice, realTimePriority: own.realTimePriority, policy: own.policy.number,
      cpus: try process.status(thread: id).allowedCPUs?.description,
      ioPriority: (try? IOPriority(ofTask: id))?.rawValue)
  }
}

/// Remembers how the threads of a process that is sampled often were scheduled.
///
/// Five system calls tell whether a thread is scheduled as it was: they cost a tenth of what its files
/// cost, which are read only where something changed.
final class KeptThreads: Sendable {
  private struct Entry: Sendable {
    var scheduling: Scheduling
    var facts: ThreadFacts
  }

  private let entries = Mutex<[Entry]>([])

  /// All of them, ascending; one that ends meanwhile is left out.
  func read(
    _ stat: ProcessStat, _ process: borrowing ProcessDirectory
  ) throws(ProcFSError) -> [ThreadFacts] {
    let known = entries.withLock { $0 }
    if let same = Self.unchanged(known, count: Int(stat.threads)) { return same }
    // Asked before the files are read: what changes between the two is seen at the next look.
    let ids = stat.threads <= 1 ? [stat.pid] : try process.threadIDs()
    let before = ids.map { try? Scheduling(ofTask: $0) }
    let facts = try ThreadReader.all(stat, process)
    let fresh = zip(ids, before).compactMap { id, scheduling -> Entry? in
      guard let scheduling, let own = facts.first(where: { $0.id == id }) else { return nil }
      return Entry(scheduling: scheduling, facts: own)
    }
    entries.withLock { $0 = fresh }
    return facts
  }

  /// What is known, if it is all still so.
  private static func unchanged(_ known: [Entry], count: Int) -> [ThreadFacts]? {
    guard known.count == count, count > 0 else { return nil }
    for entry in known {
      guard let now = try? Scheduling(ofTask: entry.facts.id), now == entry.scheduling else {
        return nil
      }
    }
    return known.map(\.facts)
  }
}
