package import ProcFS
package import Record

/// A field of `ProcessFacts`: the name it has in content, where the kernel shows it, how it prints.
package enum FactField: String, CaseIterable, ContentValue {
  case pid, ppid, comm, exe, cwd, nice, threads, state, group, session, terminal
  case rssKiB = "rss-kb"
  case vszKiB = "vsz-kb"
  case pssMiB = "pss-mb"
  case rssMiB = "rss-mb"
  case fdCount = "fd-count"
  case startTicks = "start-ticks"
  case foregroundGroup = "foreground-group"
  case cpuTicks = "cpu-ticks"
  case pending, blocked, ignored, caught, arguments, disposition, tgid
  case niceZeroThreads = "nice-zero-threads"
  case openFilesSoft = "open-files-soft"
  case openFilesHard = "open-files-hard"
  case policy, affinity
  case oomAdjustment = "oom-adj"
  case oomScore = "oom-score"
  case cgroup

  package init?(content text: String) { self.init(rawValue: text) }
  package static var wording: String {
    "a field: \(allCases.map(\.rawValue).joined(separator: ", "))"
  }
  package static var schema: JSON { .words(allCases.map(\.rawValue)) }

  /// What must be sampled to know it.
  package var group: FactGroup {
    switch self {
    case .pid, .ppid, .nice, .threads, .state, .group, .session, .terminal, .vszKiB, .startTicks,
      .foregroundGroup, .cpuTicks, .tgid:
      .stat
    case .comm, .exe, .cwd, .arguments: .image
    case .rssKiB, .rssMiB, .pending, .blocked, .ignored, .caught, .disposition: .status
    case .pssMiB: .memory
    case .fdCount, .cgroup: .everything
    case .niceZeroThreads, .policy, .affinity: .scheduling
    case .openFilesSoft, .openFilesHard: .limits
    case .oomAdjustment, .oomScore: .oom
    }
  }

  /// The file that shows it.
  package func source(_ pid: Int32) -> String {
    let file =
      switch self {
      case .pid: ""
      case .ppid, .nice, .state, .group, .session, .terminal, .foregroundGroup, .startTicks,
        .cpuTicks, .policy:
        "/stat"
      case .threads, .rssKiB, .rssMiB, .vszKiB, .pending, .blocked, .ignored, .caught,
        .disposition, .tgid, .affinity:
        "/status"
      case .comm: "/comm"
      case .exe: "/exe"
      case .cwd: "/cwd"
      case .pssMiB: "/smaps_rollup"
      case .fdCount: "/fd"
      case .arguments: "/cmdline"
      case .niceZeroThreads: "/task/*/stat"
      case .openFilesSoft, .openFilesHard: "/limits"
      case .oomAdjustment: "/oom_score_adj"
      case .oomScore: "/oom_score"
      case .cgroup: "/cgroup"
      }
    return "/proc/\(pid)\(file)"
  }

  /// The place in that file, proc_pid_stat(5) and proc_pid_status(5).
  package var label: String {
    switch self {
    case .ppid: "field 4"
    case .state: "field 3"
    case .group: "field 5"
    case .session: "field 6"
    case .terminal: "field 7"
    case .foregroundGroup: "field 8"
    case .cpuTicks: "fields 14 + 15"
    case .nice: "field 19"
    case .niceZeroThreads: "field 19 is 0"
    case .policy: "field 41"
    case .affinity: "Cpus_allowed_list"
    case .openFilesSoft: "Max open files, soft"
    case .openFilesHard: "Max open files, hard"
    case .startTicks: "field 22"
    case .threads: "Threads"
    case .rssKiB, .rssMiB: "VmRSS"
    case .vszKiB: "VmSize"
    case .pssMiB: "Pss"
    case .pending: "ShdPnd"
    case .blocked: "SigBlk"
    case .ignored: "SigIgn"
    case .caught: "SigCgt"
    case .disposition: "SigIgn, SigCgt, SigBlk"
    case .tgid: "Tgid"
    case .pid, .comm, .exe, .cwd, .fdCount, .arguments, .oomAdjustment, .oomScore, .cgroup: ""
    }
  }

  /// The value as a number, for fields that are numbers.
  package func number(_ facts: ProcessFacts, _ identity: ProcessIdentity) -> Double? {
    switch self {
    case .pid, .tgid: Double(identity.pid)
    case .ppid: facts.parent.map { Double($0) }
    case .nice: facts.nice.map { Double($0) }
    case .threads: facts.threads.map { Double($0) }
    case .group: facts.group.map { Double($0) }
    case .session: facts.session.map { Double($0) }
    case .terminal: facts.terminal.map { Double($0) }
    case .foregroundGroup: facts.foregroundGroup.map { Double($0) }
    case .cpuTicks: facts.cpuTicks.map { Double($0) }
    case .rssKiB: facts.residentKiB.map { Double($0) }
    case .rssMiB: facts.residentKiB.map { Double($0) / 1024 }
    case .vszKiB: facts.virtualBytes.map { Double($0) / 1024 }
    case .pssMiB: facts.proportionalKiB.map { Double($0) / 1024 }
    case .fdCount: facts.descriptorCount.map { Double($0) }
    case .startTicks: Double(identity.startTimeTicks)
    case .niceZeroThreads: facts.tasks.map { tasks in Double(tasks.count { $0.nice == 0 }) }
    case .openFilesSoft: openFiles(facts)?.soft.map { Double($0) }
    case .openFilesHard: openFiles(facts)?.hard.map { Double($0) }
    case .oomAdjustment: facts.oomAdjustment.map { Double($0) }
    case .oomScore: facts.oomScore.map { Double($0) }
    case .comm, .exe, .cwd, .state, .pending, .blocked, .ignored, .caught, .arguments,
      .disposition, .policy, .affinity, .cgroup:
      nil
    }
  }

  private func openFiles(_ facts: ProcessFacts) -> LimitFacts? {
    facts.limits?[LimitName.openFiles.kernelName]
  }

  /// The first thread: what a PID stands for.
  private func firstThread(_ facts: ProcessFacts, _ identity: ProcessIdentity) -> ThreadFacts? {
    facts.tasks?.first { $0.id == identity.pid }
  }

  /// The value as the kernel, or a learner, writes it.
  package func text(_ facts: ProcessFacts, _ identity: ProcessIdentity) -> String? {
    switch self {
    case .comm: facts.comm
    case .exe: facts.exe
    case .cwd: facts.cwd
    case .state: facts.state
    case .arguments: facts.arguments?.joined(separator: " ")
    case .pending: Self.mask((facts.sharedPending ?? 0) | (facts.threadPending ?? 0))
    case .blocked: facts.blocked.map(Self.mask)
    case .ignored: facts.ignored.map(Self.mask)
    case .caught: facts.caught.map(Self.mask)
    case .disposition: nil
    case .startTicks: "\(identity.startTimeTicks)"
    case .policy:
      firstThread(facts, identity).map { "\(Scheduling.Policy(number: $0.policy))" }
    case .affinity: firstThread(facts, identity)?.cpus
    case .cgroup: facts.cgroup
    case .openFilesSoft: openFiles(facts).map { LimitAmount($0.soft).description }
    case .openFilesHard: openFiles(facts).map { LimitAmount($0.hard).description }
    default: number(facts, identity).map { "\(Int64($0.rounded()))" }
    }
  }

  /// Whether a learner's text says the same as the field's own: some may be written in several ways.
  package func agrees(_ text: String, with own: String) -> Bool {
    switch self {
    case .policy:
      return PolicyName(content: text) != nil
        && PolicyName(content: text) == PolicyName(content: own)
    case .affinity: return CPUList(text) != nil && CPUList(text) == CPUList(own)
    case .cgroup:
      // The line of the unified hierarchy is "0::PATH".
      let path = text.hasPrefix("0::") ? String(text.dropFirst(3)) : text
      return path == own || path == own + "/"
    default: return text == own
    }
  }

  /// 16 hexadecimal digits, as `/proc/PID/status` prints masks.
  static func mask(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
