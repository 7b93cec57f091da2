internal import ProcFS
package import Record

/// How early the kernel would end it when memory runs out; see proc_pid_oom_score_adj(5).
package struct OOMScorePredicate: ProcessPredicateKind {
  package static let key = "oom-score"
  package static let summary = """
    The adjustment (/proc/PID/oom_score_adj) or the score (/proc/PID/oom_score) is N or in a range; \
    above-role: the score is higher than that of every living process of that role.
    """
  package static let usage = [
    "oom-score: {adjustment: 500}", "oom-score: {above-role: job}",
    "oom-score: {adjustment: {at-least: 300}, above-role: job}",
  ]
  package static let schema: JSON? = .keys([
    ("adjustment", NumberRange.schema), ("score", NumberRange.schema),
    ("above-role", .type("string")),
  ])

  let adjustment: NumberRange?
  let score: NumberRange?
  package var role: String?

  package init?(_ argument: ContentNode, log: ContentLog) {
    let reader = KeyReader(argument, log: log, what: "'oom-score'")
    adjustment = reader.value("adjustment").flatMap { NumberRange($0, log: log) }
    score = reader.value("score").flatMap { NumberRange($0, log: log) }
    role = reader.roles("above-role").first
    if reader.keys.isEmpty {
      log.report("adjustment:, above-role: or score: is missing", at: argument.place)
    }
    reader.finish()
    if adjustment == nil, score == nil, role == nil { return nil }
  }

  package var watch: Set<FactGroup> { [.stat, .oom] }
  package var otherRoles: [String] { role.map { [$0] } ?? [] }
  package var watchOthers: [String: Set<FactGroup>] { role.map { [$0: [.stat, .oom]] } ?? [:] }

  private func rivals(_ track: ProcessTrack, _ scene: Scene) -> [ProcessTrack] {
    guard let role else { return [] }
    return scene.processes(of: role).filter { $0.identity != track.identity }
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let own = track.held { facts in
      let first = adjustment.map { range in
        facts.oomAdjustment.map { range.contains(Double($0), scene.name) }
      }
      let second = score.map { range in
        facts.oomScore.map { range.contains(Double($0), scene.name) }
      }
      let answers = [first, second].compactMap { $0 }
      if answers.contains(false) { return false }
      return answers.contains(nil) ? nil : true
    }
    guard role != nil else { return own }
    let others = rivals(track, scene)
    guard !others.isEmpty else { return .unknown }
    let above = ProcessTrack.held([track] + others) { moment in
      guard let mine = track.facts(at: moment)?.oomScore else { return nil }
      // Who is gone is nobody's rival.
      let theirs = others.filter { $0.endedAt.map { $0 > moment } ?? true }
        .map { $0.facts(at: moment)?.oomScore }
      if theirs.isEmpty { return false }
      if theirs.contains(nil) { return nil }
      return theirs.allSatisfy { $0.map { mine > $0 } ?? false }
    }
    return .all([own, above])
  }

  package func expected(_ scene: Scene) -> String {
    [
      adjustment.map { "oom_score_adj \($0.text(scene.name))" },
      score.map { "oom_score \($0.text(scene.name))" },
      role.map { "an oom_score above that of \(scene.called($0))" },
    ].compactMap { $0 }.joined(separator: ", ")
  }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    guard let facts = track.latest, let mine = facts.oomScore, let adjustment = facts.oomAdjustment
    else { return "its oom_score is not known" }
    var words = "oom_score_adj \(adjustment)"
    if role != nil || score != nil { words += ", oom_score \(mine)" }
    let theirs = rivals(track, scene).filter { $0.endedAt == nil }
      .compactMap { $0.latest?.oomScore }.map { "\($0)" }
    if let role, !theirs.isEmpty {
      words += ", that of \(scene.called(role)) is \(theirs.joined(separator: ", "))"
    }
    return words
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    func line(_ track: ProcessTrack, _ file: String, _ value: Int32?) -> [Evidence] {
      guard let value else { return [] }
      let at = track.moments.last { $0.at <= moment }?.at ?? track.since
      return [
        Evidence(source: "/proc/\(track.pid)/\(file)", field: "", value: "\(value)", at: at)
      ]
    }
    let facts = track.facts(at: moment)
    var lines: [Evidence] = []
    if adjustment != nil { lines += line(track, "oom_score_adj", facts?.oomAdjustment) }
    if score != nil || role != nil { lines += line(track, "oom_score", facts?.oomScore) }
    for rival in rivals(track, scene).prefix(3) where rival.endedAt.map({ $0 > moment }) ?? true {
      lines += line(rival, "oom_score", rival.facts(at: moment)?.oomScore)
    }
    return lines
  }

  private static func scored(_ score: Int32, _ adjustment: Int32) -> (inout ProcessFacts) -> Void {
    return {
      $0.oomScore = score
      $0.oomAdjustment = adjustment
    }
  }

  package static let examples = [
    PredicateExample(
      "adjusted", "oom-score: {adjustment: 500}", holds: true, starting: scored(1000, 500)),
    PredicateExample(
      "not adjusted", "oom-score: {adjustment: 500}", holds: false, starting: scored(667, 0)),
    PredicateExample(
      "above the other", "oom-score: {above-role: prod}", holds: true, starting: scored(1000, 500)
    ) {
      $0.bind("prod", 44, scored(700, 0))
    },
    PredicateExample(
      "the other is larger", "oom-score: {above-role: prod}", holds: false, starting: scored(667, 0)
    ) {
      $0.bind("prod", 44, scored(700, 0))
    },
    PredicateExample(
      "the other grew", "oom-score: {above-role: prod}", holds: false, starting: scored(690, 0)
    ) {
      $0.bind("prod", 44, scored(680, 0))
      $0.see(44, at: 20) { $0.oomScore = 695 }
    },
  ]
}
