public import Checking
public import Record

/// A bash script that comes with an exercise: a solution or a near miss.
public struct Script: Hashable, Sendable {
  /// The file's name without ".sh".
  public var name: String
  /// Relative to the course's root.
  public var path: String
  public var text: String

  public init(name: String, path: String, text: String) {
    self.name = name
    self.path = path
    self.text = text
  }

  /// What its first comment line says it does.
  public var summary: String {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("#") && !$0.hasPrefix("#!") && !$0.hasPrefix("#:") })
    else { return "" }
    return String(line.drop { $0 == "#" || $0 == " " })
  }
}

/// What a near miss promises: these checks fail, with these reasons, and no others.
public struct NearMiss: Hashable, Sendable {
  public var name: String
  /// Check to reason.
  public var expected: [String: String]
  public var place: SourcePlace
}

/// One exercise: everything that its folder says.
public struct Exercise: Sendable {
  public enum Level: String, CaseIterable, Sendable { case intro, core, challenge }
  public enum Terminal: String, CaseIterable, Sendable { case main, spare }
  public enum Rest: String, CaseIterable, Sendable { case live, record, file, answer }

  /// Such as "signals/term-first".
  public var id: String
  public var module: String
  public var slug: String
  /// Absolute path of its folder.
  public var directory: String
  public var title: String
  public var level: Level
  public var points: Double
  /// Seconds.
  public var time: Double
  public var terminal: Terminal
  public var requires: [Requirement]
  public var parameters: [ParameterSpec]
  /// In the order in which they were written, which is the order in which they start.
  public var processes: [RoleSpec]
  public var answers: [AnswerSpec]
  public var setup: [SetupAction]
  public var trials: [Trial]
  public var checks: [Check]
  public var nearMisses: [NearMiss]
  public var restsOn: [Rest]
  public var rootCanForge: Bool
  public var task: String
  public var hints: [String]
  public var solutions: [Script]
  public var nearMissScripts: [Script]

  public func role(_ name: String) -> RoleSpec? { processes.first { $0.name == name } }
  public func check(_ id: String) -> Check? { checks.first { $0.id == id } }
  public func trial(_ name: String) -> Trial? { trials.first { $0.name == name } }
  public func answer(_ name: String) -> AnswerSpec? { answers.first { $0.name == name } }

  /// What the supervisor samples for a role: what checks, reasons, trials and set-up ask of it.
  public func watchGroups(for role: String) -> Set<FactGroup> {
    var groups: Set<FactGroup> = [.stat]
    for check in checks {
      groups.formUnion(check.watchGroups(for: role))
      if case .answer(_, let match) = check.mode, match.kind is LastReportedMatch { continue }
    }
    for trial in trials {
      if let needs = trial.needs { groups.formUnion(needs.watch(subject: [])[role] ?? []) }
    }
    for action in setup + processes.flatMap(\.then) {
      if case .wait(let predicate, let subject) = action.kind {
        groups.formUnion(predicate.watch(subject: subject)[role] ?? [])
      }
    }
    return groups
  }

  /// What the supervisor is told about the roles, once names have values.
  public func roleRules(_ names: (String) -> String?) -> [RoleRule] {
    processes.map {
      RoleRule(name: $0.name, source: $0.source(names), watch: watchGroups(for: $0.name))
    } + builtInRules
  }

  /// Rules for the built-in roles that checks ask about.
  private var builtInRules: [RoleRule] {
    let used = Set(checks.flatMap(\.roles))
    let all: [(String, RoleRule.Source)] = [
      ("shell", .shell), ("supervisor", .supervisor), ("reaper", .reaper),
    ]
    return all.filter { used.contains($0.0) }.map {
      RoleRule(name: $0.0, source: $0.1, watch: watchGroups(for: $0.0))
    }
  }

  /// The judge of an attempt of it; names come from the attempt's journal.
  public func judge(for timeline: Timeline) -> Judge {
    let names = Names(timeline: timeline)
    return Judge(checks: checks, answers: answers, roles: roleRules { names.value($0) })
  }

  /// How each check stands.
  public func verdicts(in world: World) -> [CheckVerdict] {
    judge(for: world.timeline).verdicts(in: world)
  }

  /// The files of the bench to look at before judging.
  public func files(for timeline: Timeline) -> [FileRequest] {
    judge(for: timeline).files(in: timeline)
  }
}
