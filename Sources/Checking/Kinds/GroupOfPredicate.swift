internal import Record

/// The process is in the same process group as a process of a role; see credentials(7).
package struct GroupOfPredicate: FellowPredicate {
  package static let key = "group-of"
  package static let summary =
    "The process is in the same process group (field 5 of /proc/PID/stat) as a process of that role."
  static let field = FactField.group
  static let what = "process group"

  package var role: String

  static func number(_ facts: ProcessFacts) -> Int32? { facts.group }

  package static let examples = [
    PredicateExample("the same", "group-of: shell", holds: true, starting: { $0.group = 50 }) {
      $0.shell(50)
    },
    PredicateExample("its own", "group-of: shell", holds: false) { $0.shell(50) },
    PredicateExample("no shell is known", "group-of: shell", holds: false),
  ]
}
