internal import ProcFS
internal import Record

/// Reads the facts of some groups through a process's open directory.
struct FactReader {
  var groups: Set<FactGroup>
  /// What is known of the threads of a process that is sampled often.
  var threads: KeptThreads?

  /// Most descriptors that a snapshot lists.
  static let descriptorLimit = 64

  private func wants(_ group: FactGroup) -> Bool {
    groups.contains(group) || group != .memory && groups.contains(.everything)
  }

  /// What the groups hold, with `stat` as it was read already.
  func facts(_ stat: ProcessStat, _ process: borrowing ProcessDirectory) -> ProcessFacts {
    var facts = ProcessFacts()
    var unreadable: [String: String] = [:]
    fill(&facts, stat)
    if wants(.status) { readStatus(process, &facts, &unreadable) }
    if wants(.image) { readImage(process, &facts, &unreadable) }
    if wants(.cgroup) {
      let cgroup = read("cgroup", &unreadable) { () throws(ProcFSError) in try process.cgroup() }
      facts.cgroup = cgroup?.unifiedPath ?? cgroup?.memberships.first?.path
    }
    readEnvironment(process, &facts, &unreadable)
    if wants(.everything) {
      readRest(process, &facts, &unreadable)
    } else if wants(.descriptors) {
      facts.descriptors = read("descriptors", &unreadable) { () throws(ProcFSError) in
        try descriptors([0, 1, 2], process)
      }
    }
    if wants(.scheduling) { readScheduling(stat, process, &facts, &unreadable) }
    if wants(.limits) { readLimits(process, &facts, &unreadable) }
    if wants(.oom) {
      facts.oomScore = read("oomScore", &unreadable) { () throws(ProcFSError) in
        try process.oomScore()
      }
      facts.oomAdjustment = read("oomAdjustment", &unreadable) { () throws(ProcFSError) in
        try process.oomAdjustment()
      }
    }
    if wants(.memory) {
      facts.proportionalKiB = read("proportionalKiB", &unreadable) { () throws(ProcFSError) in
        try process.memoryRollup().proportionalKiB
      }
    }
    facts.unreadable = unreadable.isEmpty ? nil : unreadable
    return facts
  }

  /// A value, or nil with the errno's name kept.
  private func read<Value>(
    _ field: String, _ unreadable: inout [String: String], _ body: () throws(ProcFSError) -> Value
  ) -> Value? {
    do { return try body() } catch {
      unreadable[field] = error.errnoName
      return nil
    }
  }

  func fill(_ facts: inout ProcessFacts, _ stat: ProcessStat) {
    facts.comm = stat.comm.description
    facts.state = stat.state.description
    facts.parent = stat.parent
    facts.group = stat.group
    facts.session = stat.session
    facts.terminal = stat.terminal
    facts.foregroundGroup = stat.foregroundGroup
    facts.cpuTicks = stat.cpuTicks
    facts.nice = stat.nice
    facts.threads = stat.threads
    facts.virtualBytes = stat.virtualBytes
  }

  private func readStatus(
    _ process: borrowing ProcessDirectory, _ facts: inout ProcessFacts,
    _ unreadable: inout [String: String]
  ) {
    let status = read("status", &unreadable) { () throws(ProcFSError) in try process.status() }
    guard let status else { return }
    facts.threadPending = status.threadPending.rawValue
    facts.sharedPending = status.sharedPending.rawValue
    facts.blocked = status.blocked.rawValue
    facts.ignored = status.ignored.rawValue
    facts.caught = status.caught.rawValue
    facts.uid = status.uid.real
    facts.tracer = status.tracer
    facts.residentKiB = status.residentKiB
  }

  private func readImage(
    _ process: borrowing ProcessDirectory, _ facts: inout ProcessFacts,
    _ unreadable: inout [String: String]
  ) {
    facts.exe = read("exe", &unreadable) { () throws(ProcFSError) in try process.executable() }
    facts.cwd = read("cwd", &unreadable) { () throws(ProcFSError) in
      try process.currentDirectory()
    }
    facts.arguments = read("arguments", &unreadable) { () throws(ProcFSError) in
      try process.commandLine().strings
    }
  }

  /// The variables that were asked for by name, and the lab's own.
  private func readEnvironment(
    _ process: borrowing ProcessDirectory, _ facts: inout ProcessFacts,
    _ unreadable: inout [String: String]
  ) {
    let names = Set(groups.compactMap { if case .variable(let name) = $0 { name } else { nil } })
    guard wants(.everything) || !names.isEmpty else { return }
    let found = read("environment", &unreadable) { () throws(ProcFSError) in
      let all = try process.environment()
      // While execve(2) builds the new image, and of a zombie, there are no arguments either: then
      // nothing is known, rather than nothing set.
      if all.bytes.isEmpty, try process.commandLine().bytes.isEmpty {
        return [String: String]?.none
      }
      return all.variables { $0.hasPrefix("LAB_") || names.contains($0) }
    }
    facts.environment = found ?? nil
  }

  private func readRest(
    _ process: borrowing ProcessDirectory, _ facts: inout ProcessFacts,
    _ unreadable: inout [String: String]
  ) {
    let numbers = read("descriptors", &unreadable) { () throws(ProcFSError) in
      try process.descriptorNumbers()
    }
    if let numbers {
      facts.descriptorCount = numbers.count
      facts.descriptors = read("descriptors", &unreadable) { () throws(ProcFSError) in
        try descriptors(Array(numbers.prefix(Self.descriptorLimit)), process)
      }
    }
    let pid = process.pid
    facts.threadIDs = read("threadIDs", &unreadable) { () throws(ProcFSError) in
      try process.threadIDs().filter { $0 != pid }
    }
  }

  private func readLimits(
    _ process: borrowing ProcessDirectory, _ facts: inout ProcessFacts,
    _ unreadable: inout [String: String]
  ) {
    let limits = read("limits", &unreadable) { () throws(ProcFSError) in try process.limits() }
    guard let limits else { return }
    facts.limits = Dictionary(
      limits.all.map { ($0.name, LimitFacts(soft: $0.soft, hard: $0.hard)) },
      uniquingKeysWith: { first, _ in first })
  }

  private func readScheduling(
    _ stat: ProcessStat, _ process: borrowing ProcessDirectory, _ facts: inout ProcessFacts,
    _ unreadable: inout [String: String]
  ) {
    facts.tasks = read("tasks", &unreadable) { () throws(ProcFSError) in
      if let threads {
        try threads.read(stat, process)
      } else {
        try ThreadReader.all(stat, process)
      }
    }
    let autogroup = read("autogroup", &unreadable) { () throws(ProcFSError) in
      try process.autogroup()
    }
    facts.autogroupNice = autogroup?.nice
    // A kernel without autogroups lacks nothing that a check could miss.
    if unreadable["autogroup"] == "ENOENT" { unreadable["autogroup"] = nil }
  }

  /// The open ones among these descriptors.
  private func descriptors(
    _ numbers: [Int32], _ process: borrowing ProcessDirectory
  ) throws(ProcFSError) -> [DescriptorFacts] {
    var found: [DescriptorFacts] = []
    for number in numbers {
      do {
        let target = try process.descriptorTarget(number)
        let flags = try? process.descriptorInfo(number).flags
        found.append(DescriptorFacts(number: number, target: target, flags: flags))
      } catch {
        // Not open, or closed since it was listed.
        if error.code != .absent { throw error }
      }
    }
    return found
  }
}
