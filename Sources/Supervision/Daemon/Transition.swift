package import Record

/// What changed between two readings of a process.
package struct Transition {
  /// The fields that differ, with their new values, and nothing else.
  package var changed = ProcessFacts()
  /// Their names, as `FlickerGate` counts them.
  package var fields: [String] = []
  /// `state` moved between letters that a scheduler gives and takes (R, S, D, I), and nothing more.
  package var isScheduling = false

  /// Compares what was read now with what is known; a field that was not read now did not change.
  ///
  /// CPU time and sizes change all the time: they are no transition of their own.
  /// - Parameters:
  ///   - skipping: Fields to leave out.
  ///   - watchesMemory: Sizes count where they moved by a tenth and at least a MiB.
  package init(
    from old: ProcessFacts, to new: ProcessFacts, watchesMemory: Bool = false,
    skipping: (String) -> Bool = { _ in false }
  ) {
    func compare<Value: Equatable>(
      _ name: String, _ before: Value?, _ now: Value?, _ target: inout Value?
    ) {
      guard let now, before != now, !skipping(name) else { return }
      target = now
      fields.append(name)
    }
    compare("comm", old.comm, new.comm, &changed.comm)
    compare("state", old.state, new.state, &changed.state)
    compare("parent", old.parent, new.parent, &changed.parent)
    compare("group", old.group, new.group, &changed.group)
    compare("session", old.session, new.session, &changed.session)
    compare("terminal", old.terminal, new.terminal, &changed.terminal)
    compare(
      "foregroundGroup", old.foregroundGroup, new.foregroundGroup, &changed.foregroundGroup)
    compare("nice", old.nice, new.nice, &changed.nice)
    compare("threads", old.threads, new.threads, &changed.threads)
    compare("threadPending", old.threadPending, new.threadPending, &changed.threadPending)
    compare("sharedPending", old.sharedPending, new.sharedPending, &changed.sharedPending)
    compare("blocked", old.blocked, new.blocked, &changed.blocked)
    compare("ignored", old.ignored, new.ignored, &changed.ignored)
    compare("caught", old.caught, new.caught, &changed.caught)
    compare("uid", old.uid, new.uid, &changed.uid)
    compare("tracer", old.tracer, new.tracer, &changed.tracer)
    compare("exe", old.exe, new.exe, &changed.exe)
    compare("cwd", old.cwd, new.cwd, &changed.cwd)
    compare("arguments", old.arguments, new.arguments, &changed.arguments)
    compare("environment", old.environment, new.environment, &changed.environment)
    compare(
      "descriptors", Transition.standard(old.descriptors, like: new.descriptors),
      new.descriptors, &changed.descriptors)
    compare("descriptorCount", old.descriptorCount, new.descriptorCount, &changed.descriptorCount)
    compare("limits", old.limits, new.limits, &changed.limits)
    compare("cgroup", old.cgroup, new.cgroup, &changed.cgroup)
    compare("threadIDs", old.threadIDs, new.threadIDs, &changed.threadIDs)
    compare("tasks", old.tasks, new.tasks, &changed.tasks)
    compare("autogroupNice", old.autogroupNice, new.autogroupNice, &changed.autogroupNice)
    compare("oomScore", old.oomScore, new.oomScore, &changed.oomScore)
    compare("oomAdjustment", old.oomAdjustment, new.oomAdjustment, &changed.oomAdjustment)
    if watchesMemory {
      if Transition.moved(old.residentKiB, new.residentKiB) { fields.append("residentKiB") }
      if Transition.moved(old.proportionalKiB, new.proportionalKiB) {
        fields.append("proportionalKiB")
      }
    }
    guard !fields.isEmpty else { return }
    isScheduling =
      fields == ["state"]
      && Transition.isSchedulers(old.state) && Transition.isSchedulers(new.state)
    changed.cpuTicks = new.cpuTicks
    if old.residentKiB != new.residentKiB { changed.residentKiB = new.residentKiB }
    if old.virtualBytes != new.virtualBytes { changed.virtualBytes = new.virtualBytes }
    if old.proportionalKiB != new.proportionalKiB { changed.proportionalKiB = new.proportionalKiB }
  }

  package var isEmpty: Bool { fields.isEmpty }

  /// Letters of proc_pid_stat(5) that say only where the scheduler has a living process.
  static func isSchedulers(_ state: String?) -> Bool {
    guard let state else { return false }
    return "RSDI".contains(state)
  }

  /// A sample reads descriptors 0 to 2 only, a snapshot all: compares like with like.
  private static func standard(
    _ old: [DescriptorFacts]?, like new: [DescriptorFacts]?
  ) -> [DescriptorFacts]? {
    guard let new, new.allSatisfy({ $0.number <= 2 }) else { return old }
    return old?.filter { $0.number <= 2 }
  }

  private static func moved(_ old: UInt64?, _ new: UInt64?) -> Bool {
    guard let new else { return false }
    guard let old else { return true }
    let distance = max(old, new) - min(old, new)
    return distance >= 1024 && distance >= old / 10
  }
}
