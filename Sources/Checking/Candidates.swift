internal import ProcFS
public import Record

/// Which processes may stand for roles that the learner fills, oldest first.
enum Candidates {
  /// More combinations than this are not tried; the newest stay.
  static let limit = 16

  static func isFree(_ source: RoleRule.Source) -> Bool {
    switch source {
    case .registered, .learner, .learnerCommand, .pidFile, .readerOf, .unit: true
    default: false
    }
  }

  /// The roles among `roles`, and those that they hang on, that have candidates.
  static func freeRoles(_ roles: Set<String>, _ sources: [String: RoleRule.Source]) -> [String] {
    var found: Set<String> = []
    var seen: Set<String> = []
    var open = Array(roles)
    while let role = open.popLast() {
      guard seen.insert(role).inserted, let source = sources[role] else { continue }
      if isFree(source) { found.insert(role) }
      switch source {
      case .children(let of, _), .group(let of), .tree(let of), .readerOf(let of, _):
        open.append(of)
      default: break
      }
    }
    return found.sorted()
  }

  /// All choices of one process for each of the roles; the last has the newest of each. Roles that
  /// nobody fills yet are left out of every choice.
  static func assignments(_ roles: [String], _ timeline: Timeline) -> [[String: ProcessIdentity]] {
    let filled = roles.map { ($0, timeline.processes(of: $0)) }.filter { !$0.1.isEmpty }
    guard !filled.isEmpty else { return [[:]] }
    var result: [[String: ProcessIdentity]] = [[:]]
    // Each role's share of the limit, so that the product stays within it.
    var share = limit
    while share > 1, power(share, filled.count) > limit { share -= 1 }
    if filled.count == 1 { share = limit }
    for (role, processes) in filled {
      var next: [[String: ProcessIdentity]] = []
      for choice in result {
        for process in processes.suffix(max(1, share)) {
          var longer = choice
          longer[role] = process
          next.append(longer)
        }
      }
      result = next
    }
    return result
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<min(exponent, 8)).reduce(1) { product, _ in min(product * base, 1 << 20) }
  }
}

extension Predicate {
  /// Whether it holds now, for any of the candidates: for `wait:` in set-up, and for a trial's needs.
  public func holds(in world: World, roles: [RoleRule], subject: [String] = []) -> Bool {
    var scene = Scene(world: world, roles: roles, subject: subject)
    let free = Candidates.freeRoles(self.roles(subject: subject), scene.sources)
    return Candidates.assignments(free, world.timeline).contains { choice in
      scene.assignment = choice
      return held(scene).yes.contains(world.now)
    }
  }
}
