package import Record

/// The working directory; see proc_pid_cwd(5).
package struct CwdPredicate: ProcessPredicateKind {
  package static let key = "cwd"
  package static let summary =
    "/proc/PID/cwd is that folder, relative to the bench; \".\" is the bench itself."
  package static let usage = ["cwd: data", "cwd: ."]
  package static let schema: JSON? = String.schema

  package var folder: Slot<String>

  package init?(_ argument: ContentNode, log: ContentLog) {
    guard let folder = Slot<String>(argument, log: log) else { return nil }
    self.folder = folder
  }

  package var watch: Set<FactGroup> { [.stat, .image] }

  private func wanted(_ scene: Scene) -> String? {
    guard let folder = folder.value(scene.name), let bench = scene.timeline.header?.bench else {
      return nil
    }
    if folder.hasPrefix("/") { return folder }
    return folder == "." || folder.isEmpty ? bench : "\(bench)/\(folder)"
  }

  package func held(of track: ProcessTrack, _ scene: Scene) -> Held {
    let wanted = wanted(scene)
    return track.held { facts in facts.cwd.map { $0 == wanted } }
  }

  package func expected(_ scene: Scene) -> String { "working directory \(wanted(scene) ?? "?")" }

  package func observed(of track: ProcessTrack, _ scene: Scene) -> String {
    "working directory \(track.latest?.cwd ?? "?")"
  }

  package func evidence(of track: ProcessTrack, _ scene: Scene, at moment: UInt64) -> [Evidence] {
    track.evidence(.cwd, at: moment)
  }

  package static let examples = [
    PredicateExample("the bench", "cwd: .", holds: true),
    PredicateExample(
      "a folder in it", "cwd: data", holds: true, starting: { $0.cwd = "/bench/data" }),
    PredicateExample("elsewhere", "cwd: data", holds: false),
  ]
}
