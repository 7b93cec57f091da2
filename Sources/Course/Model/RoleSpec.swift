public import Checking
public import Record

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
    public var from: From
    public var of: String?
    public var kind: Template?
    public var run: Template?
    public var command: Template?
    public var path: Template?
    public var descriptor: Int?
  }

  public enum From: String, CaseIterable, Sendable {
    case learner, registered, children, group, tree
    case pidFile = "pid-file"
    case readerOf = "reader-of"
  }

  public enum Isolation: String, CaseIterable, Sendable { case new }
  public enum Terminal: String, CaseIterable, Sendable { case own }

  public var name: String
  public var origin: Origin
  /// Whether it is listed to the learner.
  public var reveal: Bool
  public var nice: Slot<Int>?
  /// Below the bench.
  public var cwd: Template?
  /// Files to write below its working directory before it starts.
  public var files: [(path: Template, content: Template)]
  /// A process group of its own; every started process has its own session anyway.
  public var newGroup: Bool
  public var ownTerminal: Bool
  /// One role, several processes, each with its own run name.
  public var each: [Template]
  /// Started only if this is "true".
  public var when: Template?
  /// Done right after its start.
  public var then: [SetupAction]
  /// Paths in the bench for descriptors 0, and 1 and 2.
  public var input: Template?
  public var output: Template?
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
  public func source(_ names: (String) -> String?) -> RoleRule.Source {
    guard case .found(let found) = origin else { return .started }
    let kind = found.kind?.filled(names)
    let run = found.run?.filled(names)
    let of = found.of ?? ""
    switch found.from {
    case .learner:
      if let command = found.command { return .learnerCommand(comm: command.filled(names)) }
      return .learner(kind: kind, run: run)
    case .registered: return .registered(kind: kind, run: run)
    case .children: return .children(of: of, kind: kind)
    case .group: return .group(of: of)
    case .tree: return .tree(of: of)
    case .pidFile: return .pidFile(path: found.path?.filled(names) ?? "")
    case .readerOf: return .readerOf(role: of, descriptor: Int32(clamping: found.descriptor ?? 1))
    }
  }
}
