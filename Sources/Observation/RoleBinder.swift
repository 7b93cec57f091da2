public import ProcFS
public import Record

/// Finds the processes that newly fit an exercise's roles.
///
/// It looks only at families of processes that are known already; rules that could match strangers
/// (`group`, `readerOf`) see the whole machine only at each tenth call, or when asked to be thorough.
public struct RoleBinder: Sendable {
  /// What the caller knows at the moment of a sample.
  public struct Situation: Sendable {
    /// The processes of each role so far, in the order in which they were bound; the ended ones too.
    public var bindings: [String: [ProcessIdentity]]
    /// In the order of registration.
    public var registrations: [Registration]
    /// Absolute path.
    public var bench: String
    /// PIDs of the learner's registered shells that live.
    public var shells: [Int32]
    /// Who binds the role `supervisor`.
    public var supervisor: ProcessIdentity?
    /// Who binds the role `reaper`.
    public var reaper: ProcessIdentity?
    /// What is known of units, by full name.
    public var units: [String: UnitSight]
    /// Where control groups of version 2 are.
    public var cgroups: CgroupMounts.Mount?

    /// A value of these parts.
    public init(
      bindings: [String: [ProcessIdentity]], registrations: [Registration], bench: String,
      shells: [Int32], supervisor: ProcessIdentity? = nil, reaper: ProcessIdentity? = nil,
      units: [String: UnitSight] = [:], cgroups: CgroupMounts.Mount? = nil
    ) {
      self.bindings = bindings
      self.registrations = registrations
      self.bench = bench
      self.shells = shells
      self.supervisor = supervisor
      self.reaper = reaper
      self.units = units
      self.cgroups = cgroups
    }
  }

  /// A process that fits a role which does not have it yet.
  public struct Match: Hashable, Sendable {
    /// The rule's name.
    public var role: String
    /// Which process it is.
    public var process: ProcessIdentity

    /// A value of these parts.
    public init(role: String, process: ProcessIdentity) {
      self.role = role
      self.process = process
    }
  }

  /// What reads the processes.
  public let observer: Observer
  /// Calls between two looks at the whole machine.
  public static let thoroughEvery = 10

  private var calls = 0
  /// The last group that each process was seen in: a group can outlive its leader.
  private var groups: [ProcessIdentity: Int32] = [:]
  /// The last pipe that each process's descriptor led to: a reader can outlive the writer.
  private var pipes: [ProcessIdentity: [Int32: String]] = [:]

  /// A value of these parts.
  public init(observer: Observer = Observer()) { self.observer = observer }

  /// Processes that fit now, rule by rule; a rule sees what those before it found.
  ///
  /// - Parameter thorough: Look at the whole machine where a rule asks for it.
  public mutating func newMatches(
    _ rules: [RoleRule], in situation: Situation, thorough: Bool = false
  ) -> [Match] {
    calls += 1
    var look = Look(
      observer: observer, situation: situation,
      thorough: thorough || calls % Self.thoroughEvery == 1)
    var matches: [Match] = []
    for rule in rules {
      var known = Set(look.situation.bindings[rule.name] ?? [])
      for process in candidates(rule.source, of: rule.name, &look)
      where known.insert(process).inserted {
        matches.append(Match(role: rule.name, process: process))
        look.situation.bindings[rule.name, default: []].append(process)
      }
    }
    return matches
  }

  private mutating func candidates(
    _ source: RoleRule.Source, of role: String, _ look: inout Look
  ) -> [ProcessIdentity] {
    switch source {
    case .started: []
    case .registered(let kind, let run): look.workloads(kind, run, belowShell: false)
    case .learner(let kind, let run): look.workloads(kind, run, belowShell: true)
    case .learnerCommand(let comm): look.commands(comm)
    case .children(let parent, let kind): look.children(of: parent, kind: kind)
    case .group(let leader): members(ofGroupOf: leader, &look)
    case .tree(let top): look.tree(of: top, known: look.situation.bindings[role] ?? [])
    case .pidFile(let path): look.pidFile(path).map { [$0] } ?? []
    case .readerOf(let writer, let descriptor): readers(of: writer, descriptor, &look)
    case .unit(let name): look.mainProcess(ofUnit: name)
    case .unitGroup(let name): look.members(ofUnit: name)
    case .shell: look.shells()
    case .supervisor: look.situation.supervisor.map { [$0] } ?? []
    case .reaper: look.situation.reaper.map { [$0] } ?? []
    }
  }

  private mutating func members(ofGroupOf role: String, _ look: inout Look) -> [ProcessIdentity] {
    var wanted: Set<Int32> = []
    for process in look.situation.bindings[role] ?? [] {
      if let stat = observer.stat(of: process) { groups[process] = stat.group }
      if let group = groups[process] { wanted.insert(group) }
    }
    guard !wanted.isEmpty else { return [] }
    return look.strangers(of: role).filter {
      look.stat(of: $0).map { wanted.contains($0.group) } ?? false
    }
    .compactMap { look.identity(of: $0) }
  }

  private mutating func readers(
    of role: String, _ descriptor: Int32, _ look: inout Look
  ) -> [ProcessIdentity] {
    var wanted: Set<String> = []
    for process in look.situation.bindings[role] ?? [] {
      if observer.isAlive(process),
        let target = observer.descriptorTarget(of: process.pid, descriptor: descriptor)
      {
        // At the start of a pipeline the descriptor may still be the terminal's.
        pipes[process, default: [:]][descriptor] = target
      }
      if let target = pipes[process]?[descriptor], target.hasPrefix("pipe:") {
        wanted.insert(target)
      }
    }
    guard !wanted.isEmpty else { return [] }
    return look.strangers(of: role).filter { pid in
      observer.descriptorTarget(of: pid, descriptor: 0).map { wanted.contains($0) } ?? false
    }.compactMap { look.identity(of: $0) }
  }
}
