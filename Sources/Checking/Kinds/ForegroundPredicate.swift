package import Record

/// The process is in the foreground of its terminal.
package struct ForegroundPredicate: ProcessPredicateKind {
  package static let key = "foreground"
  package static let summary = """
    The process's group is the terminal's foreground group: fields 5 and 8 of /proc/PID/stat are \
    equal, and field 7 isn't 0.
    """
  package static let usage = ["foreground", "not: foreground"]

  package init?(_ argument: ContentNode, log: ContentLog) {}

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    track.held { facts in
      guard let group = facts.group, let terminal = facts.terminal,
        let foreground = facts.foregroundGroup
      else { return nil }
      return terminal != 0 && group == foreground
    }
  }

  package func expected(_ scene: Scene) -> String { "in the foreground of its terminal" }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    guard let facts = track.latest else { return "not known" }
    if facts.terminal == 0 { return "without a terminal" }
    return facts.group == facts.foregroundGroup
      ? "in the foreground of its terminal" : "in the background of its terminal"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.group, at: moment) + track.evidence(.foregroundGroup, at: moment)
  }

  package static let examples = [
    PredicateExample(
      "in front", "foreground", holds: true,
      starting: {
        $0.terminal = 0x8801
        $0.foregroundGroup = 42
      }),
    PredicateExample(
      "behind", "foreground", holds: false,
      starting: {
        $0.terminal = 0x8801
        $0.foregroundGroup = 50
      }),
    PredicateExample("no terminal", "foreground", holds: false),
    PredicateExample("not in front", "not: foreground", holds: true),
  ]
}
