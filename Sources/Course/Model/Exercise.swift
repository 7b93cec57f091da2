public import Checking
public import Record
internal import Systemd

/// A bash script that comes with an exercise: a solution or a near miss.
public struct Script: Hashable, Sendable {
  /// The file's name without ".sh".
  public var name: String
  /// Relative to the course's root.
  public var path: String
  /// With its directives and templates.
  public var text: String

  /// A script of these parts.
  public init(name: String, path: String, text: String) {
    self.name = name
    self.path = path
    self.text = text
  }

  /// What its first comment line says it does.
  public var summary: String {
    guard
      let line = text.split(separator: "\n").first(where: {
        $0.hasPrefix("#") && !$0.hasPrefix("#!") && !$0.hasPrefix("#:")
      })
    else { return "" }
    return String(line.drop { $0 == "#" || $0 == " " })
  }
}

/// What a near miss promises: these checks fail, with these reasons, and no others.
public struct NearMiss: Hashable, Sendable {
  /// The script's name without ".sh".
  public var name: String
  /// Check to reason.
  public var expected: [String: String]
  /// Where it stands.
  public var place: SourcePlace
}

/// One exercise: everything that its folder says.
public struct Exercise: Sendable {
  /// How hard it is.
  public enum Level: String, CaseIterable, Sendable { case intro, core, challenge }
  /// Where the learner works.
  public enum Terminal: String, CaseIterable, Sendable { case main, spare }
  /// What a verdict can rest on.
  public enum Rest: String, CaseIterable, Sendable { case live, record, file, answer }

  /// Such as "signals/term-first".
  public var id: String
  /// Such as "signals".
  public var module: String
  /// Such as "term-first".
  public var slug: String
  /// Absolute path of its folder.
  public var directory: String
  /// For people.
  public var title: String
  /// How hard it is.
  public var level: Level
  /// The sum of its checks' points.
  public var points: Double
  /// Seconds.
  public var time: Double
  /// Where the learner works.
  public var terminal: Terminal
  /// What the machine must offer.
  public var requires: [Requirement]
  /// What is drawn for each learner.
  public var parameters: [ParameterSpec]
  /// In the order in which they were written, which is the order in which they start.
  public var processes: [RoleSpec]
  /// Units of service managers, in the order in which they start.
  public var units: [UnitSpec]
  /// What the learner is asked for.
  public var answers: [AnswerSpec]
  /// Done after the roles are started.
  public var setup: [SetupAction]
  /// What the lab does when asked.
  public var trials: [Trial]
  /// The questions, in their order.
  public var checks: [Check]
  /// Wrong ways that verify must see fail.
  public var nearMisses: [NearMiss]
  /// What its verdicts rest on.
  public var restsOn: [Rest]
  /// Whether a learner who is root could forge what it rests on.
  public var rootCanForge: Bool
  /// The story, with templates.
  public var task: String
  /// From a nudge to nearly the answer, with templates.
  public var hints: [String]
  /// Right ways.
  public var solutions: [Script]
  /// The scripts of `nearMisses`.
  public var nearMissScripts: [Script]

  /// A role by its name.
  public func role(_ name: String) -> RoleSpec? { processes.first { $0.name == name } }
  /// A unit by its key.
  public func unit(_ key: String) -> UnitSpec? { units.first { $0.key == key } }
  /// A check by its id.
  public func check(_ id: String) -> Check? { checks.first { $0.id == id } }
  /// A trial by its name.
  public func trial(_ name: String) -> Trial? { trials.first { $0.name == name } }
  /// An answer by its name.
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

  /// What the supervisor is to look at beside processes, once names have values; it doesn't say yet
  /// where the managers' own control groups are.
  public func lookPlan(_ names: (String) -> String?) -> LookPlan {
    var planner = LookPlanner(
      units: units.compactMap { unit in
        unit.unitName(names).map {
          LookPlanner.Unit(key: unit.key, rule: UnitRule(name: $0.text, manager: unit.manager))
        }
      })
    for check in checks { planner.add(check, names) }
    for trial in trials {
      if let needs = trial.needs { planner.add(needs, subject: [], names) }
    }
    for action in setup + processes.flatMap(\.then) + trials.flatMap(\.actions) {
      if case .wait(let predicate, let subject) = action.kind {
        planner.add(predicate, subject: subject, names)
      }
    }
    for text in [task] + hints { planner.add(Template(text)) }
    return planner.plan
  }

  /// What the supervisor is told about the roles, once names have values.
  public func roleRules(_ names: (String) -> String?) -> [RoleRule] {
    processes.map {
      RoleRule(
        name: $0.name, source: $0.source(names, units: units), watch: watchGroups(for: $0.name))
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
