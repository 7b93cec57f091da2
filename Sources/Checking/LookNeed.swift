public import Record

/// What a predicate or a comparison wants to have looked at beside processes.
package enum LookNeed: Sendable {
  /// Whose control group.
  package enum Owner: Hashable, Sendable {
    /// Of the processes that it is about.
    case subject
    case role(String)
    /// Of a unit, by its key in `units:`.
    case unit(String)
  }

  /// A unit, by its key in `units:`.
  case unit(String, properties: Set<String>, journal: [Slot<String>], readsFiles: Bool)
  /// Values of control groups, by `CgroupKey.name`; `together` are those of them that are compared
  /// between groups.
  case group(
    Owner, keys: Set<String>, parent: Bool = false, ancestors: Bool = false,
    together: Set<String> = [])
}

/// Names of templates that mean a property of a unit: "server.NRestarts".
enum UnitNames {
  /// What the lab itself knows about each of `units:`, beside properties.
  static let fields = ["unit", "group"]

  /// The properties of units that these names ask for, by the unit's key.
  static func needs(_ names: [String]) -> [LookNeed] {
    names.compactMap { name in
      guard let dot = name.lastIndex(of: ".") else { return nil }
      let field = String(name[name.index(after: dot)...])
      // Properties begin with a capital letter; fields of roles never do.
      guard field.first.map({ $0 >= "A" && $0 <= "Z" }) ?? false else { return nil }
      return .unit(String(name[..<dot]), properties: [field], journal: [], readsFiles: false)
    }
  }
}

/// Collects needs into what the supervisor is told, once names have values.
public struct LookPlanner: Sendable {
  /// A unit of `units:`.
  public struct Unit: Sendable {
    /// Its key there.
    public var key: String
    /// What the supervisor is told; needs are added to it.
    public var rule: UnitRule

    /// A unit by its key.
    public init(key: String, rule: UnitRule) {
      self.key = key
      self.rule = rule
    }
  }

  private var units: [Unit]
  private var groups: [GroupRule] = []

  /// - Parameter units: All units that the exercise names.
  public init(units: [Unit]) { self.units = units }

  /// Adds what a check, its reasons included, wants to see.
  public mutating func add(_ check: Check, _ names: (String) -> String?) {
    for predicate in check.predicates + check.because.map(\.when) {
      add(predicate, subject: check.of, names)
    }
    if case .answer(_, let match) = check.mode { add(match.kind.looks, subject: check.of, names) }
    let texts = [check.title] + check.because.flatMap { [$0.say] + ($0.help.map { [$0] } ?? []) }
    add(UnitNames.needs(texts.flatMap(\.names)), subject: [], names)
  }

  /// Adds what one predicate wants to see.
  public mutating func add(
    _ predicate: Predicate, subject outer: [String], _ names: (String) -> String?
  ) {
    let subject = predicate.of.isEmpty ? outer : predicate.of
    add(predicate.kind.looks, subject: subject, names)
    for part in predicate.kind.parts { add(part, subject: subject, names) }
  }

  /// Adds what a text mentions: "{{server.NRestarts}}".
  public mutating func add(_ text: Template) {
    add(UnitNames.needs(text.names), subject: []) { _ in nil }
  }

  private mutating func add(
    _ needs: [LookNeed], subject: [String], _ names: (String) -> String?
  ) {
    for need in needs {
      switch need {
      case .unit(let key, let properties, let journal, let readsFiles):
        guard let index = units.firstIndex(where: { $0.key == key }) else { continue }
        units[index].rule.properties.formUnion(properties.subtracting(UnitValue.always))
        for text in journal.compactMap({ $0.value(names) })
        where !units[index].rule.journal.contains(text) {
          units[index].rule.journal.append(text)
        }
        if readsFiles { units[index].rule.readsFiles = true }
      case .group(let owner, let keys, let parent, let ancestors, let together):
        let whose: [GroupRule.Whose]
        switch owner {
        case .subject: whose = subject.map { .role($0) }
        case .role(let role): whose = [.role(role)]
        case .unit(let key):
          whose = units.first { $0.key == key }.map { [.unit($0.rule.name)] } ?? []
        }
        for one in whose {
          let index =
            groups.firstIndex { $0.whose == one }
            ?? {
              groups.append(GroupRule(whose: one, keys: []))
              return groups.count - 1
            }()
          groups[index].keys.formUnion(keys)
          groups[index].watchesParent = groups[index].watchesParent || parent
          groups[index].watchesAncestors = groups[index].watchesAncestors || ancestors
          groups[index].together.formUnion(together)
        }
      }
    }
  }

  /// What the supervisor is told.
  public var plan: LookPlan { LookPlan(units: units.map(\.rule), groups: groups) }
}
