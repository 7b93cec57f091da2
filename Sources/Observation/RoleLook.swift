internal import ProcFS
internal import Record

/// One look at the processes of an exercise; what was read once is not read again.
struct Look {
  let observer: Observer
  var situation: RoleBinder.Situation
  let thorough: Bool
  private var stats: [Int32: ProcessStat?] = [:]
  private var everyone: [Int32]?
  private var belowShells: [Int32]?

  init(observer: Observer, situation: RoleBinder.Situation, thorough: Bool) {
    self.observer = observer
    self.situation = situation
    self.thorough = thorough
  }

  mutating func stat(of pid: Int32) -> ProcessStat? {
    if let known = stats[pid] { return known }
    let read = try? observer.stat(of: pid)
    stats[pid] = .some(read)
    return read
  }

  mutating func identity(of pid: Int32) -> ProcessIdentity? {
    guard let stat = stat(of: pid) else { return nil }
    return ProcessIdentity(
      boot: observer.boot, pid: pid, startTimeTicks: stat.startTimeTicks)
  }

  /// The processes of a role that exist still.
  private mutating func living(_ role: String) -> [Int32] {
    var pids: [Int32] = []
    for process in situation.bindings[role] ?? [] where identity(of: process.pid) == process {
      pids.append(process.pid)
    }
    return pids
  }

  /// Registered workloads that the lab did not start.
  func workloads(_ kind: String?, _ run: String?, belowShell: Bool) -> [ProcessIdentity] {
    situation.registrations.filter { registration in
      registration.who == .workload && !registration.byLab
        && (!belowShell || registration.belowShell)
        && (kind == nil || registration.kind == kind)
        && (run == nil || registration.run == run)
    }.map(\.process)
  }

  /// Processes below the learner's shells with this comm.
  mutating func commands(_ comm: String) -> [ProcessIdentity] {
    shellDescendants().filter { stat(of: $0)?.comm.description == comm }
      .compactMap { identity(of: $0) }
  }

  mutating func children(of role: String, kind: String?) -> [ProcessIdentity] {
    var found: [ProcessIdentity] = []
    for parent in living(role) {
      for child in observer.children(of: parent) {
        if let kind, stat(of: child)?.comm.description != "lab-\(kind)" { continue }
        if let process = identity(of: child) { found.append(process) }
      }
    }
    return found
  }

  /// The role and all below it; and all below its members whose parents have ended.
  mutating func tree(of role: String, known: [ProcessIdentity]) -> [ProcessIdentity] {
    var found = situation.bindings[role] ?? []
    var seen: Set<Int32> = []
    var tops = living(role)
    for process in known where identity(of: process.pid) == process { tops.append(process.pid) }
    for top in tops where seen.insert(top).inserted {
      for pid in observer.descendants(of: top) where seen.insert(pid).inserted {
        if let process = identity(of: pid) { found.append(process) }
      }
    }
    return found
  }

  /// The process whose PID stands at the start of a file.
  mutating func pidFile(_ path: String) -> ProcessIdentity? {
    let files = FileObserver(bench: situation.bench, contentLimitBytes: 4096)
    guard let text = files.content(of: path) else { return nil }
    let blanks = Array(" \t\n".utf8)
    let digits = text.drop { blanks.contains($0) }.prefix { $0 >= 48 && $0 <= 57 }
    guard let pid = Int32(String(decoding: digits, as: UTF8.self)), pid > 0 else { return nil }
    return identity(of: pid)
  }

  mutating func shells() -> [ProcessIdentity] {
    let registered = situation.registrations.filter { $0.who == .shell }.map(\.process)
    return registered + situation.shells.compactMap { identity(of: $0) }
  }

  /// Whoever might share a group or a pipe with a role: everybody in a thorough look; else those
  /// below its siblings and its own parent, below the learner's shells and below the role.
  mutating func strangers(of role: String) -> [Int32] {
    if thorough {
      if let everyone { return everyone }
      let all = (try? observer.root.processIDs()) ?? []
      everyone = all
      return all
    }
    var near = Set(shellDescendants())
    for pid in living(role) {
      near.insert(pid)
      near.formUnion(observer.descendants(of: pid))
      if let parent = stat(of: pid)?.parent, parent > 1 {
        near.formUnion(observer.descendants(of: parent))
      }
    }
    return near.sorted()
  }

  private mutating func shellDescendants() -> [Int32] {
    if let belowShells { return belowShells }
    var all: Set<Int32> = []
    for shell in situation.shells { all.formUnion(observer.descendants(of: shell)) }
    let sorted = all.sorted()
    belowShells = sorted
    return sorted
  }
}
