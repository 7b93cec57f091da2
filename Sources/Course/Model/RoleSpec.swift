public import Checking
public import Record
internal import Systemd

/// A role of an exercise as it was written.
public struct RoleSpec: Sendable {
  /// An option of a workload.
  public enum Option: Hashable, Sendable {
    /// `--plain`.
    case flag
    case value(Template)
    /// `when: "{{traced}}"` style: a flag that a parameter switches on.
    case flagIf(Template)
  }

  /// Where its processes come from.
  public enum Origin: Sendable {
    /// The lab starts a workload of this kind (a template may choose the kind).
    case workload(kind: Template, run: Template?, options: [(name: String, value: Option)])
    /// The lab starts any program.
    case command([Template])
    /// Found: by a source whose names may hold templates.
    case found(Found)
  }

  /// A `RoleRule.Source` before templates are filled in.
  public struct Found: Sendable {
    /// The source.
    public var from: From
    /// The role that the source starts from.
    public var of: String?
    /// The workload's kind, or a child's.
    public var kind: Template?
    /// The `--run` to look for.
    public var run: Template?
    /// A real program's comm.
    public var command: Template?
    /// The PID file, relative to the bench.
    public var path: Template?
    /// The descriptor whose reader is meant.
    public var descriptor: Int?
    /// The key of the unit whose processes are meant.
    public var unit: String?
  }

  /// The sources by their words in exercise.yaml.
  public enum From: String, CaseIterable, Sendable {
    case learner, registered, children, group, tree
    case pidFile = "pid-file"
    case readerOf = "reader-of"
    case unit
    case unitGroup = "unit-group"
  }

  /// What `group:` and `session:` may say.
  public enum Isolation: String, CaseIterable, Sendable { case new }
  /// What `terminal:` may say.
  public enum Terminal: String, CaseIterable, Sendable { case own }

  /// What checks and templates call it.
  public var name: String
  /// Where its processes come from.
  public var origin: Origin
  /// Whether it is listed to the learner.
  public var reveal: Bool
  /// Its nice value.
  public var nice: Slot<Int>?
  /// The nice value that its first thread alone gets once it runs, as `renice -p` would give it.
  public var renice: Slot<Int>?
  /// How the kernel is to treat it.
  package var treatment = Treatment()
  /// The role in whose session it is started; nil for a session of its own.
  public var sessionOf: String?
  /// Below the bench.
  public var cwd: Template?
  /// Files to write below its working directory before it starts.
  public var files: [(path: Template, content: Template)]
  /// A process group of its own; who is started in a session of its own has one anyway.
  public var newGroup: Bool
  /// Whether a pty of the lab's is its terminal.
  public var ownTerminal: Bool
  /// One role, several processes, each with its own run name.
  public var each: [Template]
  /// Started only if this is "true".
  public var when: Template?
  /// Done right after its start.
  public var then: [SetupAction]
  /// Paths in the bench for descriptors 0, and 1 and 2.
  public var input: Template?
  /// The path in the bench for descriptors 1 and 2.
  public var output: Template?
  /// Where it stands.
  public var place: SourcePlace

  /// Whether the lab starts it.
  public var isStarted: Bool { if case .found = origin { false } else { true } }

  /// What the options of a workload must say, by name; nil for an option that isn't there.
  public func option(_ name: String) -> Option? {
    guard case .workload(_, _, let options) = origin else { return nil }
    return options.first { $0.name == name }?.value
  }

  /// Whether it is started with these parameters.
  public func isWanted(_ names: (String) -> String?) -> Bool {
    guard let when else { return true }
    return when.filled(names) == "true"
  }

  /// argv behind the program's name: --run RUN, then the options in their order.
  ///
  /// - Parameter run: The run's name of this process, where `each` gives several.
  public func arguments(run each: String? = nil, _ names: (String) -> String?) -> [String] {
    switch origin {
    case .found: return []
    case .command(let words): return words.map { $0.filled(names) }
    case .workload(_, let run, let options):
      var result: [String] = []
      if let name = each ?? run?.filled(names) { result += ["--run", name] }
      for (name, value) in options {
        switch value {
        case .flag: result.append("--\(name)")
        case .flagIf(let template):
          if template.filled(names) == "true" { result.append("--\(name)") }
        case .value(let template):
          let text = template.filled(names)
          if text == "false" { continue }
          result += text == "true" ? ["--\(name)"] : ["--\(name)", text]
        }
      }
      return result
    }
  }

  /// How the supervisor finds its processes.
  ///
  /// - Parameter units: All units of the exercise.
  public func source(
    _ names: (String) -> String?, units: [UnitSpec] = []
  ) -> RoleRule.Source {
    guard case .found(let found) = origin else { return .started }
    let kind = found.kind?.filled(names)
    let run = found.run?.filled(names)
    let of = found.of ?? ""
    switch found.from {
    case .learner:
      if let command = found.command { return .learnerCommand(comm: command.filled(names)) }
      return .learner(kind: kind, run: run)
    case .registered: return .registered(kind: kind, run: run)
    // The supervisor goes by the name of the process, which no "burner" has.
    case .children: return .children(of: of, kind: kind.map { WorkloadKinds.command(of: $0) })
    case .group: return .group(of: of)
    case .tree: return .tree(of: of)
    case .pidFile: return .pidFile(path: found.path?.filled(names) ?? "")
    case .unit, .unitGroup:
      let unit = units.first { $0.key == found.unit }
      let name = unit?.unitName(names)?.text ?? ""
      return found.from == .unit ? .unit(name: name) : .unitGroup(name: name)
    case .readerOf: return .readerOf(role: of, descriptor: Int32(clamping: found.descriptor ?? 1))
    }
  }
}
