internal import Record

/// The process is in the same session as a process of a role; see credentials(7).
package struct SessionOfPredicate: FellowPredicate {
  package static let key = "session-of"
  package static let summary =
    "The process is in the same session (field 6 of /proc/PID/stat) as a process of that role."
  static let field = FactField.session
  static let what = "session"

  package var role: String

  static func number(_ facts: ProcessFacts) -> Int32? { facts.session }

  package static let examples = [
    PredicateExample("the same", "session-of: shell", holds: true, starting: { $0.session = 50 }) {
      $0.shell(50)
    },
    PredicateExample("its own", "session-of: shell", holds: false) { $0.shell(50) },
    PredicateExample("no shell is known", "session-of: shell", holds: false),
  ]
}
