public import Systemd

/// What can be looked at beside processes.
public enum Subject: Codable, Hashable, Sendable, Comparable {
  /// A unit of a service manager, by its full name. Values are the properties of `systemctl show`,
  /// as text; see `UnitValue` for those that are the lab's own.
  case unit(String)
  /// A control group, as `/proc/PID/cgroup` names it behind "0::". Values are by `CgroupKey.name`;
  /// see `GroupValue` for those that are the lab's own. A file that isn't there reads as "".
  case cgroup(String)

  /// Its name or its path.
  public var name: String {
    switch self {
    case .unit(let name), .cgroup(let name): name
    }
  }
}

/// Names of values of a unit that no `systemctl show` prints.
public enum UnitValue {
  /// Why its manager gave no answer; "" while it answers.
  public static let failure = "lab:failure"
  /// Its files, the drop-ins included, as `systemctl cat` prints them.
  public static let files = "lab:files"
  /// The first line of its journal, since the attempt began, that holds a text.
  public static func journal(_ text: String) -> String { "lab:journal:\(text)" }

  /// What every look asks for: what the unit is, how it stands, and where its processes are.
  public static let always: Set<String> = [
    "Id", "LoadState", "ActiveState", "SubState", "UnitFileState", "Result", "MainPID", "NRestarts",
    "ControlGroup", "FragmentPath", "DropInPaths",
  ]
}

/// Names of values of a control group that no file of it holds.
public enum GroupValue {
  /// "yes" while the group is there, "no" from when it was seen to be gone; the other values stay as
  /// they were last seen.
  public static let exists = "lab:exists"
  /// "yes" for a group that was made since the attempt was begun: its counters began at 0.
  public static let isNew = "lab:new"
}

/// A unit to look at.
public struct UnitRule: Codable, Hashable, Sendable {
  /// The full name.
  public var name: String
  /// Whose unit it is.
  public var manager: Manager
  /// What to ask for beside `UnitValue.always`.
  public var properties: Set<String>
  /// Texts to look for in its journal.
  public var journal: [String]
  /// Whether its files are read.
  public var readsFiles: Bool

  /// All members, as they are.
  public init(
    name: String, manager: Manager, properties: Set<String> = [], journal: [String] = [],
    readsFiles: Bool = false
  ) {
    self.name = name
    self.manager = manager
    self.properties = properties
    self.journal = journal
    self.readsFiles = readsFiles
  }
}

/// Control groups to look at.
public struct GroupRule: Codable, Hashable, Sendable {
  /// Whose group is meant.
  public enum Whose: Codable, Hashable, Sendable {
    /// Of every process of a role.
    case role(String)
    /// Of a unit, by its full name, also before it is loaded.
    case unit(String)
  }

  /// Whose group is meant.
  public var whose: Whose
  /// Names of `CgroupKey`s.
  public var keys: Set<String>
  /// Also the groups above, up to the manager's: they keep counting where a group is gone with its
  /// processes, and count what a limit of their own did.
  public var watchesParent: Bool
  /// Also the limits of all groups above.
  public var watchesAncestors: Bool
  /// Those of `keys` that are compared between groups: listed once a second, changed or not, at the
  /// same look as those of all other groups.
  public var together: Set<String>

  /// All members, as they are.
  public init(
    whose: Whose, keys: Set<String>, watchesParent: Bool = false, watchesAncestors: Bool = false,
    together: Set<String> = []
  ) {
    self.whose = whose
    self.keys = keys
    self.watchesParent = watchesParent
    self.watchesAncestors = watchesAncestors
    self.together = together
  }
}

/// What a supervisor looks at for an attempt beside processes.
public struct LookPlan: Codable, Hashable, Sendable {
  /// All units that the exercise names.
  public var units: [UnitRule]
  /// The groups that its checks ask about.
  public var groups: [GroupRule]
  /// The control group of each manager that answered, by `Manager.rawValue`: units without a slice of
  /// their own live in app.slice or system.slice below it.
  public var managerGroups: [String: String]

  /// All members, as they are.
  public init(
    units: [UnitRule] = [], groups: [GroupRule] = [], managerGroups: [String: String] = [:]
  ) {
    self.units = units
    self.groups = groups
    self.managerGroups = managerGroups
  }

  /// Whether there is nothing to look at.
  public var isEmpty: Bool { units.isEmpty && groups.isEmpty }
}
