/// How a role of an exercise finds its processes; the supervisor binds by it, at each sample.
public struct RoleRule: Codable, Hashable, Sendable {
  /// Where the processes of a role come from.
  public enum Source: Codable, Hashable, Sendable {
    /// The lab starts it: bound when spawned.
    case started
    /// A workload that registered itself and was not spawned by the lab; `kind` is the workload's
    /// kind, `run` its `--run`. Every match becomes a candidate, in order of registration.
    case registered(kind: String?, run: String?)
    /// A registered workload that runs below one of the learner's registered shells.
    case learner(kind: String?, run: String?)
    /// Any process below a registered shell whose comm is this (real tools: sleep, tar, …).
    case learnerCommand(comm: String)
    /// Children of a role; `kind` is the comm without "lab-" (loader, helper), nil is any.
    case children(of: String, kind: String?)
    /// All members of the role's process group.
    case group(of: String)
    /// All descendants, and the role itself.
    case tree(of: String)
    /// The process whose PID a file of the bench holds.
    case pidFile(path: String)
    /// The process whose descriptor 0 is the pipe that the role's descriptor leads to.
    case readerOf(role: String, descriptor: Int32)
    /// The main process of a unit, whoever it is at the time; the full name.
    case unit(name: String)
    /// Every process in the control group of a unit, and in those below.
    case unitGroup(name: String)
    /// Every shell that registered for this attempt.
    case shell
    /// The supervisor itself.
    case supervisor
    /// The process that adopts orphans here, found by a probe.
    case reaper
  }

  /// The name of the role, as exercise.yaml has it.
  public var name: String
  /// Where its processes come from.
  public var source: Source
  /// What to sample of its processes, beside `stat`.
  public var watch: Set<FactGroup>

  /// All members, as they are.
  public init(name: String, source: Source, watch: Set<FactGroup> = [.stat]) {
    self.name = name
    self.source = source
    self.watch = watch
  }
}
