internal import Checking

/// Reasons that can never be given, because an earlier one matches whenever they do.
enum LintShadows {
  static func check(_ exercise: Exercise, _ log: ContentLog) {
    for check in exercise.checks {
      for (index, later) in check.because.enumerated() {
        guard let earlier = check.because[..<index].first(where: { shadows($0, later, check) })
        else { continue }
        log.report(
          "'\(earlier.id)' matches whenever '\(later.id)' does and stands first, so "
            + "'\(later.id)' can never be given",
          at: earlier.place)
      }
    }
  }

  private static func shadows(_ earlier: Reason, _ later: Reason, _ check: Check) -> Bool {
    // One that counts only in the end leaves room for one that counts at once.
    if earlier.finally, !later.finally { return false }
    return later.when.implies(earlier.when, subject: check.of, otherSubject: check.of)
  }
}
